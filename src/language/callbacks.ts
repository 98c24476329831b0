import { fail, type Steps } from "../model/index.ts";
import { callEntry, givenValue } from "./callEntry.ts";
import type { Env } from "./context.ts";
import { toMathjs } from "./convert.ts";
import { callUser, during, entryOf, localFunction, type UserFunction, userFunctionOf } from "./functions.ts";
import { callRaw, knows, type MathFunction, placeholder, typedFunction } from "./mathjs.ts";
import type { Node } from "./nodes.ts";
import { childrenOf } from "./tree.ts";
import { lookUpEntry } from "./vocabulary/index.ts";

/** A function of ours that mathjs is to call for every element: in steps, which mathjs can't take. */
interface Callback {
  readonly name: string;
  readonly arity: number;
  call(args: readonly unknown[]): Steps<unknown>;
}

/**
 * map, filter and forEach. mathjs decides what the callback is called with; where the callback is ours, it is called between
 * two runs of mathjs's function: the first notes the calls, the second is given their results.
 */
export function* callbackMath(name: string, fn: MathFunction, args: readonly Node[], env: Env): Steps<unknown> {
  const names = new Map<string, unknown>();
  const nodes = args.map((_, i) => placeholder(`p${i}`));
  for (const [i, node] of args.slice(0, -1).entries()) names.set(`p${i}`, yield* toMathjs(yield* env.run.evaluate(node, env), name));
  const last = args.at(-1);
  if (!last) return during(env, () => callRaw(fn, [], names));
  const free = args.length > 1 && last.type !== "SymbolNode" && last.type !== "FunctionAssignmentNode" ? freeName(last, env) : undefined;
  const written = last.type === "FunctionAssignmentNode" ? localFunction(last, env) : undefined;
  const value = written ?? (free === undefined ? yield* env.run.evaluate(last, env) : inline(last, free, env));
  const at = `p${args.length - 1}`;
  const run = (callback: unknown): unknown => during(env, () => callRaw(fn, nodes, names.set(at, callback)));
  const callback = callbackOf(value, args.length - 1, env);
  return callback ? yield* replay(callback, run) : run(value);
}

function* replay(callback: Callback, run: (callback: unknown) => unknown): Steps<unknown> {
  const signature = Array.from({ length: callback.arity }, () => "any").join(",");
  const calls: (readonly unknown[])[] = [];
  run(typedFunction(callback.name, signature, (...args) => void calls.push(args)));
  const results: unknown[] = [];
  for (const args of calls) {
    results.push(yield* callback.call(args));
    if (results.length % 256 === 0) yield { kind: "progress", done: results.length, total: calls.length };
  }
  let next = 0;
  return run(typedFunction(callback.name, signature, () => results[next++]));
}

function callbackOf(value: unknown, collections: number, env: Env): Callback | undefined {
  const user = isInline(value) ? value : userFunctionOf(value);
  if (user) return { name: user.name, arity: user.params.length, call: (args) => callUser(user, args, env) };
  const entry = entryOf(value);
  return entry && { name: entry.name, arity: collections, call: (args) => callEntry(entry, args.map(givenValue), env) };
}

const inlines = new WeakSet<object>();

/** An expression with one free name as a function of it: `map([1, 2], x ^ 2)`. */
function inline(body: Node, name: string, env: Env): UserFunction {
  const made: UserFunction = { name: "inline", params: [name], body, env };
  inlines.add(made);
  return made;
}

function isInline(value: unknown): value is UserFunction {
  return typeof value === "object" && value !== null && inlines.has(value);
}

/** The first name that nothing is bound to. */
function freeName(node: Node, env: Env): string {
  const name = firstFree(node, env);
  return name ?? fail("Evaluation", "This expression has no free name to put the elements in, as x in map([1, 2], x ^ 2).");
}

function firstFree(node: Node, env: Env): string | undefined {
  if (node.type === "SymbolNode") return isFree(node.name, env) ? node.name : undefined;
  for (const child of childrenOf(node)) {
    const name = firstFree(child, env);
    if (name !== undefined) return name;
  }
  return undefined;
}

function isFree(name: string, env: Env): boolean {
  const bound = env.parameters.has(name) || env.bound.has(name) || env.scope.has(name);
  return !bound && !knows(name) && !lookUpEntry(name);
}
