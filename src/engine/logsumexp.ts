import type { AnyTensor, Steps, Tensor } from "../model/index.ts";
import { fuse } from "./elementwise.ts";
import { foldRows } from "./fold.ts";
import { masked } from "./mask.ts";
import { promote } from "./promotion.ts";
import { resultOf, rowsAlong } from "./reduce.ts";
import { floatOf } from "./rounding.ts";
import type { Dim } from "./shape.ts";

export interface LogsumexpOptions {
  readonly dim?: Dim;
  /** Weights: log Σ b·e^a. b = 0 drops its term even where a is infinite or NaN. */
  readonly b?: AnyTensor | number | undefined;
  readonly keepdims?: boolean | undefined;
  readonly mask?: Tensor | undefined;
}

/**
 * log |Σ b·e^a| along dim and the sign of the sum, as scipy.special.logsumexp: a sum of zero gives (−∞, 0), NaN gives (NaN, NaN).
 * float32 in, float32 out. Throws Shape.
 */
export function* logsumexp(a: AnyTensor, options: LogsumexpOptions = {}): Steps<{ value: Tensor; sign: Tensor }> {
  const dim = options.dim === undefined ? -1 : options.dim;
  const kept = yield* masked(a, options.mask);
  if (options.b === undefined) return yield* plain(kept, dim, options.keepdims);
  return yield* weighted(kept, options.b, dim, options.keepdims);
}

function* plain(a: AnyTensor, dim: Dim, keepdims?: boolean): Steps<{ value: Tensor; sign: Tensor }> {
  const { x, layout, shape } = yield* rowsAlong(a, dim, keepdims);
  const fold = yield* foldRows(x, layout, 1, "sum");
  const value = fold.peak.map((peak, row) => peak + (fold.logl[row] as number));
  const sign = fold.l.map((l) => Math.sign(l));
  return { value: resultOf(value, floatOf(a.dtype), shape), sign: resultOf(sign, floatOf(a.dtype), shape) };
}

/** Positive and negative terms fold apart, each as e^(a + log|b|), and meet at the end. */
function* weighted(a: AnyTensor, b: AnyTensor | number, dim: Dim, keepdims?: boolean): Steps<{ value: Tensor; sign: Tensor }> {
  const dtype = typeof b === "number" ? floatOf(a.dtype) : floatOf(promote(floatOf(a.dtype), b.dtype));
  const signs: { value: Float64Array; shape: number[] }[] = [];
  for (const sign of [1, -1]) {
    const terms = yield* fuse([a, b], "float64", ([x, y], n) => logTerms(x as Float64Array, y as Float64Array, n, sign));
    const { x, layout, shape } = yield* rowsAlong(terms, dim, keepdims);
    const fold = yield* foldRows(x, layout, 1, "sum");
    signs.push({ value: fold.peak.map((peak, row) => peak + (fold.logl[row] as number)), shape });
  }
  const [plus, minus] = signs as [(typeof signs)[0], (typeof signs)[0]];
  const value = plus.value.map((p, row) => logDifference(p, minus.value[row] as number));
  const sign = plus.value.map((p, row) => signOfDifference(p, minus.value[row] as number));
  return { value: resultOf(value, dtype, plus.shape), sign: resultOf(sign, dtype, plus.shape) };
}

/** x ← log of the terms y·e^x of one sign, −∞ for the others; a NaN term counts for both. */
function logTerms(x: Float64Array, y: Float64Array, n: number, sign: number): void {
  for (let i = 0; i < n; i++) {
    const b = sign * (y[i] as number);
    if (b === 0 || b < 0) x[i] = -Infinity;
    else x[i] = (x[i] as number) + Math.log(b);
  }
}

/** log |e^p − e^q|. */
function logDifference(p: number, q: number): number {
  if (Number.isNaN(p) || Number.isNaN(q)) return Number.NaN;
  if (p === q) return p === Infinity ? Number.NaN : -Infinity;
  const [large, small] = p > q ? [p, q] : [q, p];
  return large === Infinity ? Infinity : large + Math.log(-Math.expm1(small - large));
}

function signOfDifference(p: number, q: number): number {
  if (Number.isNaN(p) || Number.isNaN(q) || (p === q && p === Infinity)) return Number.NaN;
  return p === q ? 0 : p > q ? 1 : -1;
}
