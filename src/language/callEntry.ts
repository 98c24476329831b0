import { axesOf, type Key } from "../engine/index.ts";
import { done, fail, type Span, type Steps } from "../model/index.ts";
import { type Argument, blameArgument, blameCall } from "./blame.ts";
import type { Call, Env } from "./context.ts";
import { asFailure } from "./errors.ts";
import { checkDifferentiable, differentiateEntry } from "./gradient/entryRules.ts";
import { keywordFailure, nearestKeyword } from "./keywords.ts";
import type { Node } from "./nodes.ts";
import { isArrayLike, isDistribution, isVariable } from "./values.ts";
import { primal, type Variable } from "./variables.ts";
import type { Parameter, RunnableEntry } from "./vocabulary/entry.ts";

/** One argument of a call as it was written. */
export interface Given {
  /** `tau` of `tau = 0.5`. */
  readonly keyword: string | undefined;
  /** The argument's own node, without the keyword; absent where mathjs calls with a value. */
  readonly node: Node | undefined;
  /** The text of the argument, and of its keyword. */
  readonly span: Span | undefined;
  readonly keywordSpan: Span | undefined;
  /** The argument's value, or that of a part of it. */
  evaluate(part?: Node): Steps<unknown>;
}

/** An argument that is there as a value. */
export function givenValue(value: unknown): Given {
  return { keyword: undefined, node: undefined, span: undefined, keywordSpan: undefined, evaluate: () => done(value) };
}

/** Which arguments stand for which parameters. */
export interface Bound {
  readonly parameters: ReadonlyMap<string, readonly Given[]>;
  readonly named: ReadonlyMap<string, Given>;
}

/**
 * Gives every argument its parameter, before anything is evaluated. Throws UnknownKeyword at the keyword, Arity for too
 * many or too few, for one given twice, and for one without a keyword after one with.
 */
export function bind(entry: RunnableEntry, args: readonly Given[]): Bound {
  const parameters = new Map<string, Given[]>();
  const named = new Map<string, Given>();
  for (const [i, given] of args.entries()) {
    if (given.keyword === undefined) bindPositional(entry, parameters, given, i, args);
    else bindKeyword(entry, parameters, named, given, given.keyword);
  }
  for (const { name, required } of entry.declared) {
    if (required && !parameters.has(name)) fail("Arity", `${entry.name} needs ${name}: ${entry.signature}`);
  }
  return { parameters, named };
}

function bindPositional(entry: RunnableEntry, parameters: Map<string, Given[]>, given: Given, i: number, args: readonly Given[]): void {
  const at = given.span ? { span: given.span } : {};
  if (args.slice(0, i).some((earlier) => earlier.keyword !== undefined)) {
    fail("Arity", `An argument without a keyword can't follow one with: ${entry.signature}`, at);
  }
  const rest = entry.declared.findIndex((parameter) => parameter.rest);
  const parameter = entry.declared[rest >= 0 ? Math.min(i, rest) : i];
  if (!parameter) return fail("Arity", `${entry.name} takes at most ${entry.declared.length} arguments: ${entry.signature}`, at);
  const list = parameters.get(parameter.name);
  if (list) list.push(given);
  else parameters.set(parameter.name, [given]);
}

function bindKeyword(
  entry: RunnableEntry,
  parameters: Map<string, Given[]>,
  named: Map<string, Given>,
  given: Given,
  keyword: string,
): void {
  const name = parameterNamed(entry, keyword);
  const span = given.keywordSpan ? { span: given.keywordSpan } : {};
  if (name === undefined && !entry.named) {
    const { code, message, suggestion } = keywordFailure(entry, keyword, nearestKeyword(entry, keyword));
    fail(code, message, { ...span, ...(suggestion === undefined ? {} : { suggestion }) });
  }
  if (parameters.has(name ?? keyword) || named.has(keyword)) fail("Arity", `${entry.name} is given ${keyword} twice.`, span);
  if (name === undefined) named.set(keyword, given);
  else parameters.set(name, [given]);
}

/** The parameter that a keyword means; `axis` is another word for `dim`. */
export function parameterNamed(entry: RunnableEntry, keyword: string): string | undefined {
  const names = entry.declared.map((parameter) => parameter.name);
  if (names.includes(keyword)) return keyword;
  return keyword === "axis" && names.includes("dim") ? "dim" : undefined;
}

