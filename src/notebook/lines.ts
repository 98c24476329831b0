/** A fence that is open: its character, its length, and whether it stands in a list item (whose end ends it too). */
export interface Fence {
  readonly mark: "`" | "~";
  readonly length: number;
  readonly inItem: boolean;
}

/** What a line is to the notebook, read from the top of a Markdown cell on. */
export type Line =
  | { readonly kind: "text"; readonly fence: Fence | null }
  | { readonly kind: "code"; readonly fence: Fence; readonly options: string }
  | { readonly kind: "break" }
  /** `end` is the line that ends the verbatim cell. */
  | { readonly kind: "verbatim"; readonly end: string };

const BLANK = /^[ \t\r]*$/;
const CODE = /^(?:(`{3,})[ \t]*softmax(?=[ \t\r{]|$)([^`]*)|(~{3,})[ \t]*softmax(?=[ \t\r{]|$)(.*))$/s;
const BREAK = /^<!--[ \t]*cell[ \t]*-->[ \t\r]*$/;
const BEGIN = /^<!--[ \t]*begin cell((?: \d+)?)[ \t]*-->[ \t\r]*$/;
const OPEN = /^((?: {0,3}(?:[-*+]|\d{1,9}[.)])[ \t]+)*) {0,3}(?:(`{3,})[^`]*|(~{3,}).*)$/s;
const CLOSE = /^([ \t]*)(`{3,}|~{3,})[ \t\r]*$/;

export function isBlank(line: string): boolean {
  return BLANK.test(line);
}

/**
 * Says what `line` is, given the fence that is open before it. Inside a fence of another language everything is text, as CommonMark
 * has it; an unclosed one runs on to the end of the file. Only a fence at the margin starts a code cell.
 */
export function readLine(line: string, open: Fence | null): Line {
  if (open && !leaves(line, open)) return { kind: "text", fence: closes(line, open) ? null : open };
  const code = CODE.exec(line);
  if (code) return codeLine(code);
  if (BREAK.test(line)) return { kind: "break" };
  const begin = BEGIN.exec(line);
  if (begin) return { kind: "verbatim", end: endOf(begin[1] ?? "") };
  return { kind: "text", fence: openedBy(line) };
}

/** Whether `line` closes the fence: as long or longer, of the same character, and nothing else on the line. */
export function closes(line: string, fence: Fence): boolean {
  const match = CLOSE.exec(line);
  const run = match?.[2];
  if (!match || !run || run.charAt(0) !== fence.mark || run.length < fence.length) return false;
  return fence.inItem || /^ {0,3}$/.test(match[1] ?? "");
}

/** The marks round a verbatim cell; `level` is "" or a space and a number. */
export function beginOf(level: string): string {
  return `<!-- begin cell${level} -->`;
}

export function endOf(level: string): string {
  return `<!-- end cell${level} -->`;
}

function codeLine(match: RegExpExecArray): Line {
  const run = match[1] ?? match[3] ?? "";
  const options = (match[2] ?? match[4] ?? "").replace(/^[ \t\r]+|[ \t\r]+$/g, "");
  return { kind: "code", fence: { mark: run.startsWith("~") ? "~" : "`", length: run.length, inItem: false }, options };
}

function openedBy(line: string): Fence | null {
  const match = OPEN.exec(line);
  const run = match?.[2] ?? match?.[3];
  if (!match || !run) return null;
  return { mark: run.startsWith("~") ? "~" : "`", length: run.length, inItem: match[1] !== "" };
}

function leaves(line: string, fence: Fence): boolean {
  return fence.inItem && !/^[ \t]/.test(line) && !isBlank(line);
}
