import type { AnyTensor, Distribution, Steps, Tensor } from "../../model/index.ts";
import { fail } from "../../model/index.ts";
import { reshape } from "../arrange.ts";
import { arange, cast } from "../construct.ts";
import { mapBinary, mapUnary } from "../elementwise.ts";
import { foldRows } from "../fold.ts";
import { reduce, resultOf, rowsAlong } from "../reduce.ts";
import { floatOf } from "../rounding.ts";
import { joined } from "../rows.ts";
import { axisOf, type Dim } from "../shape.ts";
import { checkedTau, softmax, streamedProbabilities } from "../softmax.ts";
import { materialise } from "../source.ts";

/** log(mean e^a) along dim: logsumexp − log n, as jax.nn.logmeanexp. −∞ for all −∞, NaN for no elements. Throws Shape. */
export function* logmeanexp(a: AnyTensor, dim: Dim = -1): Steps<Tensor> {
  const { x, layout, shape } = yield* rowsAlong(a, dim);
  const fold = yield* foldRows(x, layout, 1, "sum");
  const value = fold.peak.map((peak, row) => (layout.n === 0 ? Number.NaN : peak + ((fold.logl[row] as number) - Math.log(layout.n))));
  return resultOf(value, floatOf(a.dtype), shape);
}

/**
 * log(mean e^(ωz)) / ω along dim (Asadi & Littman, arXiv 1612.05628); the mean for ω = 0, the maximum for ω = ∞, the minimum for −∞.
 * NaN for no elements. Throws Shape.
 */
export function* mellowmax(z: AnyTensor, omega: number, dim: Dim = -1): Steps<Tensor> {
  const dtype = floatOf(z.dtype);
  if (omega === 0) return yield* reduce(z, "mean", { dim });
  const { layout, shape } = yield* rowsAlong(z, dim);
  if (layout.n === 0) return resultOf(new Float64Array(layout.rows).fill(Number.NaN), dtype, shape);
  const peak = yield* reduce(z, omega > 0 ? "max" : "min", { dim, keepdims: true });
  const extreme = yield* reduce(z, omega > 0 ? "max" : "min", { dim });
  if (Math.abs(omega) === Infinity) return resultOf(Float64Array.from(extreme.data), dtype, extreme.shape);
  const gaps = yield* mapBinary(yield* cast(z, "float64"), peak, (x, m) => (x === m ? 0 : omega * (x - m)));
  const excess = yield* reduce(yield* mapUnary(gaps, "expm1"), "mean", { dim });
  const weight = yield* reduce(yield* mapUnary(gaps, "exp"), "mean", { dim });
  // Near a mean of 1 the excess over 1 has the digits, far below it the mean itself.
  const log = excess.data.map((x, row) => ((x as number) > -0.5 ? Math.log1p(x) : Math.log(weight.data[row] as number)) / omega);
  const value = Float64Array.from(log, (x, row) => (extreme.data[row] as number) + x);
  return resultOf(value, dtype, extreme.shape);
}

/** Σ z·softmax(βz) along dim; the mean for β = 0, the maximum for β = ∞, the minimum for −∞. Throws Shape, Domain for NaN. */
export function* boltzmannOperator(z: AnyTensor, beta: number, dim: Dim = -1): Steps<Tensor> {
  if (Number.isNaN(beta)) fail("Domain", `beta must be a number or ±Infinity, got ${beta}`);
  const { x, shape } = yield* joined(z, dim);
  const d = yield* softmax(beta < 0 ? yield* mapUnary(x, "neg") : x, { tau: Math.abs(1 / beta), dim: 1 });
  return yield* narrowed(yield* expectation(d, x), floatOf(z.dtype), shape);
}

/** τ·log Σ e^(z/τ) along dim: from max z for τ = 0 up to τ log n more; +∞ for τ = ∞ and more than one entry. Throws Domain, Shape. */
export function* smoothMax(z: AnyTensor, tau: number, dim: Dim = -1): Steps<Tensor> {
  checkedTau(tau);
  const { x, layout, shape } = yield* rowsAlong(z, dim);
  const fold = yield* foldRows(x, layout, tau === Infinity ? 0 : tau, "sum");
  const counts = tau === Infinity ? (yield* foldRows(x, layout, Infinity)).l : undefined;
  const value = fold.peak.map((peak, row) => {
    if (counts) return (counts[row] as number) > 1 ? Infinity : peak;
    return tau === 0 ? peak : peak + tau * (fold.logl[row] as number);
  });
  return resultOf(
    value.map((x, row) => (Number.isNaN(fold.l[row]) ? Number.NaN : x)),
    floatOf(z.dtype),
    shape,
  );
}

/** Σ i·p_i over the last axis, i from 0: the expected index of softmax(z / τ). Throws Domain, Shape. */
export function* softargmax(z: AnyTensor, tau: number): Steps<Tensor> {
  const n = z.shape.at(-1) ?? 1;
  const { x, shape } = yield* joined(z, axisOf(-1, z.shape.length));
  const index = yield* reshape(arange(0, n), [1, n, 1]);
  return yield* narrowed(yield* expectation(yield* softmax(yield* cast(x, "float64"), { tau, dim: 1 }), index), floatOf(z.dtype), shape);
}

/** Σ p·x along the middle axis, in float64; an entry without probability counts for nothing, even an infinite one. NaN for no entries. */
function* expectation(d: Distribution, x: AnyTensor): Steps<Tensor> {
  const p = yield* cast(yield* streamedProbabilities(d), "float64");
  const terms = yield* mapBinary(p, x, (weight, value) => (weight === 0 ? 0 : weight * value));
  return yield* reduce(terms, terms.shape[1] === 0 ? "mean" : "sum", { dim: 1 });
}

function* narrowed(x: Tensor, dtype: Tensor["dtype"], shape: readonly number[]): Steps<Tensor> {
  return yield* materialise(yield* cast(yield* reshape(x, shape), dtype));
}
