import { Cancelled, type Failure, type FailureCode, FailureError, MustWait, type Span } from "../model/index.ts";
import { mathErrorClass } from "./mathjs.ts";

/**
 * Any error of an evaluation as a FailureError, with `span` where it has none yet. Cancelled passes through.
 * What mathjs throws is the user's mistake and keeps mathjs's words; its code goes by the error's class.
 */
export function asFailure(error: unknown, span: Span | undefined): unknown {
  if (error instanceof Cancelled) return error;
  if (error instanceof FailureError) return error.failure.span || !span ? error : new FailureError({ ...error.failure, span });
  return new FailureError({ ...describe(error), ...(span ? { span } : {}) });
}

/** What JavaScript's engines say where a length is too large for them. */
const PLATFORM = /Invalid (string|array|typed array) length|Maximum BigInt size exceeded|Array buffer allocation failed|out of memory/i;

function describe(error: unknown): Failure {
  if (error instanceof MustWait) {
    return {
      code: "Evaluation",
      message: "A function that reads a file can't be called from inside another function's call; load it first.",
    };
  }
  if (!(error instanceof Error)) return { code: "Evaluation", message: String(error) };
  if (isOverflow(error))
    return { code: "Evaluation", message: "This goes too deep: a function calls itself without end, or the expression is nested too far." };
  if (Object.getPrototypeOf(error) === RangeError.prototype && PLATFORM.test(error.message)) {
    return { code: "TooLarge", message: "This would make a text or a list longer than there is room for." };
  }
  return { code: codeOf(error), message: error.message };
}

/** The platform's own RangeError: the stack or an array's length has run out. mathjs's are subclasses or name themselves. */
function isOverflow(error: Error): boolean {
  return error.constructor.name === "InternalError" || (Object.getPrototypeOf(error) === RangeError.prototype && isStackError(error));
}

/** The engine's stack error: the only RangeError that has no frame of mathjs or ours that constructed it. */
function isStackError(error: Error): boolean {
  return error.message === stackMessage();
}

let overflowMessage: string | undefined;

/** What this platform says when the stack runs out, learnt once by running it out. */
function stackMessage(): string {
  if (overflowMessage !== undefined) return overflowMessage;
  const dive = (): number => dive() + 1;
  try {
    dive();
  } catch (error) {
    overflowMessage = error instanceof Error ? error.message : "";
  }
  return overflowMessage ?? "";
}

function codeOf(error: Error): FailureCode {
  switch (mathErrorClass(error)) {
    case "dimension":
    case "index":
      return "Shape";
    case "arguments":
      return "Arity";
    default:
      return error instanceof TypeError ? "Type" : "Evaluation";
  }
}
