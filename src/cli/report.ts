import type { NotebookFile } from "./readNotebook.ts";
import type { RanCell } from "./runCells.ts";
import { EXIT, type ExitCode } from "./usage.ts";

/** The line of the notebook's file that is line `line` of its cell `index`. */
export function lineIn(notebook: NotebookFile, index: number, line: number): number {
  return (notebook.cells.find((cell) => cell.index === index)?.line ?? 1) + line - 1;
}

/** What went wrong in a run, a line a cell. */
export function complaints(notebook: NotebookFile | null, ran: readonly RanCell[]): string {
  return ran
    .map(({ document: { index, status, error } }) => {
      const where = (line: number): string => (notebook ? `${notebook.file}:${lineIn(notebook, index, line)}:` : `${line}:`);
      if (status === "cancelled") return `softmaxnb: ${where(1)} cancelled: the time was up\n`;
      return error ? `softmaxnb: ${where(error.line)}${error.column}: ${error.message} [${error.code}]\n` : "";
    })
    .join("");
}

export function exitOf(ran: readonly RanCell[]): ExitCode {
  if (ran.some(({ document }) => document.status === "cancelled")) return EXIT.timeout;
  return ran.some(({ document }) => document.status === "error") ? EXIT.failed : EXIT.ok;
}

const RANK: readonly ExitCode[] = [EXIT.ok, EXIT.failed, EXIT.timeout, EXIT.unreadable, EXIT.usage];

/** Of two exit codes the one that says more: a file that could not be read tops a timeout, which tops a failed cell. */
export function worse(a: ExitCode, b: ExitCode): ExitCode {
  return RANK.indexOf(a) >= RANK.indexOf(b) ? a : b;
}
