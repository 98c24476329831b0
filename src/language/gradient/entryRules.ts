import type { Steps } from "../../model/index.ts";
import type { Call } from "../context.ts";
import { failNoDerivative, type Variable } from "../variables.ts";
import { Given } from "./arguments.ts";
import { informationRules } from "./informationRules.ts";
import type { Rules } from "./rule.ts";
import { softmaxRules } from "./softmaxRules.ts";
import { tensorRules } from "./tensorRules.ts";

const rules: Rules = { ...softmaxRules, ...informationRules, ...tensorRules };

/** Functions whose result moves in steps only, so that its derivative is 0 wherever there is one. */
const CONSTANT: ReadonlySet<string> = new Set(["argmax", "argmin", "argsort", "hardmax", "one_hot", "int32", "dtype", "assert", "close"]);

/** What is needed of a function of the vocabulary. */
interface Differentiable {
  readonly name: string;
  run(args: Readonly<Record<string, unknown>>, call: Call): Steps<unknown>;
}

/** Throws Type unless grad can follow a value through a function of the vocabulary. */
export function checkDifferentiable(name: string): void {
  if (!CONSTANT.has(name) && !Object.hasOwn(rules, name)) failNoDerivative(name);
}

/**
 * A call of the vocabulary of which some arguments are variables: `values` are the arguments as the parameters read them, of
 * the variables what they are worth. Throws what the function itself throws for those, and Type
 * by an argument without a derivative.
 */
export function* differentiateEntry(
  entry: Differentiable,
  values: Readonly<Record<string, unknown>>,
  variables: ReadonlyMap<string, Variable>,
  call: Call,
): Steps<unknown> {
  if (CONSTANT.has(entry.name)) return yield* entry.run(values, call);
  const rule = rules[entry.name] ?? failNoDerivative(entry.name);
  // The function checks its arguments; its rule need not.
  yield* entry.run(values, call);
  return yield* rule(new Given(entry.name, { ...values, ...Object.fromEntries(variables) }, call));
}
