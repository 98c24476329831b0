import type { Steps } from "../../model/index.ts";
import type { Dim } from "../shape.ts";
import { add, binary, div, mapped, mul, sub, unary } from "./elementwise.ts";
import { extreme, sum } from "./reductions.ts";
import { lift, type Operand, type Variable } from "./variable.ts";

function* shares(p: Operand, dim: Dim): Steps<Variable> {
  return yield* div(p, yield* sum(p, dim, true));
}

/** Shannon's entropy, or with q the relative one, of what is divided by its sum first; `base` nats where it is undefined. */
export function* entropy(p: Operand, q: Operand | undefined, base: number | undefined, dim: Dim): Steps<Variable> {
  const own = yield* shares(p, dim);
  const terms = q === undefined ? yield* unary(own, "entr") : yield* binary(own, yield* shares(q, dim), "relEntr");
  return yield* mul(yield* sum(terms, dim), base === undefined ? 1 : 1 / Math.log(base));
}

export function* klDivergence(p: Operand, q: Operand, dim: number): Steps<Variable> {
  return yield* sum(yield* binary(p, q, "relEntr"), dim);
}

export function* jsDivergence(p: Operand, q: Operand, dim: number): Steps<Variable> {
  const middle = yield* mul(yield* add(p, q), 0.5);
  const both = yield* add(yield* binary(p, middle, "relEntr"), yield* binary(q, middle, "relEntr"));
  return yield* mul(yield* sum(both, dim), 0.5);
}

export function* totalVariation(p: Operand, q: Operand, dim: number): Steps<Variable> {
  return yield* mul(yield* sum(yield* unary(yield* sub(p, q), "abs"), dim), 0.5);
}

export function* hellinger(p: Operand, q: Operand, dim: number): Steps<Variable> {
  const gaps = yield* sub(yield* unary(p, "sqrt"), yield* unary(q, "sqrt"));
  return yield* unary(yield* mul(yield* sum(yield* unary(gaps, "square"), dim), 0.5), "sqrt");
}

/** log Σ pᵅ / (1 − α) of p divided by its sum; the support does not move (α = 0), the largest entry alone does (α = ∞). */
export function* renyiEntropy(p: Operand, alpha: number, dim: number): Steps<Variable> {
  if (alpha === 1) return yield* entropy(p, undefined, undefined, dim);
  const own = yield* shares(p, dim);
  if (alpha === Number.POSITIVE_INFINITY) return yield* unary(yield* unary(yield* extreme(own, "max", dim), "log"), "neg");
  const powers = yield* mapped(
    own,
    (x) => (x === 0 ? 0 : x ** alpha),
    (x) => (x === 0 && alpha < 1 ? 0 : alpha * x ** (alpha - 1)),
  );
  return yield* mul(yield* unary(yield* sum(powers, dim), "log"), 1 / (1 - alpha));
}

export function* effectiveSupport(p: Operand, dim: number): Steps<Variable> {
  const own = yield* shares(p, dim);
  return yield* unary(yield* sum(yield* unary(own, "square"), dim), "reciprocal");
}

/** The mean over all samples of Σ (p − y)². */
export function* brier(p: Operand, y: Operand): Steps<Variable> {
  const forecast = yield* lift(p);
  const squares = yield* sum(yield* unary(yield* sub(forecast, y), "square"));
  const classes = forecast.shape.length > 1 ? (forecast.shape[1] ?? 1) : 1;
  return yield* mul(squares, classes / forecast.value.data.length);
}
