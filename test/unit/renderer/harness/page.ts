import { activate } from "../../../../renderers/softmax/index.ts";
import type { Control, View, ViewEnvelope } from "../../../../src/model/index.ts";
import { sentenceOf } from "../../../../src/output/index.ts";
import { failure, fifteen, group, samples, temperatures, vocabulary } from "../../output/samples.ts";
import { applyTheme } from "./themes.ts";

/** The renderer on a page of its own, with a host that records what it says. */

const controls: Readonly<Record<string, Control>> = {
  slider: { kind: "control", control: "slider", name: "tau", label: "", min: 0.05, max: 10, step: null, scale: "log", value: 1 },
  linear: { kind: "control", control: "slider", name: "k", label: "Entries", min: 1, max: 64, step: 1, scale: "linear", value: 15 },
  select: { kind: "control", control: "select", name: "kind", label: "Sampler", options: ["softmax", "entmax", "gumbel"], value: "entmax" },
  checkbox: { kind: "control", control: "checkbox", name: "masked", label: "Causal mask", value: true },
  number: { kind: "control", control: "number", name: "offset", label: "Offset", value: 1e4 },
  play: { kind: "control", control: "play", name: "step", label: "Step", min: 0, max: 20, step: 1, fps: 10, value: 4 },
};

const sent: unknown[] = [];
const listeners: ((message: unknown) => void)[] = [];

function start(messaging: boolean): ReturnType<typeof activate> {
  const listen = (listener: (message: unknown) => void): void => {
    listeners.push(listener);
  };
  return activate(messaging ? { postMessage: (message) => sent.push(message), onDidReceiveMessage: listen } : {});
}

const hosts = new Map<string, HTMLElement>();
let api: ReturnType<typeof activate> | null = null;
let stamp = 0;

function envelope(cell: string, view: View): ViewEnvelope {
  stamp += 1;
  return { version: 1, cell, slot: 0, stamp, view, sentence: sentenceOf(view) };
}

function render(id: string, view: View): Promise<void> | undefined {
  const host = hosts.get(id) ?? document.body.appendChild(document.createElement("div"));
  host.id = id;
  hosts.set(id, host);
  const item = { id, mime: "application/vnd.softmaxnb.view.v1+json", json: () => JSON.parse(JSON.stringify(envelope(id, view))) };
  return api?.renderOutputItem(item, host, new AbortController().signal);
}

function frame(cell: string, generation: number, view: View | null, message?: string, more: object = {}): void {
  const envelopes = view === null ? [] : [JSON.parse(JSON.stringify(envelope(cell, view)))];
  const failed = message === undefined ? {} : { failure: { code: "Domain", message } };
  tell({ type: "frame", generation, cell, envelopes, ...failed, ...more });
}

function tell(message: unknown): void {
  for (const listener of listeners) listener(message);
}

const control = (name: string): View => ({ kind: "control", control: controls[name] as Control });
const text: View = { kind: "text", text: "1.5 + 2i" };

const harness = {
  views: {
    ...samples,
    group,
    text,
    failure,
    ...Object.fromEntries(Object.keys(controls).map((name) => [name, control(name)])),
  } as Readonly<Record<string, View>>,
  make: { fifteen, temperatures, vocabulary },
  sent,
  start: (theme: string, messaging = true) => {
    applyTheme(theme);
    api = start(messaging);
  },
  theme: applyTheme,
  render,
  frame,
  tell,
  dispose: (id?: string) => api?.disposeOutputItem(id),
};

export type Harness = typeof harness;
Object.assign(window, { harness });
