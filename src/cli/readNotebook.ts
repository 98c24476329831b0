import { isUtf8 } from "node:buffer";
import { readFile } from "node:fs/promises";
import { brokenLine, type NotebookText, parseNotebook } from "../notebook/index.ts";

/** Seed of a notebook that names none, and of `eval`. */
export const DEFAULT_SEED = 0;

/** A notebook's code cells with their index among all its cells. */
export interface NotebookFile {
  readonly file: string;
  /** The file's text, and what it holds. */
  readonly text: string;
  readonly notebook: NotebookText;
  readonly seed: number;
  /** `line`: the line of the file on which the cell's text starts. */
  readonly cells: readonly { readonly index: number; readonly source: string; readonly line: number }[];
}

/** Reads a .softmaxnb file; a sentence that says what is wrong where it cannot be read. */
export async function readNotebook(file: string): Promise<NotebookFile | { readonly problem: string }> {
  const read = await readTextFile(file);
  if ("problem" in read) return read;
  const { text } = read;
  const parsed = parseNotebook(text);
  if ("failure" in parsed) return { problem: `${file}:${parsed.failure.line}: ${parsed.failure.message}` };
  const { front, cells } = parsed.notebook;
  const code = cells.map((cell, index) => ({ ...cell, index })).filter((cell) => cell.kind === "code");
  return {
    file,
    text,
    notebook: parsed.notebook,
    seed: front.seed ?? DEFAULT_SEED,
    cells: code.map(({ index, source }) => ({ index, source, line: parsed.lines[index] ?? 1 })),
  };
}

/** A file of UTF-8 text; a sentence that says why it can't be read. */
export async function readTextFile(file: string): Promise<{ readonly text: string } | { readonly problem: string }> {
  try {
    const bytes = await readFile(file);
    // Only now is it known to be there: not UTF-8 is another complaint.
    if (!isUtf8(bytes)) return { problem: `${file}:${brokenLine(bytes, isUtf8)}: this is not UTF-8 text` };
    return { text: bytes.toString("utf8") };
  } catch (error) {
    return { problem: `${file}: ${reasonOf(error)}` };
  }
}

function reasonOf(error: unknown): string {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  if (code === "ENOENT") return "there is no such file";
  if (code === "EISDIR") return "this is a folder, not a notebook";
  if (code === "EACCES") return "this file may not be read";
  return `this file cannot be read (${String(code ?? error)})`;
}
