import type { AnyTensor, Steps, Tensor } from "../../model/index.ts";
import { fail } from "../../model/index.ts";
import { mapRows } from "../rows.ts";
import { softmax, streamedProbabilities } from "../softmax.ts";
import { materialise } from "../source.ts";
import { entmax15Row, shiftRow, sparsemaxRow } from "./sparsemax.ts";

/**
 * α-entmax of every row, p = [(α − 1)z − τ]₊^(1/(α − 1)) with Σp = 1 (arXiv 1905.05702): softmax for α = 1, exactly entmax15 and sparsemax
 * for 1.5 and 2. Edge cases as sparsemax. Throws Domain unless 1 ≤ α < ∞, Shape.
 */
export function* entmax(z: AnyTensor, alpha: number, dim = -1): Steps<Tensor> {
  checkedAlpha(alpha);
  if (alpha === 1) return yield* materialise(yield* streamedProbabilities(yield* softmax(z, { dim })));
  return yield* mapRows(z, dim, entmaxRow(alpha));
}

export function checkedAlpha(alpha: number): number {
  return alpha >= 1 && alpha < Infinity ? alpha : fail("Domain", `alpha must be 1 or more and finite, got ${alpha}`);
}

function entmaxRow(alpha: number): (row: Float64Array) => void {
  if (alpha === 2) return sparsemaxRow;
  if (alpha === 1.5) return entmax15Row;
  const s = alpha - 1;
  return (row) => {
    if (shiftRow(row, 1)) solveRow(row, s);
  };
}

/** d ← p for d = z − max. The unknown is w, the log of the largest probability; all of p follows from it. */
function solveRow(d: Float64Array, s: number): void {
  const near = d.filter((x) => x * s > -1);
  const w = root((at) => logSum(near, at, s), -Math.log(near.length));
  let sum = 0;
  for (let i = 0; i < d.length; i++) sum += d[i] = probability(d[i] as number, w, s);
  for (let i = 0; i < d.length; i++) d[i] = (d[i] as number) / sum;
}

/** [e^(sw) + sd]₊^(1/s), through log1p where s is small and the bracket close to 1. */
function probability(d: number, w: number, s: number): number {
  if (s >= 0.5) return Math.max(0, Math.exp(s * w) + s * d) ** (1 / s);
  const excess = Math.expm1(s * w) + s * d;
  return excess > -1 ? Math.exp(Math.log1p(excess) / s) : 0;
}

function logSum(d: Float64Array, w: number, s: number): number {
  let sum = 0;
  for (const x of d) sum += probability(x, w, s);
  return Math.log(sum);
}

/** The zero between lo and 0 of a rising function, by false position with Illinois steps: nearly linear in w, so few are needed. */
function root(f: (w: number) => number, lo: number): number {
  let [a, fa, b, fb] = [lo, f(lo), 0, f(0)];
  for (let i = 0; i < 200 && fa < 0 && fb > 0 && b - a > 1e-16 * Math.abs(a); i++) {
    const middle = i % 3 === 2 ? (a + b) / 2 : b - (fb * (b - a)) / (fb - fa);
    const value = f(middle);
    if (value === 0 || middle === a || middle === b) return middle;
    if (value > 0) [b, fb, fa] = [middle, value, fa / 2];
    else [a, fa, fb] = [middle, value, fb / 2];
  }
  return fb <= 0 ? b : fa >= 0 ? a : (a + b) / 2;
}
