import { fail, finish, type Steps } from "../model/index.ts";
import { callEntry, givenValue } from "./callEntry.ts";
import type { Env } from "./context.ts";
import { type MathFunction, nodeText, typedFunction } from "./mathjs.ts";
import type { FunctionAssignmentNode, Node } from "./nodes.ts";
import { enter, trampoline } from "./trampoline.ts";
import type { RunnableEntry } from "./vocabulary/entry.ts";

/** A function that a cell defined: `f(x) = …`. It sees the scope that it was defined in, as mathjs's own do. */
export interface UserFunction {
  readonly name: string;
  readonly params: readonly string[];
  readonly body: Node;
  readonly env: Env;
}

/** Open calls of user functions. mathjs's own stack holds about 1,500. */
const MAX_DEPTH = 5000;

const userFunctions = new WeakMap<object, UserFunction>();
const entryFunctions = new WeakMap<object, RunnableEntry>();

/** The statement on whose behalf mathjs runs at the moment: a function that mathjs calls back draws its randoms and spans from it. */
let active: Env | undefined;

/** Runs a piece of mathjs that may call functions of ours back. */
export function during<T>(env: Env, run: () => T): T {
  const before = active;
  active = env;
  try {
    return run();
  } finally {
    active = before;
  }
}

export function userFunctionOf(value: unknown): UserFunction | undefined {
  return typeof value === "function" ? userFunctions.get(value) : undefined;
}

export function entryOf(value: unknown): RunnableEntry | undefined {
  return typeof value === "function" ? entryFunctions.get(value) : undefined;
}

/** The value of `f(x) = …`: a typed function of mathjs's kind, which mathjs can call too. */
export function makeFunction(definition: UserFunction, text: string): MathFunction {
  const signature = definition.params.map(() => "any").join(",");
  const fn = typedFunction(definition.name, signature, (...args) =>
    finish(trampoline(callUser(definition, args, active ?? definition.env))),
  );
  Object.assign(fn, { syntax: `${definition.name}(${definition.params.join(", ")})`, expr: text });
  userFunctions.set(fn, definition);
  return fn;
}

/** A function that is written as a call's argument: its name is known in its own body alone. */
export function localFunction(node: FunctionAssignmentNode, env: Env): unknown {
  const parameters = new Map(env.parameters);
  const fn = makeFunction({ name: node.name, params: node.params, body: node.expr, env: { ...env, parameters } }, nodeText(node.expr));
  parameters.set(node.name, fn);
  return fn;
}

/** Evaluates the body with the arguments bound. The names that a sweep binds are the caller's. */
export function* callUser(definition: UserFunction, args: readonly unknown[], caller: Env): Steps<unknown> {
  if (caller.depth >= MAX_DEPTH) fail("Evaluation", `${definition.name} calls itself more than ${MAX_DEPTH} calls deep.`);
  const parameters = new Map(definition.env.parameters);
  for (const [i, name] of definition.params.entries()) parameters.set(name, args[i]);
  const env: Env = { run: caller.run, scope: definition.env.scope, parameters, bound: caller.bound, depth: caller.depth + 1 };
  return yield* enter(caller.run.evaluate(definition.body, env));
}

/** A vocabulary function as a value, e.g. for `map(x, sigmoid)`. */
export function entryFunction(entry: RunnableEntry, env: Env): MathFunction {
  const signature =
    entry.parameters
      .filter((parameter) => parameter.required)
      .map(() => "any")
      .join(",") || "any";
  const fn = typedFunction(entry.name, signature, (...args) => finish(trampoline(callEntry(entry, args.map(givenValue), active ?? env))));
  entryFunctions.set(fn, entry);
  return fn;
}
