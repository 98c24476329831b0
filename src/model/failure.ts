/** Half-open range of UTF-16 offsets into one cell's text. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** Codes of the errors that a user can cause. Programs match on these, never on the message. */
export type FailureCode =
  | "Syntax"
  | "UnknownName"
  | "UnknownKeyword"
  | "Arity"
  | "Type"
  | "Shape"
  | "Domain"
  | "Duplicate"
  | "Cycle"
  | "File"
  | "Format"
  | "Forbidden"
  | "TooLarge"
  | "Assertion"
  | "Cancelled"
  | "Timeout"
  | "Crash"
  | "Evaluation";

/** A user's mistake, as a value: what went wrong in words, and where in the cell. */
export interface Failure {
  readonly code: FailureCode;
  readonly message: string;
  readonly span?: Span | undefined;
  /** A text that would mend it in place of the span, e.g. the nearest known name. */
  readonly suggestion?: string | undefined;
}

/** Carries a Failure up through code that computes. Caught once, at the statement; never shown as a stack. */
export class FailureError extends Error {
  override readonly name = "FailureError";
  readonly failure: Failure;
  constructor(failure: Failure) {
    super(failure.message);
    this.failure = failure;
  }
}

/** Throws a Failure; the evaluator adds the span of the call where none is given. */
export function fail(code: FailureCode, message: string, extra: Omit<Failure, "code" | "message"> = {}): never {
  throw new FailureError({ code, message, ...extra });
}

/** 1-based line and column of an offset, as the command line prints them. */
export function lineAndColumn(text: string, offset: number): { line: number; column: number } {
  const before = text.slice(0, offset);
  const line = before.split("\n").length;
  return { line, column: offset - (before.lastIndexOf("\n") + 1) + 1 };
}
