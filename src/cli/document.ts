import type { ValueJson } from "../kernel/index.ts";
import { type Failure, lineAndColumn } from "../model/index.ts";

/** One code cell in the document of `--json`. */
export interface CellDocument {
  readonly index: number;
  readonly source: string;
  readonly status: "ok" | "error" | "cancelled";
  readonly elapsedMs: number;
  readonly results: readonly ValueJson[];
  readonly error?: { readonly code: string; readonly message: string; readonly line: number; readonly column: number };
}

/** What `--json` prints of one notebook. Others depend on this shape. */
export interface NotebookDocument {
  readonly softmaxnb: 1;
  readonly file: string | null;
  readonly cells: readonly CellDocument[];
}

type Said = Pick<Failure, "message" | "span"> & { readonly code: string };

/** A failure as the document carries it: 1-based line and column in the cell. */
export function errorOf(failure: Said, source: string): { code: string; message: string; line: number; column: number } {
  return { code: failure.code, message: failure.message, ...lineAndColumn(source, failure.span?.start ?? 0) };
}