/** Binds, evaluates and checks the arguments, and runs the function. `target`: the variable that its value goes to. */
export function* callEntry(entry: RunnableEntry, args: readonly Given[], env: Env, target?: string): Steps<unknown> {
  const bound = bind(entry, args);
  const values: Record<string, unknown> = {};
  const variables = new Map<string, Variable>();
  for (const parameter of entry.declared) {
    values[parameter.name] = yield* argumentValue(parameter, bound.parameters.get(parameter.name), variables);
  }
  checkDim(values, bound);
  const named = new Map<string, unknown>();
  for (const [name, given] of bound.named) named.set(name, yield* read(entry.named, name, given));
  const call = callOf(bound, named, env, target);
  if (variables.size > 0) checkDifferentiable(entry.name);
  try {
    return yield* variables.size === 0 ? entry.run(values, call) : differentiateEntry(entry, values, variables, call);
  } catch (error) {
    throw blameCall(error, argumentsOf(entry, values, bound));
  }
}

function argumentsOf(entry: RunnableEntry, values: Readonly<Record<string, unknown>>, bound: Bound): Argument[] {
  return entry.declared.map(({ name }) => ({ name, value: values[name], span: bound.parameters.get(name)?.[0]?.span }));
}

/** An argument as its parameter reads it; where it is a value that grad follows, that goes to `variables`. */
function* argumentValue(
  parameter: Parameter<unknown> & { readonly name: string },
  given: readonly Given[] | undefined,
  variables: Map<string, Variable>,
): Steps<unknown> {
  if (!given?.[0]) return parameter.fallback;
  const follow = (variable: Variable): unknown => variables.set(parameter.name, variable);
  if (!parameter.rest) return yield* read(parameter.kind, parameter.name, given[0], follow);
  const list: unknown[] = [];
  for (const one of given) list.push(yield* read(parameter.kind, parameter.name, one, follow));
  return list;
}

function* read(
  kind: Parameter<unknown>["kind"] | undefined,
  name: string,
  given: Given,
  follow?: (variable: Variable) => void,
): Steps<unknown> {
  if (kind?.unevaluated) return yield* kind.read(given.node);
  const evaluated = kind?.ragged ? yield* itemsOf(given) : yield* given.evaluate();
  if (follow && isVariable(evaluated)) follow(evaluated);
  const raw = follow ? primal(evaluated) : evaluated;
  try {
    return kind ? yield* kind.read(raw) : raw;
  } catch (error) {
    throw asFailure(blameArgument(error, name, given.span), given.span);
  }
}

/** The items of a literal of lists, which mathjs would take for the rows of a matrix; the value of anything else. */
function* itemsOf(given: Given): Steps<unknown> {
  const { node } = given;
  if (node?.type !== "ArrayNode" || !node.items.some((item) => item.type === "ArrayNode")) return yield* given.evaluate();
  const items: unknown[] = [];
  for (const item of node.items) items.push(yield* given.evaluate(item));
  return items;
}

/** A dim that the first argument does not have is said at the dim. */
function checkDim(values: Readonly<Record<string, unknown>>, bound: Bound): void {
  const given = bound.parameters.get("dim")?.[0];
  const first = Object.values(values)[0];
  const dim = values.dim;
  if (!given || !isArrayLike(first) || (typeof dim !== "number" && !Array.isArray(dim))) return;
  try {
    axesOf(dim, (isDistribution(first) ? first.logits : first).shape.length);
  } catch (error) {
    throw asFailure(error, given.span);
  }
}

function callOf(bound: Bound, named: ReadonlyMap<string, unknown>, env: Env, target: string | undefined): Call {
  const { run } = env;
  return {
    context: run.context,
    target,
    named,
    key: (seed) => nextKey(env, seed),
    span: (parameter) => bound.parameters.get(parameter)?.[0]?.span ?? bound.named.get(parameter)?.span,
    keywordSpan: (parameter) => bound.parameters.get(parameter)?.[0]?.keywordSpan ?? bound.named.get(parameter)?.keywordSpan,
    evaluate: (node, bindings = new Map()) =>
      run.evaluate(node, {
        ...env,
        parameters: new Map([...env.parameters, ...bindings]),
        bound: new Map([...env.bound, ...bindings]),
      }),
  };
}

/** A draw depends on the seed, the cell's text and its place in the cell, so that it is the same in any order of cells. */
function nextKey(env: Env, seed: number | null): Key {
  const { run } = env;
  const draw = `${run.statement}.${run.draws++}`;
  return seed === null ? { seed: run.context.seed, stream: `${run.context.cellText}#${draw}` } : { seed, stream: "seed" };
}
