import type { Failure } from "../model/index.ts";
import type { Front } from "./front.ts";

/** One cell of a notebook file. Lines of `source` are parted by "\n", whatever the file uses. */
export type NotebookCell = MarkdownCell | CodeCell;

export interface MarkdownCell {
  readonly kind: "markdown";
  readonly source: string;
}

export interface CodeCell {
  readonly kind: "code";
  readonly source: string;
  /** What follows `softmax` on the fence's info string, as written and without the space around it: `{hide-input}`, or "". */
  readonly options: string;
}

/** A notebook file: its cells, and what it takes to write it back byte for byte. */
export interface NotebookText {
  readonly front: Front;
  readonly cells: readonly NotebookCell[];
  /** How lines end in the file; that of its first line decides. */
  readonly eol: "\n" | "\r\n";
  /** Whether the file's last line ends in `eol`. */
  readonly finalNewline: boolean;
  /** Whether the file starts with a byte order mark. */
  readonly bom: boolean;
}

/** Why a file is no notebook, with the 1-based line of the file that says so. */
export type NotebookFailure = Failure & { readonly line: number };

/** Carries a NotebookFailure out of the readers; `parseNotebook` catches it. */
export class BrokenFile extends Error {
  override readonly name = "BrokenFile";
  readonly failure: NotebookFailure;
  constructor(line: number, message: string) {
    super(message);
    this.failure = { code: "Format", message, line };
  }
}

/** The words of a cell's options: `{hide-input, tags="a b"}` gives `hide-input` and `tags="a b"`. */
export function optionWords(options: string): readonly string[] {
  const inner = options.replace(/^\{/, "").replace(/\}$/, "");
  return inner.match(/(?:[^\s,"]|"[^"]*"?)+/g) ?? [];
}
