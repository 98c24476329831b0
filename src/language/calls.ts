import { fail, type Steps } from "../model/index.ts";
import { callEntry, type Given } from "./callEntry.ts";
import type { Env } from "./context.ts";
import { toMathjs } from "./convert.ts";
import { keywordsOf } from "./forms/index.ts";
import { callUser, during, entryOf, userFunctionOf } from "./functions.ts";
import { keywordOf } from "./keywords.ts";
import { checkMethodSize } from "./limits.ts";
import { boundValue, failUnknown } from "./lookup.ts";
import { applyMath, lazyMath } from "./math.ts";
import {
  accessorNode,
  evaluateNode,
  format,
  functionName,
  functionNode,
  is,
  isFunctionName,
  knows,
  lookUp,
  nodeText,
  placeholder,
} from "./mathjs.ts";
import type { AccessorNode, FunctionNode, Node } from "./nodes.ts";
import { isOurs } from "./values.ts";
import { lookUpEntry } from "./vocabulary/index.ts";

/** A call. `target` is the variable that its value is assigned to at once, which names a control. */
export function* evaluateCall(node: FunctionNode, env: Env, target?: string): Steps<unknown> {
  // A chance to pause, of no known length: a recursion may go on for long.
  if (++env.run.steps % 256 === 0) yield { kind: "progress", done: 0, total: 0 };
  if (node.fn.type === "SymbolNode") return yield* callNamed(node.fn.name, node, env, target);
  if (node.fn.type === "AccessorNode" && node.fn.index.isObjectProperty()) return yield* callMethod(node.fn, node, env);
  return yield* callValue(yield* env.run.evaluate(node.fn, env), node, env);
}

function* callNamed(name: string, node: FunctionNode, env: Env, target: string | undefined): Steps<unknown> {
  const bound = boundValue(name, env);
  if (bound) return yield* callValue(bound.value, node, env);
  const entry = lookUpEntry(name);
  if (entry) return yield* callEntry(entry, givenArguments(node, env), env, target);
  if (isFunctionName(name)) return yield* callMath(name, node.args, env);
  if (knows(name)) return yield* callValue(lookUp(name), node, env);
  return node.optional ? undefined : failUnknown(name, env.scope.keys(), env.run.spans.name(node));
}

/** Calls a function that a name, a property or an expression gave. */
function* callValue(fn: unknown, node: FunctionNode, env: Env): Steps<unknown> {
  if (fn === undefined && node.optional) return undefined;
  if (typeof fn !== "function")
    return fail("Type", `'${nodeText(node.fn)}' is not a function; its value is ${isOurs(fn) ? `a ${fn.kind}` : format(fn)}.`);
  const entry = entryOf(fn);
  if (entry) return yield* callEntry(entry, givenArguments(node, env), env);
  const user = userFunctionOf(fn);
  const name = user ? undefined : functionName(fn);
  if (name !== undefined) return yield* callMath(name, node.args, env);
  const values = yield* evaluateAll(node.args, env);
  if (user && user.params.length === values.length) return yield* callUser(user, values, env);
  const plain = user ? values : yield* converted(values, nodeText(node.fn));
  return during(env, () => Reflect.apply(fn, undefined, plain));
}

function* callMath(name: string, args: readonly Node[], env: Env): Steps<unknown> {
  const lazy = lazyMath(name, args, env);
  if (lazy) return yield* lazy;
  const known = keywordsOf(name);
  const values: unknown[] = [];
  const keywords = new Map<string, unknown>();
  for (const arg of args) {
    const keyword = keywordOf(arg);
    if (arg.type === "AssignmentNode" && keyword !== undefined && known.includes(keyword)) {
      keywords.set(keyword === "axis" ? "dim" : keyword, yield* env.run.evaluate(arg.value, env));
    } else values.push(yield* env.run.evaluate(arg, env));
  }
  return yield* applyMath(name, values, env, keywords);
}

/** `object.method(…)`: a function that an object holds, or a method of one of mathjs's values under mathjs's own rules. */
function* callMethod(accessor: AccessorNode, node: FunctionNode, env: Env): Steps<unknown> {
  const object = yield* env.run.evaluate(accessor.object, env);
  const name = accessor.index.getObjectProperty();
  if (isOurs(object)) return fail("Type", `A ${object.kind} has no method '${name}'.`);
  if (is.plainObject(object) && Object.hasOwn(object, name) && !(name in Object.prototype)) {
    const held = object[name];
    if (userFunctionOf(held) || entryOf(held) || functionName(held) !== undefined) return yield* callValue(held, node, env);
  }
  const values = yield* converted(yield* evaluateAll(node.args, env), name);
  checkMethodSize(name, values);
  const names = new Map<string, unknown>([["object", object]]);
  const stand = values.map((value, i) => {
    names.set(`p${i}`, value);
    return placeholder(`p${i}`);
  });
  const method = accessorNode(placeholder("object"), accessor.index, accessor.optionalChaining);
  return during(env, () => evaluateNode(functionNode(method, stand, node.optional), names));
}

function* converted(values: readonly unknown[], name: string): Steps<unknown[]> {
  const plain: unknown[] = [];
  for (const value of values) plain.push(yield* toMathjs(value, name));
  return plain;
}

function* evaluateAll(nodes: readonly Node[], env: Env): Steps<unknown[]> {
  const values: unknown[] = [];
  for (const node of nodes) values.push(yield* env.run.evaluate(node, env));
  return values;
}

/** The arguments of a call as written, each to be evaluated when its parameter is read. */
function givenArguments(node: FunctionNode, env: Env): Given[] {
  return node.args.map((arg, i) => {
    const keyword = keywordOf(arg);
    const value = keyword !== undefined && arg.type === "AssignmentNode" ? arg.value : arg;
    const whole = env.run.spans.argument(node, i);
    const inner = keyword === undefined ? whole : (env.run.spans.of(value) ?? whole);
    const start = whole?.start;
    const keywordSpan = keyword === undefined || start === undefined ? undefined : { start, end: start + keyword.length };
    return { keyword, node: value, span: inner, keywordSpan, evaluate: (part = value) => env.run.evaluate(part, env) };
  });
}
