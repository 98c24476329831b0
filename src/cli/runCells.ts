import { Executor, valueJson, viewOf } from "../kernel/index.ts";
import { Cancelled, drive, type Failure, type Files, type Steps, type Value } from "../model/index.ts";
import { textOf } from "../output/index.ts";
import { type CellDocument, errorOf } from "./document.ts";
import type { Setting } from "./settings.ts";

export interface RunOptions {
  readonly seed: number;
  readonly files: Files;
  readonly settings: ReadonlyMap<string, Setting>;
  /** performance.now() after which cells are cancelled. */
  readonly deadline: number;
  readonly maxElements: number;
  /** Whether results are wanted as text for a person or as JSON. */
  readonly json: boolean;
  /** Told of each cell as it ends. */
  readonly ran?: ((cell: CellDocument) => void) | undefined;
}

export interface RanCell {
  readonly document: CellDocument;
  /** What a person sees of it, a paragraph each. */
  readonly texts: readonly string[];
}

/** Runs code cells in order with one scope. A cell that fails does not stop those after it; a timeout does. */
export async function runCells(cells: readonly { index: number; source: string }[], options: RunOptions): Promise<RanCell[]> {
  const executor = new Executor({ seed: options.seed, files: options.files });
  for (const [name, { control, value }] of options.settings) executor.override(name, { control, value });
  const ran: RanCell[] = [];
  for (const cell of cells) {
    const done = await runCell(executor, cell, options);
    options.ran?.(done.document);
    ran.push(done);
  }
  return ran;
}

async function runCell(executor: Executor, cell: { index: number; source: string }, options: RunOptions): Promise<RanCell> {
  const start = performance.now();
  const expired = {
    get aborted() {
      return performance.now() > options.deadline;
    },
  };
  const pause = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
  const base = { index: cell.index, source: cell.source };
  try {
    if (expired.aborted) throw new Cancelled();
    const id = String(cell.index);
    const done = await drive(evaluated(executor, { id, source: cell.source }, options), {
      signal: expired,
      pause,
      now: () => performance.now(),
    });
    const { failure, results, texts } = done;
    const end = { elapsedMs: performance.now() - start, results };
    if (!failure) return { document: { ...base, status: "ok", ...end }, texts };
    return { document: { ...base, status: "error", ...end, error: errorOf(failure, cell.source) }, texts };
  } catch (error) {
    if (!(error instanceof Cancelled)) throw error;
    return { document: { ...base, status: "cancelled", elapsedMs: performance.now() - start, results: [] }, texts: [] };
  }
}

function* evaluated(
  executor: Executor,
  cell: { id: string; source: string },
  { json, maxElements }: RunOptions,
): Steps<{ results: CellDocument["results"]; texts: string[]; failure: Failure | undefined }> {
  const { results, failure } = yield* executor.run(cell);
  const texts: string[] = [];
  const values: CellDocument["results"][number][] = [];
  for (const { value, shown } of results) {
    if (json) values.push(yield* valueJson(value, maxElements));
    else if (shown) texts.push(yield* asText(value));
  }
  return { results: values, texts, failure };
}

function* asText(value: Value): Steps<string> {
  return textOf(yield* viewOf(value));
}
