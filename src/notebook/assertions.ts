/** A statement of a cell that is a call of `assert`. Offsets are into the cell's text, `line` counts from 1. */
export interface Assertion {
  readonly start: number;
  readonly end: number;
  readonly line: number;
  /** Its message where that is a plain text, else its condition as written. */
  readonly label: string;
}

const CALL = /assert[ \t]*\(/y;
/** What a quote behind it is a transpose of, not the start of a text. */
const OPERAND_END = /[\p{L}\p{N}_$)\]}.'"%!]/u;
/** At a line's end these go on in the next line. */
const GOES_ON = /[-+*/^<>=!&|,:?~]$/;

/** The assertions of a cell's text, in order, whether or not the rest of it can be read. */
export function assertionsIn(source: string): readonly Assertion[] {
  return statementsIn(source).flatMap(({ start, end }) => {
    CALL.lastIndex = start;
    if (!CALL.test(source)) return [];
    const text = source.slice(start, end).trimEnd();
    const line = source.slice(0, start).split("\n").length;
    return [{ start, end: start + text.length, line, label: labelOf(text) }];
  });
}

function labelOf(text: string): string {
  const inside = text.replace(/^assert[ \t]*\(/, "").replace(/\)$/, "");
  const message = /,\s*(?:message\s*=\s*)?("(?:[^"\\]|\\.)*")\s*$/s.exec(inside)?.[1];
  return message === undefined ? inside.trim().replace(/\s+/g, " ") : unquoted(message);
}

function unquoted(text: string): string {
  try {
    return String(JSON.parse(text));
  } catch {
    return text.slice(1, -1);
  }
}

/** Where the statements of a cell start and end: at line breaks and semicolons outside brackets, texts and comments. */
function statementsIn(source: string): readonly { start: number; end: number }[] {
  const found: { start: number; end: number }[] = [];
  let start = -1;
  // Behind the last sign that is no space and no comment: a comment neither ends a statement nor hides that it goes on.
  let last = 0;
  let depth = 0;
  const close = (): void => {
    if (start >= 0) found.push({ start, end: last });
    start = -1;
  };
  let at = 0;
  while (at < source.length) {
    const c = source.charAt(at);
    if (c === "#") {
      at = lineEnd(source, at);
      continue;
    }
    if (depth === 0 && (c === ";" || (c === "\n" && !GOES_ON.test(source.slice(Math.max(0, start), last))))) close();
    else if (start < 0 && !/\s/.test(c)) start = at;
    if ("([{".includes(c)) depth += 1;
    else if (")]}".includes(c)) depth = Math.max(0, depth - 1);
    const next = startsText(source, at) ? textEnd(source, at) : at + 1;
    if (!/\s/.test(c)) last = next;
    at = next;
  }
  close();
  return found;
}

function startsText(source: string, at: number): boolean {
  const c = source.charAt(at);
  return c === '"' || (c === "'" && !OPERAND_END.test(source.charAt(at - 1)));
}

function textEnd(source: string, start: number): number {
  const quote = source.charAt(start);
  for (let at = start + 1; at < source.length; at++) {
    if (source.charAt(at) === "\\") at += 1;
    else if (source.charAt(at) === quote) return at + 1;
  }
  return source.length;
}

function lineEnd(source: string, from: number): number {
  const end = source.indexOf("\n", from);
  return end < 0 ? source.length : end;
}

export type Verdict = "passed" | "failed" | "skipped";

/** How each assertion of a cell ended, where the cell failed at the offset `at`, or at none: what stands behind was not come to. */
export function verdictsOf(assertions: readonly Assertion[], at: number | null): readonly Verdict[] {
  return assertions.map(({ start, end }) => (at === null || end <= at ? "passed" : start <= at ? "failed" : "skipped"));
}
