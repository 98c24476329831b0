import { parseCell } from "../language/index.ts";
import {
  Cancelled,
  type CellText,
  type Control,
  type ControlValue,
  type ControlView,
  drive,
  type Event,
  type Failure,
  type Files,
  type MimeBundle,
  type Pool,
  type Request,
  type Steps,
  type Value,
  type ViewEnvelope,
} from "../model/index.ts";
import { bundleOf, sentenceOf } from "../output/index.ts";
import { accepts } from "./accepts.ts";
import { type CellResult, Executor } from "./executor.ts";
import { dependentsOf, type Node, nodeOf } from "./graph.ts";
import { viewOf } from "./show.ts";

/** What a session needs from the thread that it lives on. */
export interface SessionHost {
  readonly files: (folder: string | null) => Files;
  readonly emit: (event: Event) => void;
  /** A turn of the event loop, after which messages that had arrived have been delivered. */
  readonly pause: () => Promise<void>;
  /** Milliseconds clock. */
  readonly now: () => number;
  /** Threads that large work may use, asked for when it does. */
  readonly pool?: (() => Pool | null) | undefined;
}

type Task =
  | { readonly type: "run"; readonly cell: string }
  | { readonly type: "frame"; readonly name: string; readonly generation: number };

/** A long cell says how far it is no more often than this. */
const PROGRESS_MS = 100;

/**
 * One notebook's session: takes requests, answers with events. Tasks run one after another; an interrupt aborts the
 * running one at its next step and answers those that wait with "cancelled".
 */
export class Session {
  readonly #host: SessionHost;
  #executor: Executor;
  #seed = 0;
  #folder: string | null = null;
  #cells: readonly CellText[] = [];
  #tasks: Task[] = [];
  #running: { aborted: boolean } | null = null;
  #stamp = 0;
  readonly #ran = new Set<string>();
  /** The last picture of each control, by its name. */
  readonly #controls = new Map<string, ViewEnvelope>();

  constructor(host: SessionHost) {
    this.#host = host;
    this.#executor = this.#fresh();
  }

  /** Takes one request. Never throws; what goes wrong in a cell is said in its `ended` event. */
  accept(request: Request): void {
    switch (request.type) {
      case "open":
        this.#seed = request.seed;
        this.#folder = request.folder;
        this.#executor = this.#fresh();
        return this.#host.emit({ type: "ready" });
      case "cells":
        return this.#replaceCells(request.cells);
      case "run":
        for (const cell of request.cells) this.#tasks.push({ type: "run", cell });
        return this.#wake();
      case "control":
        return this.#control(request.name, request.value, request.generation);
      case "interrupt":
        return this.#interrupt();
      case "restart":
      case "close":
        this.#interrupt();
        this.#ran.clear();
        this.#executor = this.#fresh();
        return;
      case "file":
        return;
      default:
        return unreachable(request);
    }
  }

  #fresh(): Executor {
    return new Executor({ seed: this.#seed, files: this.#host.files(this.#folder) });
  }

  #replaceCells(cells: readonly CellText[]): void {
    const kept = new Set(cells.map((cell) => cell.id));
    for (const { id } of this.#cells) {
      if (kept.has(id)) continue;
      this.#executor.forget(id);
      this.#ran.delete(id);
    }
    this.#cells = cells;
  }

