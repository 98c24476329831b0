import { type Failure, FailureError, type Span } from "../model/index.ts";
import { isArrayLike, isDistribution } from "./values.ts";

/** An argument of a call: its parameter's name, its value as read, and where it stands. */
export interface Argument {
  readonly name: string;
  readonly value: unknown;
  /** Absent where the call leaves the argument out. */
  readonly span: Span | undefined;
}

/** What an argument's kind has thrown, with the parameter's name in its message, at the argument. */
export function blameArgument(error: unknown, name: string, span: Span | undefined): unknown {
  return error instanceof FailureError && !error.failure.span ? new FailureError(at(named(error.failure, [name]), span)) : error;
}

/**
 * What a function has thrown, at the argument that its message names: the first one named, else those whose shapes it
 * quotes, else the first array. A failure that has its place keeps it.
 */
export function blameCall(error: unknown, args: readonly Argument[]): unknown {
  if (!(error instanceof FailureError) || error.failure.span) return error;
  const { message } = error.failure;
  const mentioned = firstMentioned(message, args) ?? (error.failure.code === "TooLarge" ? sizing(args) : undefined);
  if (mentioned) return new FailureError(at(named(error.failure, [mentioned.name]), mentioned.span));
  const quoted = args.filter(({ value }) => shapeTexts(value).some((shape) => message.includes(shape)));
  const blamed = quoted.length > 0 ? quoted : args.filter(({ value }) => isArrayLike(value)).slice(0, 1);
  const whole = blamed.length > 0 ? blamed : args.slice(0, 1);
  return new FailureError(
    at(
      named(
        error.failure,
        whole.map(({ name }) => name),
      ),
      whole.at(-1)?.span,
    ),
  );
}

function at(failure: Failure, span: Span | undefined): Failure {
  return span ? { ...failure, span } : failure;
}

function named(failure: Failure, names: readonly string[]): Failure {
  if (names.length === 0 || names.some((name) => placeOf(failure.message, name) >= 0)) return failure;
  const { message } = failure;
  return { ...failure, message: `${names.join(" and ")}: ${message.charAt(0).toLowerCase()}${message.slice(1)}` };
}

/** The parameter that says how large the result is. */
function sizing(args: readonly Argument[]): Argument | undefined {
  const names = ["shape", "n", "k", "b"];
  return names.flatMap((name) => args.filter((argument) => argument.name === name && typeof argument.value !== "undefined"))[0];
}

function firstMentioned(message: string, args: readonly Argument[]): Argument | undefined {
  const places = args.map((argument) => ({ argument, place: placeOf(message, argument.name) })).filter(({ place }) => place >= 0);
  return places.sort((a, b) => a.place - b.place)[0]?.argument;
}

/** Where a message names a parameter; −1 where it does not. The article "a" is no parameter. */
function placeOf(message: string, name: string): number {
  if (name === "a") return message.search(/^a(?= (and|must|of shape)\b|:)/);
  return message.search(new RegExp(`\\b${name}\\b`));
}

function shapeTexts(value: unknown): readonly string[] {
  if (!isArrayLike(value)) return [];
  return [`[${(isDistribution(value) ? value.logits : value).shape.join(", ")}]`];
}
