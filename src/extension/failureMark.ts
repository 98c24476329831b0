import type { Diagnostic } from "../model/index.ts";

/** Where a failure stands in a cell, as an editor counts: lines and UTF-16 characters from 0, the end exclusive. */
export interface FailureMark {
  readonly startLine: number;
  readonly startCharacter: number;
  readonly endLine: number;
  readonly endCharacter: number;
  readonly message: string;
  readonly code: string;
  /** A text to put there instead. */
  readonly suggestion?: string | undefined;
}

/** The mark of a failure in the text that ran, or null where it has no place. An empty span covers the character at it. */
export function failureMark(failure: Diagnostic["failure"], source: string): FailureMark | null {
  if (!failure.span) return null;
  const start = clamp(failure.span.start, source.length);
  const end = Math.max(start, clamp(failure.span.end, source.length));
  const [startLine, startCharacter] = position(source, start);
  const [endLine, endCharacter] = end > start ? position(source, end) : position(source, Math.min(start + 1, source.length));
  const { message, code, suggestion } = failure;
  return { startLine, startCharacter, endLine, endCharacter, message, code, ...(suggestion === undefined ? {} : { suggestion }) };
}

function clamp(offset: number, length: number): number {
  return Math.min(Math.max(0, offset), length);
}

function position(source: string, offset: number): [number, number] {
  const lines = source.slice(0, offset).split(/\r\n|\n|\r/);
  return [lines.length - 1, lines.at(-1)?.length ?? 0];
}
