import { type Context, evaluateStatement, parseCell, present, type Scope } from "../../../src/language/index.ts";
import { type Failure, FailureError, type Files, fail, finish, type Value } from "../../../src/model/index.ts";

const noFiles: Files = { open: (path) => Promise.reject(new FailureError({ code: "File", message: `no ${path}` })) };

export function contextFor(cellText: string, extra: Partial<Context> = {}): Context {
  return { seed: 42, files: noFiles, control: () => undefined, cellText, ...extra };
}

/** Runs a cell; the raw value of its last statement. Throws what the cell throws. */
export function runRaw(source: string, scope: Scope = new Map(), extra: Partial<Context> = {}): unknown {
  const program = parseCell(source);
  if (program.failure) throw new FailureError(program.failure);
  const context = contextFor(source, extra);
  let last: unknown;
  for (const index of program.statements.keys()) last = finish(evaluateStatement(program, index, scope, context));
  return last;
}

/** As runRaw; undefined where a `;` hides the last statement's value. */
export function runVisible(source: string, scope: Scope): unknown {
  const value = runRaw(source, scope);
  return parseCell(source).statements.at(-1)?.hidden ? undefined : value;
}

export function run(source: string, scope?: Scope, extra?: Partial<Context>): Value {
  return present(runRaw(source, scope, extra));
}

/** The failure of a cell that must fail. */
export function failureOf(source: string, scope?: Scope): Failure {
  try {
    runRaw(source, scope);
  } catch (error) {
    if (error instanceof FailureError) return error.failure;
    throw error;
  }
  return fail("Assertion", `${source} did not fail`);
}

/** The text that a failure points at. */
export function pointed(source: string, scope?: Scope): string {
  const { span } = failureOf(source, scope);
  return span ? source.slice(span.start, span.end) : "";
}

/** A value's numbers: of a number, a tensor, or a distribution's bare logits. */
export function numbersOf(value: Value): number[] {
  if (value.kind === "number") return [value.value];
  if (value.kind === "tensor") return Array.from(value.data);
  throw new Error(`${value.kind} has no numbers`);
}
