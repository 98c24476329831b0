import type { Dtype, Steps, Tensor } from "../../model/index.ts";
import { fail } from "../../model/index.ts";
import { roundTo } from "../rounding.ts";
import { shapeText } from "../shape.ts";
import { exactSoftmax, ulpsOff } from "./exact.ts";

/** One way to compute a softmax, in one dtype. */
export interface Numerics {
  readonly dtype: Dtype;
  readonly method: Method;
  readonly result: Float64Array;
  /** The largest error of an entry, in units in the last place of the dtype, against the exact softmax of the rounded logits. */
  readonly ulps: number;
  /** Whether a step left the range of the dtype. */
  readonly overflow: boolean;
  /** Σ of the result, in float64. */
  readonly sum: number;
}

export type Method = "naive" | "safe" | "online" | "exp(z - lse)";

/** Most logits: the exact reference takes its time. */
const MAX_LOGITS = 16_384;

/**
 * softmax of one row by four ways in each dtype, every step rounded to it and sums taken in order: e^z / Σe^z; shifted by the maximum; with a
 * running maximum and sum (arXiv 1805.02867); e^(z − lse), which loses digits for a large lse (Blanchard & Higham, doi 10.1093/imanum/draa038).
 * Throws Shape for more than one axis, Domain for a logit that is not finite or a dtype without fractions, TooLarge.
 */
export function* compareNumerics(z: Tensor, dtypes: readonly Dtype[]): Steps<Numerics[]> {
  if (z.shape.length > 1) fail("Shape", `compare_numerics takes one row of logits, got shape ${shapeText(z.shape)}`);
  if (z.data.length > MAX_LOGITS) fail("TooLarge", `compare_numerics takes at most ${MAX_LOGITS} logits, got ${z.data.length}`);
  const rows: Numerics[] = [];
  for (const dtype of dtypes) {
    if (dtype === "int32" || dtype === "bool") fail("Domain", `dtypes must be floating-point types, got "${dtype}"`);
    const rounded = Float64Array.from(z.data, (x) => roundTo(dtype, x));
    const bad = rounded.findIndex((x) => !Number.isFinite(x));
    if (bad >= 0) fail("Domain", `z must be finite in every dtype; entry ${bad} is ${rounded[bad]} in ${dtype}`);
    const exact = yield* exactSoftmax(rounded);
    for (const method of METHODS) {
      const arithmetic = new Arithmetic(dtype);
      const result = ways[method](rounded, arithmetic);
      const ulps = result.reduce((worst, x, i) => Math.max(worst, ulpsOff(x, exact[i] as (typeof exact)[0], dtype)), 0);
      rows.push({ dtype, method, result, ulps, overflow: arithmetic.overflowed, sum: result.reduce((a, b) => a + b, 0) });
    }
  }
  return rows;
}

const METHODS: readonly Method[] = ["naive", "safe", "online", "exp(z - lse)"];

/** Numbers of one dtype: every result is rounded to it. */
class Arithmetic {
  overflowed = false;
  constructor(private readonly dtype: Dtype) {}

  round(x: number): number {
    const rounded = roundTo(this.dtype, x);
    if (Math.abs(rounded) === Infinity) this.overflowed = true;
    return rounded;
  }

  exp(x: number): number {
    return this.round(Math.exp(x));
  }

  sum(list: Float64Array): number {
    return list.reduce((total, x) => this.round(total + x), 0);
  }
}

type Way = (z: Float64Array, to: Arithmetic) => Float64Array;

const ways: Record<Method, Way> = {
  naive(z, to) {
    const powers = z.map((x) => to.exp(x));
    const sum = to.sum(powers);
    return powers.map((x) => to.round(x / sum));
  },
  safe(z, to) {
    const m = largest(z);
    const powers = z.map((x) => to.exp(to.round(x - m)));
    const sum = to.sum(powers);
    return powers.map((x) => to.round(x / sum));
  },
  online(z, to) {
    let m = -Infinity;
    let l = 0;
    for (const x of z) {
      const top = Math.max(m, x);
      const kept = m === -Infinity ? 0 : to.round(l * to.exp(to.round(m - top)));
      l = to.round(kept + to.exp(to.round(x - top)));
      m = top;
    }
    return z.map((x) => to.round(to.exp(to.round(x - m)) / l));
  },
  "exp(z - lse)"(z, to) {
    const m = largest(z);
    const sum = to.sum(z.map((x) => to.exp(to.round(x - m))));
    const lse = to.round(m + to.round(Math.log(sum)));
    return z.map((x) => to.exp(to.round(x - lse)));
  },
};

function largest(z: Float64Array): number {
  return z.reduce((a, b) => Math.max(a, b), -Infinity);
}
