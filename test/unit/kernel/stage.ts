import { Session } from "../../../src/kernel/index.ts";
import {
  type ByteSource,
  type CellText,
  type Event,
  FailureError,
  type Mode,
  type Request,
  VIEW_MIME,
  type ViewEnvelope,
} from "../../../src/model/index.ts";

export type Ended = Extract<Event, { type: "ended" }>;

/** A session on this thread, and what it said since one last looked. */
export class Stage {
  readonly events: Event[] = [];
  readonly #session: Session;
  #waiting: (() => void)[] = [];
  #generation = 0;
  #cells: readonly CellText[];

  /** What lies beside the notebook, by path. */
  readonly files = new Map<string, string>();

  constructor(cells: Readonly<Record<string, string>>, mode: Mode = "auto") {
    this.#session = new Session({
      files: () => ({ open: async (path) => this.#open(path) }),
      emit: (event) => {
        this.events.push(event);
        for (const hear of this.#waiting.splice(0)) hear();
      },
      pause: () => new Promise((resolve) => setImmediate(resolve)),
      now: () => performance.now(),
    });
    this.#cells = Object.entries(cells).map(([id, source]) => ({ id, source }));
    this.send({ type: "open", seed: 42, folder: null });
    this.send({ type: "mode", mode });
    this.send({ type: "cells", cells: this.#cells });
  }

  send(request: Request): void {
    this.#session.accept(request);
  }

  /** Changes the texts of cells, adds new ones at the end; null removes one. Then waits until nothing runs. */
  async edit(cells: Readonly<Record<string, string | null>>): Promise<string[]> {
    const next = new Map(this.#cells.map(({ id, source }) => [id, source]));
    for (const [id, source] of Object.entries(cells)) {
      if (source === null) next.delete(id);
      else next.set(id, source);
    }
    return this.place([...next].map(([id, source]) => ({ id, source })));
  }

  /** Tells the cells; gives those that ran, in order. */
  async place(cells: readonly CellText[]): Promise<string[]> {
    this.#cells = cells;
    return this.#act({ type: "cells", cells });
  }

  /** Writes a file, or removes it, and tells the session; gives the cells that ran. */
  async write(path: string, text: string | null): Promise<string[]> {
    if (text === null) this.files.delete(path);
    else this.files.set(path, text);
    return this.#act({ type: "fileChanged", path });
  }

  #open(path: string): ByteSource {
    const text = this.files.get(path);
    if (text === undefined) throw new FailureError({ code: "File", message: `no ${path}` });
    const bytes = new TextEncoder().encode(text);
    return { size: bytes.length, read: async (offset, length) => bytes.slice(offset, offset + length) };
  }

  async run(...cells: string[]): Promise<string[]> {
    return this.#act({ type: "run", cells });
  }

  async runAll(): Promise<string[]> {
    return this.run(...this.#cells.map(({ id }) => id));
  }

  async refresh(): Promise<string[]> {
    return this.#act({ type: "refresh" });
  }

  /** Moves a control and waits until its frames are there; gives the cells that were drawn, in order. */
  async move(name: string, value: number | string | boolean): Promise<string[]> {
    this.#generation++;
    await this.#act({ type: "control", name, value, generation: this.#generation });
    return this.events.flatMap((event) => (event.type === "frame" ? [event.cell] : []));
  }

  /** What a cell showed when it ended last, as text. */
  text(cell: string): string | undefined {
    const ended = this.#ended(cell);
    return ended?.failure?.code ?? ended?.outputs.at(-1)?.["text/plain"];
  }

  /** Envelopes of a cell in the frames since one last looked. */
  frames(cell: string): ViewEnvelope[] {
    return this.events.flatMap((event) => (event.type === "frame" && event.cell === cell ? event.envelopes : []));
  }

  envelopes(cell: string): ViewEnvelope[] {
    return (this.#ended(cell)?.outputs ?? []).map((bundle) => bundle[VIEW_MIME] as ViewEnvelope);
  }

  /** Cells whose result was put back, in order. */
  get kept(): string[] {
    return this.events.flatMap((event) => (event.type === "ended" && event.note === "kept" ? [event.cell] : []));
  }

  /** Cells that were said to be stale, as it was said last. */
  get stale(): string[] {
    return [...this.marks].flatMap(([cell, standing]) => (standing === "stale" ? [cell] : [])).sort();
  }

  readonly marks = new Map<string, string>();
  readonly problems = new Map<string, string[]>();

  #ended(cell: string): Ended | undefined {
    return this.#all.findLast((event): event is Ended => event.type === "ended" && event.cell === cell);
  }

  readonly #all: Event[] = [];

  /** Sends a request, waits until all is quiet; gives the cells that were evaluated. */
  async #act(request: Request): Promise<string[]> {
    this.events.length = 0;
    this.send(request);
    await this.quiet();
    return this.events.flatMap((event) => (event.type === "ended" && event.note === undefined ? [event.cell] : []));
  }

  /** Waits until the session has nothing more to do. */
  async quiet(): Promise<void> {
    // An inspection is answered at once; what follows it comes after all that was going on. Two turns without a word are quiet.
    for (let last = -1; last !== this.events.length; ) {
      last = this.events.length;
      for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve));
    }
    for (const event of this.events) this.#note(event);
  }

  /** Waits for an event. */
  async until(wanted: (event: Event) => boolean): Promise<void> {
    while (!this.events.some(wanted)) {
      await new Promise<void>((resolve) => {
        this.#waiting.push(resolve);
      });
    }
  }

  #note(event: Event): void {
    this.#all.push(event);
    if (event.type !== "marks") return;
    for (const { cell, standing, problems } of event.marks) {
      this.marks.set(cell, standing);
      this.problems.set(
        cell,
        problems.map(({ code }) => code),
      );
    }
  }
}

/** `n` cells, each using the name of the one before. */
export function chain(n: number, first = "x0 = 1"): Record<string, string> {
  return Object.fromEntries(Array.from({ length: n }, (_, i) => [`c${i}`, i === 0 ? first : `x${i} = x${i - 1} + 1`]));
}