  #control(name: string, value: ControlValue, generation: number): void {
    this.#executor.moveControl(name, value);
    this.#tasks = this.#tasks.filter((task) => {
      const stale = task.type === "frame" && task.name === name;
      if (stale) this.#host.emit({ type: "settled", generation: task.generation });
      return !stale;
    });
    this.#tasks.push({ type: "frame", name, generation });
    const view = this.#controls.get(name)?.view;
    if (this.#executor.scope.has(name) && view?.kind === "control" && accepts(view.control, value))
      this.#executor.applyControl(name, value);
    this.#wake();
  }

  #interrupt(): void {
    if (this.#running) this.#running.aborted = true;
    const dropped = this.#tasks;
    this.#tasks = [];
    for (const task of dropped) {
      if (task.type === "frame") this.#host.emit({ type: "settled", generation: task.generation });
      else this.#host.emit({ type: "ended", cell: task.cell, status: "cancelled", elapsedMs: 0, outputs: [] });
    }
  }

  #wake(): void {
    if (this.#running) return;
    const signal = { aborted: false };
    this.#running = signal;
    void this.#work(signal);
  }

  async #work(signal: { aborted: boolean }): Promise<void> {
    let task = this.#tasks.shift();
    while (task) {
      if (task.type === "run") await this.#run(task.cell, signal);
      else await this.#frame(task.name, task.generation, signal);
      signal.aborted = false;
      task = this.#tasks.shift();
    }
    this.#running = null;
  }

  async #run(id: string, signal: { aborted: boolean }): Promise<void> {
    const cell = this.#cells.find((candidate) => candidate.id === id);
    if (!cell) return this.#host.emit({ type: "ended", cell: id, status: "cancelled", elapsedMs: 0, outputs: [] });
    this.#host.emit({ type: "started", cell: id });
    const start = this.#host.now();
    const outcome = await this.#outputs(cell, signal);
    this.#ran.add(id);
    this.#host.emit({ type: "ended", cell: id, elapsedMs: this.#host.now() - start, ...outcome });
  }

  async #outputs(
    cell: CellText,
    signal: { aborted: boolean },
  ): Promise<{ status: "ok" | "error" | "cancelled"; outputs: readonly MimeBundle[]; failure?: Failure }> {
    try {
      const { envelopes, failure } = await this.#drive(this.#picture(cell), cell.id, signal);
      const outputs = envelopes.map(bundleOf);
      return failure ? { status: "error", outputs, failure } : { status: "ok", outputs };
    } catch (error) {
      if (error instanceof Cancelled) return { status: "cancelled", outputs: [] };
      return { status: "error", outputs: [], failure: { code: "Crash", message: `The engine failed: ${String(error)}` } };
    }
  }

  async #frame(name: string, generation: number, signal: { aborted: boolean }): Promise<void> {
    const nodes = this.#cells.filter((cell) => this.#ran.has(cell.id)).map((cell) => nodeOf(cell.id, parseCell(cell.source)));
    const dependents = dependentsOf(name, nodes, (owner) => this.#usesItself(owner, name));
    // Where its own cell runs again, that draws the control too.
    if (!dependents.some(({ defines }) => defines.includes(name))) this.#frameControl(name, generation);
    for (const node of dependents) {
      if (signal.aborted) break;
      await this.#frameOf(node, generation, signal);
    }
    this.#host.emit({ type: "settled", generation });
  }

  /** The control itself, in every place that shows it: its cell does not run for that. */
  #frameControl(name: string, generation: number): void {
    const last = this.#controls.get(name);
    const value = this.#executor.scope.get(name);
    if (last?.view.kind !== "control" || !this.#ran.has(last.cell)) return;
    if (typeof value !== "number" && typeof value !== "string" && typeof value !== "boolean") return;
    // SAFETY: the value took the place of the control's own, which the session checked when it was moved.
    const control = { ...last.view.control, value } as Control;
    const view: ControlView = { kind: "control", control };
    this.#host.emit({
      type: "frame",
      generation,
      cell: last.cell,
      envelopes: [this.#stamped({ ...last, view, sentence: sentenceOf(view) })],
    });
  }

  #usesItself(owner: Node, name: string): boolean {
    const cell = this.#cells.find(({ id }) => id === owner.id);
    return cell !== undefined && parseCell(cell.source).statements.some((statement) => statement.reads.includes(name));
  }

  async #frameOf(node: Node, generation: number, signal: { aborted: boolean }): Promise<void> {
    const cell = this.#cells.find(({ id }) => id === node.id);
    if (!cell) return;
    try {
      const { envelopes, failure } = await this.#drive(this.#picture(cell), cell.id, signal);
      this.#host.emit({ type: "frame", generation, cell: cell.id, envelopes, ...(failure ? { failure } : {}) });
    } catch (error) {
      if (error instanceof Cancelled) return;
      const failure: Failure = { code: "Crash", message: `The engine failed: ${String(error)}` };
      this.#host.emit({ type: "frame", generation, cell: cell.id, envelopes: [], failure });
    }
  }

  *#picture(cell: CellText): Steps<{ envelopes: ViewEnvelope[]; failure?: Failure | undefined }> {
    const { results, failure }: CellResult = yield* this.#executor.run(cell);
    const envelopes: ViewEnvelope[] = [];
    for (const { value, shown } of results) if (shown) envelopes.push(yield* this.#envelope(cell.id, envelopes.length, value));
    return { envelopes, failure };
  }

  *#envelope(cell: string, slot: number, value: Value): Steps<ViewEnvelope> {
    const view = yield* viewOf(value);
    return this.#stamped({ version: 1, cell, slot, view, sentence: sentenceOf(view) });
  }

  #stamped(envelope: ViewEnvelope): ViewEnvelope {
    // Grows over a restart of the session too, so that a picture from before it never wins.
    this.#stamp = Math.max(this.#stamp + 1, Date.now());
    const stamped = { ...envelope, stamp: this.#stamp };
    if (stamped.view.kind === "control") this.#controls.set(stamped.view.control.name, stamped);
    return stamped;
  }

  #drive<T>(work: Steps<T>, cell: string, signal: { aborted: boolean }): Promise<T> {
    const { pause, now, emit, pool } = this.#host;
    let last = now();
    const onProgress = (done: number, total: number): void => {
      if (now() - last < PROGRESS_MS) return;
      last = now();
      emit({ type: "progress", cell, done, total });
    };
    return drive(work, { signal, pause, now, onProgress, pool });
  }
}

function unreachable(request: never): never {
  throw new Error(`unknown request ${JSON.stringify(request)}`);
}
