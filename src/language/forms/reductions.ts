import { cumsum, mapBinary, type ReduceOp, type ReduceOptions, reduce } from "../../engine/index.ts";
import type { Steps } from "../../model/index.ts";
import { plain, realOf, tensorOf } from "../convert.ts";
import { boolean, integer } from "../kinds.ts";
import { correctionOf, dimOf } from "../reductionArguments.ts";
import { isArrayLike } from "../values.ts";
import { operandOf } from "./elementwise.ts";
import type { Form } from "./form.ts";

/** mathjs's reductions on tensors. A positional dim counts from 1, as everywhere in mathjs's expressions; `dim = …` is ours, from 0. */
export const reductions: Readonly<Record<string, Form>> = {
  sum: reduction("sum"),
  prod: reduction("prod"),
  mean: reduction("mean"),
  max: reduction("max"),
  min: reduction("min"),
  variance: reduction("variance"),
  std: reduction("std"),
  cumsum: { keywords: ["dim", "axis"], run: (values, keywords) => running(values, keywords) },
};

function reduction(op: ReduceOp): Form {
  return {
    keywords: ["dim", "axis", "keepdims"],
    run(values, keywords) {
      const [x, second] = values;
      if (values.length === 2 && isArrayLike(second) && (op === "max" || op === "min")) return larger(x, second, op);
      return values.length <= 3 ? reduced(op, values, keywords) : undefined;
    },
  };
}

function* reduced(op: ReduceOp, values: readonly unknown[], keywords: ReadonlyMap<string, unknown>): Steps<unknown> {
  const x = yield* tensorOf(values[0]);
  const keepdims = keywords.has("keepdims") ? yield* boolean.read(keywords.get("keepdims")) : false;
  const options: ReduceOptions = { dim: yield* dimOf(x, values.slice(1), keywords), keepdims, correction: correctionOf(values) };
  return plain(yield* reduce(x, op, options));
}

/** The larger (or smaller) of two, element by element. */
function* larger(a: unknown, b: unknown, op: "max" | "min"): Steps<unknown> {
  return plain(yield* mapBinary(yield* operandOf(a), yield* operandOf(b), op));
}

function* running(values: readonly unknown[], keywords: ReadonlyMap<string, unknown>): Steps<unknown> {
  const x = yield* tensorOf(values[0]);
  if (keywords.has("dim")) return yield* cumsum(x, yield* integer.read(keywords.get("dim")));
  const positional = values.length > 1 ? realOf(values[1]) : undefined;
  // Without a dim mathjs sums along the first axis.
  return yield* cumsum(x, positional === undefined ? 0 : positional - 1);
}
