import { type Front, newFront, readFront } from "./front.ts";
import { closes, type Fence, isBlank, readLine } from "./lines.ts";
import { BrokenFile, type NotebookCell, type NotebookFailure, type NotebookText } from "./text.ts";

/** A file that was read: `lines[i]` is the 1-based line of the file on which the source of cell i starts. */
export interface ReadNotebook {
  readonly notebook: NotebookText;
  readonly lines: readonly number[];
}

/**
 * Reads a notebook file.
 *
 * - The first line's ending is the file's. In a CRLF file a line break of either kind parts lines; in an LF file a CR is content.
 * - Front matter stands between two `---` lines at the top. A file without any is a notebook too; writing adds it.
 * - A code cell is a fence at the margin whose info string starts with the word `softmax`, closed as CommonMark closes fences. An
 *   indented fence and a fence of another language are part of the Markdown, and so is everything inside them.
 * - What stands between is Markdown, without the blank lines round it; a line `<!-- cell -->` parts two cells. Nothing but blank lines
 *   is no cell.
 * - Between the lines `<!-- begin cell -->` and `<!-- end cell -->` stands one Markdown cell to the letter: that is how cells are
 *   written which would otherwise be read differently (empty, with blank lines round them, with a `softmax` fence or one of
 *   these lines in them, with a fence that they leave open). A number, `<!-- begin cell 2 -->`, tells such lines of the content apart.
 *
 * Failures ("Format"): front matter that can't be read, a version that is not 1, a code cell or a verbatim cell that is not closed.
 */
export function parseNotebook(text: string): ReadNotebook | { readonly failure: NotebookFailure } {
  try {
    return read(text);
  } catch (reason) {
    if (reason instanceof BrokenFile) return { failure: reason.failure };
    throw reason;
  }
}

function read(text: string): ReadNotebook {
  const bom = text.startsWith("\uFEFF");
  const body = bom ? text.slice(1) : text;
  const eol = /^[^\n]*\r\n/.test(body) ? "\r\n" : "\n";
  const lines = body.split("\n");
  if (eol === "\r\n") stripReturns(lines);
  const finalNewline = body === "" || body.endsWith("\n");
  if (body.endsWith("\n")) lines.pop();
  const { front, next } = splitFront(lines);
  const reader = new CellReader(lines, next);
  reader.run();
  return { notebook: { front, cells: reader.cells, eol, finalNewline, bom }, lines: reader.starts };
}

/** Drops the CR before each LF; the last piece has no LF after it. */
function stripReturns(lines: string[]): void {
  for (let i = 0; i < lines.length - 1; i++) {
    const line = lines[i] ?? "";
    if (line.endsWith("\r")) lines[i] = line.slice(0, -1);
  }
}

function splitFront(lines: readonly string[]): { front: Front; next: number } {
  if (!isRule(lines[0])) return { front: { ...newFront(), raw: "" }, next: 0 };
  const end = lines.findIndex((line, index) => index > 0 && isRule(line));
  if (end < 0) throw new BrokenFile(1, "The front matter that starts here is not closed by a line ---");
  return { front: readFront(lines.slice(1, end).join("\n")), next: end + 1 };
}

function isRule(line: string | undefined): boolean {
  return line !== undefined && /^---[ \t\r]*$/.test(line);
}

class CellReader {
  readonly cells: NotebookCell[] = [];
  /** 1-based line of each cell's source. */
  readonly starts: number[] = [];
  readonly #lines: readonly string[];
  #at: number;

  constructor(lines: readonly string[], at: number) {
    this.#lines = lines;
    this.#at = at;
  }

  run(): void {
    let start = this.#at;
    let fence: Fence | null = null;
    while (this.#at < this.#lines.length) {
      const line = readLine(this.#lines[this.#at] ?? "", fence);
      if (line.kind === "text") {
        fence = line.fence;
        this.#at++;
        continue;
      }
      this.#markdown(start, this.#at);
      this.#at++;
      fence = null;
      if (line.kind === "code") this.#code(line.fence, line.options);
      else if (line.kind === "verbatim") this.#verbatim(line.end);
      start = this.#at;
    }
    this.#markdown(start, this.#at);
  }

  #markdown(from: number, to: number): void {
    let [start, end] = [from, to];
    while (start < end && isBlank(this.#lines[start] ?? "")) start++;
    while (end > start && isBlank(this.#lines[end - 1] ?? "")) end--;
    if (start < end) this.#push({ kind: "markdown", source: this.#join(start, end) }, start);
  }

  #code(fence: Fence, options: string): void {
    const [start, end] = this.#until((line) => closes(line, fence), "This code cell is not closed");
    this.#push({ kind: "code", source: this.#join(start, end), options }, start);
  }

  #verbatim(last: string): void {
    const [start, end] = this.#until((line) => line.trimEnd() === last, `The cell that begins here has no line ${last}`);
    this.#push({ kind: "markdown", source: this.#join(start, end) }, start);
  }

  /** Range of the lines before the one that `ends`, and goes on behind that. */
  #until(ends: (line: string) => boolean, message: string): [number, number] {
    const start = this.#at;
    while (this.#at < this.#lines.length) {
      if (ends(this.#lines[this.#at++] ?? "")) return [start, this.#at - 1];
    }
    throw new BrokenFile(start, message);
  }

  #join(start: number, end: number): string {
    return this.#lines.slice(start, end).join("\n");
  }

  #push(cell: NotebookCell, start: number): void {
    this.cells.push(cell);
    this.starts.push(start + 1);
  }
}
