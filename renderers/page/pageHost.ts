import { type Event, type RendererMessage, type RendererUpdate, VIEW_MIME, type ViewEnvelope } from "../../src/model/index.ts";
import type { PageData } from "../../src/page/index.ts";
import { type GateStep, idleGate, isCurrent, offer, type SessionHandle, settle } from "../../src/worker/index.ts";
import { fileAnswer, type Question } from "./pageFiles.ts";

/** The renderer's host on a page: takes moves of controls to the session and its frames back. */
export class PageHost {
  readonly #data: PageData;
  readonly #start: () => SessionHandle;
  readonly #listeners: ((message: unknown) => void)[] = [];
  #handle: SessionHandle | null = null;
  #gate = idleGate;

  constructor(data: PageData, start: () => SessionHandle) {
    this.#data = data;
    this.#start = start;
  }

  /** What the renderer says. */
  readonly take = (message: unknown): void => {
    // SAFETY: this listens to our own renderer and to nobody else.
    const said = message as RendererMessage;
    if (said.type === "control") this.#step(offer(this.#gate, said.name, said.value));
    else if (said.type === "pin") this.#session().send(said);
  };

  readonly listen = (listener: (message: unknown) => void): void => void this.#listeners.push(listener);

  /** Starts the session and runs the cells, unseen: what they show is on the page already. */
  warmUp(): void {
    this.#session();
  }

  #session(): SessionHandle {
    if (this.#handle) return this.#handle;
    const { seed, cells, moves } = this.#data;
    const handle = this.#start();
    this.#handle = handle;
    handle.onEvent((event) => this.#event(event, handle));
    handle.send({ type: "open", seed, folder: null });
    handle.send({ type: "cells", cells });
    for (const { name, value } of moves) handle.send({ type: "control", name, value, generation: 0 });
    handle.send({ type: "run", cells: cells.map(({ id }) => id) });
    return handle;
  }

  #event(event: Event, handle: SessionHandle): void {
    if (event.type === "frame") this.#frame(event);
    else if (event.type === "picture") this.#tell({ ...event, type: "frame", generation: this.#gate.last });
    else if (event.type === "ended") this.#ended(event);
    else if (event.type === "settled") this.#step(settle(this.#gate, event.generation));
    else if (event.type === "saveFile") handle.send({ type: "file", request: event.request, problem: "An exported page saves no files." });
    else if (event.type === "openFile" || event.type === "readFile") handle.send(this.#answer(event));
  }

  #answer(question: Question): ReturnType<typeof fileAnswer> {
    return fileAnswer(this.#data.files, question);
  }

  /** A cell that ran after a control had been moved shows something new, though nobody framed it: the move came before its first run. */
  #ended({ cell, outputs, failure }: Extract<Event, { type: "ended" }>): void {
    if (this.#gate.last === 0) return;
    // SAFETY: bundleOf puts the envelope under this name into every bundle.
    const envelopes = outputs.map((bundle) => bundle[VIEW_MIME] as ViewEnvelope);
    this.#tell({ type: "frame", generation: this.#gate.last, cell, envelopes, ...(failure ? { failure } : {}) });
  }

  #frame({ generation, cell, envelopes, failure }: Extract<Event, { type: "frame" }>): void {
    if (!isCurrent(this.#gate, generation)) return;
    this.#tell({ type: "frame", generation, cell, envelopes, ...(failure ? { failure } : {}) });
  }

  #tell(update: RendererUpdate): void {
    for (const listener of this.#listeners) listener(update);
  }

  #step({ gate, send }: GateStep): void {
    this.#gate = gate;
    if (send) this.#session().send({ type: "control", ...send });
  }
}
