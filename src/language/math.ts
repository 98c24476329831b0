import type { Steps } from "../model/index.ts";
import { callbackMath } from "./callbacks.ts";
import type { Env } from "./context.ts";
import { toMathjs } from "./convert.ts";
import { formOf } from "./forms/index.ts";
import { during } from "./functions.ts";
import { differentiateMath } from "./gradient/mathRules.ts";
import { checkSize } from "./limits.ts";
import { callRaw, isCollection, type MathFunction, mathFunction, type Names, placeholder } from "./mathjs.ts";
import type { Node } from "./nodes.ts";
import { isArrayLike, isMade, isVariable } from "./values.ts";
import { primal } from "./variables.ts";
import { checkWork } from "./work.ts";

/**
 * Applies a function or operator of mathjs to values: our tensor form where one of them is ours, or where mathjs has no
 * elementwise meaning for a matrix and we do; else mathjs's own, with small tensors given as matrices.
 */
export function* applyMath(
  name: string,
  values: readonly unknown[],
  env: Env,
  keywords: ReadonlyMap<string, unknown> = new Map(),
): Steps<unknown> {
  if (values.some(isVariable))
    return yield* differentiateMath(name, values, keywords) ?? applyMath(name, values.map(primal), env, keywords);
  const form = formOf(name);
  const ours = keywords.size > 0 || values.some(isArrayLike) || (form?.matrices === true && isCollection(values[0]));
  if (form && ours && !values.some(isMade)) {
    const result = form.run(values, keywords);
    if (result) return yield* result;
  }
  const plain: unknown[] = [];
  for (const value of values) plain.push(yield* toMathjs(value, name));
  checkSize(name, plain);
  checkWork(name, plain);
  const fn = mathFunction(name);
  if (fn.rawArgs) return yield* applyRaw(fn, plain, env);
  return during(env, () => fn(...plain));
}

/** mathjs's functions that decide themselves which of their arguments to evaluate; undefined for all others. */
export function lazyMath(name: string, args: readonly Node[], env: Env): Steps<unknown> | undefined {
  const fn = mathFunction(name);
  if (!fn.rawArgs) return undefined;
  return name === "map" || name === "filter" || name === "forEach" ? callbackMath(name, fn, args, env) : shortCircuit(name, fn, args, env);
}

const SECOND = Symbol("the second argument is wanted");

/** and, or, nullish…: the second argument is evaluated only if mathjs asks for it when it has the first. */
function* shortCircuit(name: string, fn: MathFunction, args: readonly Node[], env: Env): Steps<unknown> {
  const [first, second] = args;
  if (!first || !second || args.length > 2) return during(env, () => fn(args, undefined, new Map()));
  const left = primal(yield* env.run.evaluate(first, env));
  if (isArrayLike(left)) return name === "nullish" ? left : yield* applyMath(name, [left, yield* env.run.evaluate(second, env)], env);
  try {
    return during(env, () => callRaw(fn, [placeholder("left"), placeholder("right")], new LeftOnly(left)));
  } catch (reason) {
    if (reason !== SECOND) throw reason;
  }
  return yield* applyMath(name, [left, yield* env.run.evaluate(second, env)], env);
}

/** Names that know the left operand only, and say so when the right one is asked for. */
class LeftOnly extends Map<string, unknown> implements Names {
  constructor(left: unknown) {
    super([
      ["left", left],
      ["right", undefined],
    ]);
  }

  override get(name: string): unknown {
    if (name === "right") throw SECOND;
    return super.get(name);
  }
}

function* applyRaw(fn: MathFunction, values: readonly unknown[], env: Env): Steps<unknown> {
  yield { kind: "progress", done: 0, total: 0 };
  const names = new Map(values.map((value, i) => [`p${i}`, value]));
  return during(env, () =>
    callRaw(
      fn,
      values.map((_, i) => placeholder(`p${i}`)),
      names,
    ),
  );
}
