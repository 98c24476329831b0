import { writeFront } from "./front.ts";
import { beginOf, endOf, type Fence, isBlank, readLine } from "./lines.ts";
import type { CodeCell, NotebookCell, NotebookText } from "./text.ts";

/**
 * The text of a notebook file; `parseNotebook` reads the same notebook from it, whatever its cells hold (see there for the format).
 * Options are trimmed and put on one line.
 */
export function writeNotebook(notebook: NotebookText): string {
  const lines = ["---", ...writeFront(notebook.front), "---"];
  let plainBefore = false;
  for (const cell of notebook.cells) {
    const own = cell.source === "" ? [] : cell.source.split("\n");
    const plain = cell.kind === "markdown" && isPlain(own);
    if (plain && plainBefore) lines.push("", "<!-- cell -->");
    lines.push("");
    append(lines, plain ? own : fenced(cell, own));
    plainBefore = plain;
  }
  return (notebook.bom ? "\uFEFF" : "") + lines.join(notebook.eol) + (notebook.finalNewline ? notebook.eol : "");
}

/** Lists of lines are too long to spread into a call's arguments. */
function append(lines: string[], more: readonly string[]): void {
  for (const line of more) lines.push(line);
}

/** Whether these lines, put between two cells, are read back as they are: the reader's own eyes tell. */
function isPlain(lines: readonly string[]): boolean {
  if (isBlank(lines[0] ?? "") || isBlank(lines.at(-1) ?? "")) return false;
  let fence: Fence | null = null;
  for (const text of lines) {
    const line = readLine(text, fence);
    if (line.kind !== "text") return false;
    fence = line.fence;
  }
  return fence === null;
}

function fenced(cell: NotebookCell, lines: readonly string[]): readonly string[] {
  return cell.kind === "code" ? code(cell, lines) : verbatim(lines);
}

function code(cell: CodeCell, lines: readonly string[]): readonly string[] {
  const options = cell.options.replace(/[\r\n]+/g, " ").replace(/^[ \t]+|[ \t]+$/g, "");
  const mark = options.includes("`") ? "~" : "`";
  const run = mark.repeat(fenceLength(lines, mark));
  return [`${run}softmax${options === "" ? "" : ` ${options}`}`, ...lines, run];
}

/** One more than the longest run at the start of a line, so that none of the lines closes it. */
function fenceLength(lines: readonly string[], mark: "`" | "~"): number {
  const leading = mark === "`" ? /^[ \t]*(`{3,})/ : /^[ \t]*(~{3,})/;
  return lines.reduce((length, line) => Math.max(length, (leading.exec(line)?.[1]?.length ?? 0) + 1), 3);
}

function verbatim(lines: readonly string[]): readonly string[] {
  const taken = new Set(lines.map((line) => line.trimEnd()));
  let level = "";
  for (let n = 2; taken.has(endOf(level)); n++) level = ` ${n}`;
  return [beginOf(level), ...lines, endOf(level)];
}
