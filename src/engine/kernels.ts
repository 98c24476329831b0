import type { FloatArray } from "../model/index.ts";
import { coldKernels, hotKernels, infiniteSum } from "./extremes.ts";
import { BLOCK } from "./limits.ts";
import { recomputing } from "./recomputing.ts";
import { fastestKernels } from "./simd/index.ts";

/**
 * The work on one block of at most BLOCK contiguous logits of one row. Every faster implementation is tested against
 * `referenceKernels`. With d = (z − m)/tau:
 */
export interface Kernels {
  readonly name: string;
  /** The first index from `start` on of an element that is not ≤ bound (greater, or NaN); `end` if none. `bound` is a value that `data` can hold. */
  above(data: FloatArray, start: number, end: number, bound: number): number;
  /** part ← [m, Σ e^d, low-order part of that sum, Σ d·e^d], m being the largest of data[start … end); [−∞, 0, 0, 0] for none or all −∞. */
  fold(data: FloatArray, start: number, end: number, tau: number, part: Float64Array): void;
  /** The same without the last: part[3] is arbitrary. */
  sum(data: FloatArray, start: number, end: number, tau: number, part: Float64Array): void;
  /** As `sum`, and leaves in out[at …] what `share` needs. `out` is of the kind of `data` and does not overlap it. */
  keep(data: FloatArray, start: number, end: number, tau: number, part: Float64Array, out: FloatArray, at: number): void;
  /**
   * out[start … end), as `keep` left it for a block with maximum `blockPeak`, ← e^d / l, for the row's m and l, to the bits of `probabilities`.
   * False where that needs the logits; then out is arbitrary.
   */
  share(out: FloatArray, start: number, end: number, tau: number, blockPeak: number, m: number, l: number): boolean;
  /** Of a row that is one block: part as `sum` has it, and out[at …] ← e^d / l, to the bits of `probabilities`. `out` does not overlap `data`. */
  softmax(data: FloatArray, start: number, end: number, tau: number, part: Float64Array, out: FloatArray, at: number): void;
  /** out[at …] ← e^d / l, for the row's m and l. */
  probabilities(data: FloatArray, start: number, end: number, tau: number, m: number, l: number, out: FloatArray, at: number): void;
  /** out[at …] ← d − logl. */
  logProbabilities(data: FloatArray, start: number, end: number, tau: number, m: number, logl: number, out: FloatArray, at: number): void;
}

// float32 blocks are widened into this one first: one element kind keeps the loops monomorphic, and it stays in the L1 cache.
const wide = new Float64Array(BLOCK);
const result = new Float64Array(BLOCK);

function widen(data: FloatArray, start: number, end: number): Float64Array {
  wide.set(data.subarray(start, end));
  return wide;
}

function maximum(data: Float64Array, start: number, end: number): number {
  let m = -Infinity;
  for (let i = start; i < end; i++) {
    const z = data[i] as number;
    if (z > m) m = z;
  }
  return m;
}

function fold64(data: Float64Array, start: number, end: number, tau: number, part: Float64Array): void {
  const m = maximum(data, start, end);
  part[0] = m;
  part[2] = 0;
  part[3] = 0;
  if (m === Infinity || m === -Infinity) part[1] = infiniteSum(data, start, end, m);
  else sum64(data, start, end, tau, m, part);
}

function sum64(data: Float64Array, start: number, end: number, tau: number, m: number, part: Float64Array): void {
  let l = 0;
  let low = 0;
  let moment = 0;
  for (let i = start; i < end; i++) {
    const d = ((data[i] as number) - m) / tau;
    const p = Math.exp(d);
    // Two-sum (Knuth): `low` gathers what each addition to `l` rounds away.
    const sum = l + p;
    const back = sum - l;
    low += l - (sum - back) + (p - back);
    l = sum;
    if (p > 0) moment += d * p;
  }
  part[1] = l;
  part[2] = low;
  part[3] = moment;
}

function probabilities64(
  data: Float64Array,
  start: number,
  end: number,
  tau: number,
  m: number,
  l: number,
  out: Float64Array,
  at: number,
): void {
  if (m === Infinity) {
    out.fill(Number.NaN, at, at + end - start);
    return;
  }
  for (let i = start; i < end; i++) out[at + i - start] = Math.exp(((data[i] as number) - m) / tau) / l;
}

function logs64(data: Float64Array, start: number, end: number, tau: number, m: number, logl: number, out: Float64Array, at: number): void {
  if (m === Infinity) {
    out.fill(Number.NaN, at, at + end - start);
    return;
  }
  for (let i = start; i < end; i++) out[at + i - start] = ((data[i] as number) - m) / tau - logl;
}

type Map64 = (data: Float64Array, start: number, end: number, tau: number, m: number, l: number, out: Float64Array, at: number) => void;

function mapping(map: Map64): Kernels["probabilities"] {
  return (data, start, end, tau, m, l, out, at) => {
    const wideIn = data instanceof Float64Array;
    const wideOut = out instanceof Float64Array;
    const source = wideIn ? data : widen(data, start, end);
    const from = wideIn ? start : 0;
    const target = wideOut ? out : result;
    map(source, from, from + end - start, tau, m, l, target, wideOut ? at : 0);
    if (!wideOut) out.set(result.subarray(0, end - start), at);
  };
}

/** Plain TypeScript, in float64 throughout. Math.exp of V8 is within 1 ulp; exponentials rounded to float32 would not do for a second pass. */
export const referenceKernels: Kernels = recomputing("reference", {
  fold(data, start, end, tau, part) {
    if (data instanceof Float64Array) fold64(data, start, end, tau, part);
    else fold64(widen(data, start, end), 0, end - start, tau, part);
  },
  probabilities: mapping(probabilities64),
  logProbabilities: mapping(logs64),
});

/** The kernels for `tau`: the limits have their own, elsewhere the fastest that this host runs. */
export function kernels(tau = 1): Kernels {
  if (tau === 0) return coldKernels;
  return tau === Infinity ? hotKernels : fastestKernels(referenceKernels);
}
