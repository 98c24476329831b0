import { fail, type Sweep, type Value } from "../../model/index.ts";
import { expression, numbers } from "../kinds.ts";
import { present } from "../present.ts";
import { brand, isVariable } from "../values.ts";
import { define, type RunnableEntry, required } from "./entry.ts";

/** Most values that a sweep goes through. */
const MAX_VALUES = 10_000;

export const temperatureFamily: readonly RunnableEntry[] = [
  define({
    name: "sweep",
    family: "Temperature and statistical mechanics",
    docs: "The expression for every value of a variable, which is bound within it only.",
    source: "the language's own: an expression with one name bound, value by value",
    example: "sweep(softmax([1, 2, 3], tau = tau), tau = logspace(-2, 2, 5))",
    parameters: { expression: required(expression, "evaluated once for each value") },
    named: numbers,
    binds: true,
    namedShown: "name = values",
    *run(args, call) {
      const [swept, more] = [...call.named];
      if (!swept || more) return fail("Arity", "sweep goes through one variable: sweep(expression, name = values).");
      const [parameter, given] = swept;
      // SAFETY: `named` above reads every keyword's value as numbers.
      const values = given as readonly number[];
      if (values.length > MAX_VALUES) fail("TooLarge", `A sweep goes through at most ${MAX_VALUES} values, got ${values.length}.`);
      const results: Value[] = [];
      for (const [i, value] of values.entries()) {
        const result = yield* call.evaluate(args.expression, new Map([[parameter, value]]));
        if (isVariable(result)) fail("Type", "grad has no derivative of sweep's expression; sweep(grad(…), …) goes through gradients.");
        results.push(present(result));
        yield { kind: "progress", done: i + 1, total: values.length };
      }
      const sweep: Sweep = { kind: "sweep", parameter, values, results };
      return brand(sweep);
    },
  }),
];
