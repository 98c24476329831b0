import { type AnyTensor, fail, type Steps, type Tensor } from "../../model/index.ts";
import { checkedSize } from "../limits.ts";
import type { Key } from "../philox.ts";
import { rand } from "../random.ts";
import { materialise, progress, tensorOf } from "../source.ts";
import { largest } from "./mass.ts";
import { rowsOf } from "./rows.ts";

export interface SampleOptions {
  /** Draws per row. Default 1. */
  readonly n?: number | undefined;
  /** Default true. */
  readonly replacement?: boolean | undefined;
}

/**
 * n indices (int32, counted from 0) of each row of weights p, which need not sum to 1; shape … × n. Without replacement in the order in
 * which they were drawn, which is Plackett–Luce. Throws Domain for weights that are negative, NaN, infinite or all 0, and for more draws
 * without replacement than there are positive weights.
 */
export function* sample(p: AnyTensor, options: SampleOptions, key: Key): Steps<Tensor> {
  const { n: draws = 1, replacement = true } = options;
  if (!Number.isInteger(draws) || draws < 0) fail("Domain", `n must be a whole number from 0, got ${draws}`);
  const held = yield* materialise(p);
  const { n, rows } = rowsOf(held.shape);
  const out = new Int32Array(checkedSize([rows, draws]));
  const each = replacement ? draws : n;
  const chances = (yield* rand([rows, each], key)).data;
  for (let row = 0; row < rows; row++) {
    const weights = Float64Array.from(held.data.subarray(row * n, (row + 1) * n));
    const positive = checkWeights(weights);
    if (!replacement && draws > positive)
      fail("Domain", `n must be at most ${positive} without replacement, the entries of positive weight, got ${draws}`);
    const u = chances.subarray(row * each, (row + 1) * each);
    out.set(replacement ? withReplacement(weights, u) : race(weights, u, draws), row * draws);
    yield progress(row + 1, rows);
  }
  return tensorOf("int32", [...held.shape.slice(0, -1), draws], out);
}

/** How many weights are positive. Throws Domain. */
export function checkWeights(weights: Float64Array): number {
  let positive = 0;
  for (const weight of weights) {
    if (!(weight >= 0 && weight < Number.POSITIVE_INFINITY))
      fail("Domain", `weights to sample from are finite and not negative, got ${weight}`);
    if (weight > 0) positive++;
  }
  if (positive === 0) fail("Domain", "no entry has a positive weight to be sampled by");
  return positive;
}

/** By binary search in the running sums. */
function withReplacement(weights: Float64Array, u: ArrayLike<number>): Int32Array {
  const sums = new Float64Array(weights.length);
  weights.reduce((sum, weight, i) => {
    sums[i] = sum + weight;
    return sum + weight;
  }, 0);
  const total = sums.at(-1) ?? 0;
  return Int32Array.from(u, (chance) => firstAbove(sums, Math.min(chance * total, below(total))));
}

/** The largest float64 under a positive x. */
function below(x: number): number {
  return x * (1 - 2 ** -53);
}

function firstAbove(sums: Float64Array, aim: number): number {
  let low = 0;
  let high = sums.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sums[middle] as number) > aim) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** The first `draws` to arrive of exponential clocks with these rates (Efraimidis and Spirakis, 2006). */
function race(weights: Float64Array, u: ArrayLike<number>, draws: number): Float64Array {
  const order = largest(
    weights.map((weight, i) => (weight > 0 ? Math.log1p(-(u[i] as number)) / weight : Number.NEGATIVE_INFINITY)),
    draws,
  );
  order.sort();
  return order.indices;
}
