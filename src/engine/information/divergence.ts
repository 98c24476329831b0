import type { AnyTensor, Distribution, Steps, Tensor } from "../../model/index.ts";
import { fail } from "../../model/index.ts";
import { cast } from "../construct.ts";
import { mapBinary, mapUnary } from "../elementwise.ts";
import { entropy } from "../entropy.ts";
import { notNegative } from "../forecasts.ts";
import { resultDtype } from "../promotion.ts";
import { reduce } from "../reduce.ts";
import { streamedProbabilities } from "../softmax.ts";
import { materialise } from "../source.ts";
import { relEntr } from "../special.ts";

/** A distribution goes along its own axis, a tensor of probabilities along its last. */
export type Probabilities = AnyTensor | Distribution;

/** Σ p log(p/q) in nats, p and q as they are; +∞ where q is 0 and p is not (scipy.special.rel_entr, summed). Throws Domain below 0, Shape. */
export function* klDivergence(p: Probabilities, q: Probabilities): Steps<Tensor> {
  return yield* summed(p, q, relEntr);
}

/** Half the relative entropies of p and q to their middle: from 0 to log 2 nats. Throws Domain below 0, Shape. */
export function* jsDivergence(p: Probabilities, q: Probabilities): Steps<Tensor> {
  return yield* summed(p, q, (x, y) => (relEntr(x, (x + y) / 2) + relEntr(y, (x + y) / 2)) / 2);
}

/** ½ Σ |p − q|: the largest difference that any event can have. Throws Domain below 0, Shape. */
export function* totalVariation(p: Probabilities, q: Probabilities): Steps<Tensor> {
  return yield* summed(p, q, (x, y) => Math.abs(x - y) / 2);
}

/** √(½ Σ (√p − √q)²), from 0 to 1. Throws Domain below 0, Shape. */
export function* hellinger(p: Probabilities, q: Probabilities): Steps<Tensor> {
  const squares = yield* summed(p, q, (x, y) => (Math.sqrt(x) - Math.sqrt(y)) ** 2 / 2, "float64");
  return yield* narrowed(yield* mapUnary(squares, "sqrt"), dtypeOf(p, q));
}

/**
 * log Σ p^α / (1 − α) in nats, p divided by its sum: log of the support for α = 0, Shannon's for 1, −log max p for ∞.
 * Throws Domain unless α and p are 0 or more, Shape.
 */
export function* renyiEntropy(p: Probabilities, alpha: number): Steps<Tensor> {
  if (!(alpha >= 0)) fail("Domain", `alpha must be 0 or more, got ${alpha}`);
  const dim = axisOfRows(p);
  if (alpha === 1) return yield* entropy(p.kind === "distribution" ? p : yield* mapUnary(p, notNegative("p")), { dim });
  const share = yield* normalised(p, dim);
  const max = yield* reduce(share, "max", { dim, keepdims: true });
  const dtype = dtypeOf(p);
  const flat = yield* reduce(max, "max", { dim });
  if (alpha === Infinity) return yield* narrowed(yield* mapUnary(flat, (m) => -Math.log(m)), dtype);
  // Shares of the largest one: their powers can't all underflow.
  const powers = yield* mapBinary(share, max, (x, m) => (x === 0 ? 0 : (x / m) ** alpha));
  const sum = yield* reduce(powers, "sum", { dim });
  return yield* narrowed(yield* mapBinary(flat, sum, (m, s) => (alpha * Math.log(m) + Math.log(s)) / (1 - alpha)), dtype);
}

/** (Σp)² / Σp²: how many equally likely entries would have the same chance of meeting twice; e to Rényi's entropy of order 2. Throws Domain below 0, Shape. */
export function* effectiveSupport(p: Probabilities): Steps<Tensor> {
  const dim = axisOfRows(p);
  const share = yield* normalised(p, dim);
  const squares = yield* reduce(yield* mapBinary(share, share, "mul"), "sum", { dim });
  return yield* narrowed(yield* mapUnary(squares, "reciprocal"), dtypeOf(p));
}

/** The axis of the probabilities, counted from the end, so that it holds after broadcasting. */
function axisOfRows(p: Probabilities): number {
  return p.kind === "distribution" ? Math.min(-1, p.axis - p.logits.shape.length) : -1;
}

function* wide(p: Probabilities): Steps<AnyTensor> {
  return yield* cast(p.kind === "distribution" ? yield* streamedProbabilities(p) : p, "float64");
}

function* normalised(p: Probabilities, dim: number): Steps<AnyTensor> {
  const x = yield* mapUnary(yield* wide(p), notNegative("p"));
  return yield* mapBinary(x, yield* reduce(x, "sum", { dim, keepdims: true }), "div");
}

function dtypeOf(...list: readonly Probabilities[]): Tensor["dtype"] {
  return resultDtype(
    "float",
    list.map((p) => (p.kind === "distribution" ? p.logits : p)),
  );
}

function* summed(p: Probabilities, q: Probabilities, term: (x: number, y: number) => number, dtype?: "float64"): Steps<Tensor> {
  const [inP, inQ] = [notNegative("p"), notNegative("q")];
  const terms = yield* mapBinary(yield* wide(p), yield* wide(q), (x, y) => term(inP(x), inQ(y)));
  const dim = p.kind === "distribution" ? axisOfRows(p) : axisOfRows(q);
  return yield* narrowed(yield* reduce(terms, "sum", { dim }), dtype ?? dtypeOf(p, q));
}

function* narrowed(x: AnyTensor, dtype: Tensor["dtype"]): Steps<Tensor> {
  return yield* materialise(yield* cast(x, dtype));
}
