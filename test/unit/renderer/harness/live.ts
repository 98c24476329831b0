import { activate } from "../../../../renderers/softmax/index.ts";
import type { CellText, ControlValue, Event, RendererMessage, RendererUpdate, Request } from "../../../../src/model/index.ts";
import { type FrameGate, type GateStep, idleGate, isCurrent, offer, settle } from "../../../../src/worker/index.ts";
import { applyTheme } from "./themes.ts";
import { watch } from "./watch.ts";

/** The renderer on a page of its own with a real session in a worker, joined as the extension joins them. */

const VIEW = "application/vnd.softmaxnb.view.v1+json";
const worker = new Worker("/session.js");
const listeners: ((message: unknown) => void)[] = [];
const hosts = new Map<string, HTMLElement>();
const failures: string[] = [];
const frames = { shown: 0, failed: 0 };
const values = new Map<number, ControlValue>();
let gate: FrameGate = idleGate;
let api: ReturnType<typeof activate> | null = null;
let ended: (cell: string) => void = () => undefined;

const send = (request: Request): void => worker.postMessage(request);

function tell(update: RendererUpdate): void {
  // As JSON, for so it travels between an extension and its renderer.
  for (const listener of listeners) listener(JSON.parse(JSON.stringify(update)));
}

function step({ gate: next, send: move }: GateStep): void {
  gate = next;
  if (move !== null) values.set(move.generation, move.value);
  if (move !== null) send({ type: "control", ...move });
}

function heard(message: RendererMessage): void {
  if (message.type === "pin") send(message);
  if (message.type === "control") step(offer(gate, message.name, message.value));
}

worker.onmessage = ({ data }: MessageEvent<Event>) => {
  if (data.type === "frame" && isCurrent(gate, data.generation)) {
    frames.shown += 1;
    if (data.failure) frames.failed += 1;
    // The readout is written when a frame is drawn: its number says which.
    tell({ ...data, readout: { ms: data.generation, dropped: 0 } });
  }
  if (data.type === "picture") tell({ ...data, type: "frame", generation: gate.last });
  if (data.type === "settled") step(settle(gate, data.generation));
  if (data.type === "ended") void draw(data).then(() => ended(data.cell));
};

async function draw({ cell, outputs, failure }: Extract<Event, { type: "ended" }>): Promise<void> {
  if (failure !== undefined) failures.push(`${cell}: ${failure.message}`);
  for (const [slot, bundle] of outputs.entries()) {
    const id = outputs.length === 1 ? cell : `${cell}-${slot}`;
    const host = hosts.get(id) ?? document.body.appendChild(document.createElement("div"));
    host.id = id;
    hosts.set(id, host);
    await api?.renderOutputItem(
      { id, mime: VIEW, json: () => JSON.parse(JSON.stringify(bundle[VIEW])) },
      host,
      new AbortController().signal,
    );
  }
}

const live = {
  failures,
  frames,
  watch: (cell: string, slider: HTMLInputElement) => watch(cell, slider, (generation) => values.get(generation)),
  get idle(): boolean {
    return gate.inFlight === null && gate.pending.size === 0;
  },
  start: (theme: string) => {
    applyTheme(theme);
    api = activate({
      // SAFETY: the renderer posts nothing but its messages.
      postMessage: (message) => heard(message as RendererMessage),
      onDidReceiveMessage: (listener) => listeners.push(listener),
    });
    send({ type: "open", seed: 42, folder: null });
  },
  theme: applyTheme,
  /** Runs the cells in order and draws what they show; settles when all is on the page. */
  run: async (cells: readonly CellText[]): Promise<void> => {
    const waiting = new Set(cells.map(({ id }) => id));
    const all = new Promise<void>((done) => {
      ended = (cell) => {
        waiting.delete(cell);
        if (waiting.size === 0) done();
      };
    });
    send({ type: "cells", cells });
    send({ type: "run", cells: cells.map(({ id }) => id) });
    await all;
  },
};

export type Live = typeof live;
Object.assign(window, { live });
