import { Cancelled, drive, type Event, type Steps } from "../model/index.ts";
import { type Ended, endOf } from "./ended.ts";
import type { Node } from "./node.ts";
import type { Frame, Notebook } from "./notebook.ts";
import { type PinAsked, pinPicture } from "./pinPicture.ts";
import type { Turn } from "./schedule.ts";
import type { SessionHost } from "./sessionHost.ts";

/** A control that was moved: the values are in the notebook, the pictures are to follow. */
export interface Move {
  readonly name: string;
  readonly generation: number;
}

/** What a session is at. `aborted` is heeded at the next step. */
export interface Work {
  aborted: boolean;
  /** The cell that runs. */
  turn: Turn | null;
  /** The cell was aborted because its text or inputs have changed, not because somebody wants it to stop. */
  superseded: boolean;
}

/** A long cell says how far it is no more often than this. */
const PROGRESS_MS = 100;

/** Drives the steps of one cell after another on the session's thread, and turns what comes of them into events. */
export class Runner {
  readonly #host: SessionHost;

  constructor(host: SessionHost) {
    this.#host = host;
  }

  /** Evaluates a whole cell; how far it is goes to `emit`. Never throws. */
  async evaluate(notebook: Notebook, node: Node, work: Work, emit: (event: Event) => void = this.#host.emit): Promise<Ended> {
    const start = this.#host.now();
    try {
      const result = await this.#drive(notebook.evaluate(node), node.id, work, emit);
      return endOf(node, result, this.#host.now() - start);
    } catch (error) {
      const end = { type: "ended", cell: node.id, elapsedMs: this.#host.now() - start, outputs: [] } as const;
      if (error instanceof Cancelled) return { ...end, status: "cancelled", ...(work.superseded ? { note: "superseded" } : {}) };
      return { ...end, status: "error", failure: { code: "Crash", message: `The engine failed: ${String(error)}` } };
    }
  }

  /** Sends the control's own picture, and where `follow` says so those of what depends on it; gives the cells that were looked at. */
  async frames(notebook: Notebook, { name, generation }: Move, follow: boolean, work: Work): Promise<readonly Node[]> {
    const control = notebook.moved(name);
    if (control) this.#emit(generation, notebook.executor.ownerOf(name) ?? "", control);
    const changed = new Set([name]);
    const followers = control && follow ? notebook.followers(name) : [];
    for (const node of followers) {
      if (work.aborted) break;
      const blocked = [...notebook.graph.sources(node)].some((source) => notebook.ledger.result(source)?.status !== "ok");
      if (!blocked) await this.#follow(notebook, node, changed, generation, work);
    }
    return followers;
  }

  /** Sends the pictures of a distribution that is to be kept, or let go of. */
  async pin(notebook: Notebook, asked: PinAsked, work: Work): Promise<void> {
    const event = await this.#drive(pinPicture(notebook, asked), asked.cell, work, this.#host.emit).catch((error: unknown) => {
      if (error instanceof Cancelled) return null;
      throw error;
    });
    if (event) this.#host.emit(event);
  }

  async #follow(notebook: Notebook, node: Node, changed: Set<string>, generation: number, work: Work): Promise<void> {
    try {
      const frame = await this.#drive(notebook.follow(node, changed), node.id, work, this.#host.emit);
      if (frame) this.#emit(generation, node.id, frame);
    } catch (error) {
      if (error instanceof Cancelled) return;
      this.#emit(generation, node.id, { envelopes: [], failure: { code: "Crash", message: `The engine failed: ${String(error)}` } });
    }
  }

  #emit(generation: number, cell: string, { envelopes, failure }: Frame): void {
    this.#host.emit({ type: "frame", generation, cell, envelopes, ...(failure ? { failure } : {}) });
  }

  #drive<T>(steps: Steps<T>, cell: string, signal: Work, emit: (event: Event) => void): Promise<T> {
    const { pause, now, pool } = this.#host;
    let last = now();
    const onProgress = (done: number, total: number): void => {
      if (now() - last < PROGRESS_MS) return;
      last = now();
      emit({ type: "progress", cell, done, total });
    };
    return drive(steps, { signal, pause, now, onProgress, pool });
  }
}
