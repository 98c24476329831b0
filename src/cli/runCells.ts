import { Executor, valueJson, viewOf } from "../kernel/index.ts";
import { Cancelled, drive, type Failure, type Files, type MimeBundle, type Pool, type Steps, type Value } from "../model/index.ts";
import { bundleOf, sentenceOf, textOf } from "../output/index.ts";
import { type CellDocument, errorOf } from "./document.ts";
import type { Setting } from "./settings.ts";

/** What the results are wanted as: text for a person, JSON, what an editor shows, or not at all. */
export type Form = "text" | "json" | "bundles" | "nothing";

export interface RunOptions {
  readonly seed: number;
  readonly files: Files;
  readonly settings: ReadonlyMap<string, Setting>;
  /** performance.now() after which cells are cancelled. */
  readonly deadline: number;
  readonly maxElements: number;
  readonly want: Form;
  readonly pool?: (() => Pool | null) | undefined;
  /** Told of each cell as it ends. */
  readonly ran?: ((cell: CellDocument) => void) | undefined;
}

export interface RanCell {
  readonly document: CellDocument;
  /** What a person sees of it, a paragraph each. */
  readonly texts: readonly string[];
  /** What an editor shows of it. */
  readonly outputs: readonly MimeBundle[];
  readonly failure?: Failure | undefined;
}

/** A scope for a notebook's cells, its names fixed by the settings. */
export function executorFor({ seed, files, settings }: Pick<RunOptions, "seed" | "files" | "settings">): Executor {
  const executor = new Executor({ seed, files });
  for (const [name, { control, value }] of settings) executor.override(name, { control, value });
  return executor;
}

/** Runs code cells in order with one scope. A cell that fails does not stop those after it; a timeout does. */
export async function runCells(
  cells: readonly { index: number; source: string }[],
  options: RunOptions,
  executor = executorFor(options),
): Promise<RanCell[]> {
  const ran: RanCell[] = [];
  for (const cell of cells) {
    const done = await runCell(executor, cell, options);
    options.ran?.(done.document);
    ran.push(done);
  }
  return ran;
}

/** Drives work to its end, up to the deadline. */
export function driveUntil<T>(deadline: number, work: Steps<T>, pool?: () => Pool | null): Promise<T> {
  const expired = {
    get aborted() {
      return performance.now() > deadline;
    },
  };
  const pause = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
  return expired.aborted ? Promise.reject(new Cancelled()) : drive(work, { signal: expired, pause, now: () => performance.now(), pool });
}

async function runCell(executor: Executor, cell: { index: number; source: string }, options: RunOptions): Promise<RanCell> {
  const start = performance.now();
  const base = { index: cell.index, source: cell.source };
  try {
    const id = String(cell.index);
    const { failure, results, texts, outputs } = await driveUntil(
      options.deadline,
      evaluated(executor, { id, source: cell.source }, options),
      options.pool,
    );
    const end = { elapsedMs: performance.now() - start, results };
    if (!failure) return { document: { ...base, status: "ok", ...end }, texts, outputs };
    return { document: { ...base, status: "error", ...end, error: errorOf(failure, cell.source) }, texts, outputs, failure };
  } catch (error) {
    if (!(error instanceof Cancelled)) throw error;
    return { document: { ...base, status: "cancelled", elapsedMs: performance.now() - start, results: [] }, texts: [], outputs: [] };
  }
}

interface Evaluated {
  readonly results: CellDocument["results"];
  readonly texts: readonly string[];
  readonly outputs: readonly MimeBundle[];
  readonly failure: Failure | undefined;
}

function* evaluated(executor: Executor, cell: { id: string; source: string }, { want, maxElements }: RunOptions): Steps<Evaluated> {
  const { results, failure } = yield* executor.run(cell);
  const texts: string[] = [];
  const outputs: MimeBundle[] = [];
  const values: CellDocument["results"][number][] = [];
  for (const { value, shown } of results) {
    if (want === "json") values.push(yield* valueJson(value, maxElements));
    else if (shown && want === "text") texts.push(textOf(yield* viewOf(value)));
    else if (shown && want === "bundles") outputs.push(yield* bundle(cell.id, outputs.length, value));
  }
  return { results: values, texts, outputs, failure };
}

function* bundle(cell: string, slot: number, value: Value): Steps<MimeBundle> {
  const view = yield* viewOf(value);
  return bundleOf({ version: 1, cell, slot, view, sentence: sentenceOf(view) });
}
