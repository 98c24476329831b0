import type { AnyTensor, Dtype, Steps } from "../../model/index.ts";
import { cast } from "../construct.ts";
import { mapBinary } from "../elementwise.ts";

/** Significant bits, and the exponent of the smallest normal number. */
const FORMATS: Partial<Record<Dtype, readonly [bits: number, least: number]>> = {
  float16: [11, -14],
  bfloat16: [8, -126],
  float32: [24, -126],
};

/** The exponent of the unit in the last place of numbers of `dtype` whose leading bit is 2^exponent. */
export function ulpExponent(dtype: Dtype, exponent: number): number {
  const [bits, least] = FORMATS[dtype] ?? [53, -1022];
  return Math.max(exponent, least) - bits + 1;
}

/** ⌊log2 |x|⌋, exactly, for a finite x other than 0. */
export function exponentOf(x: number): number {
  const size = Math.abs(x);
  const near = Math.floor(Math.log2(size));
  // log2 rounds: just below a power of two it may give the power.
  if (2 ** near > size) return near - 1;
  return near < 1023 && 2 ** (near + 1) <= size ? near + 1 : near;
}

/** |x − reference| in units in the last place that x's dtype has at the reference. Equal infinities differ by 0. Throws Shape. */
export function* ulpError(x: AnyTensor | number, reference: AnyTensor | number): Steps<AnyTensor> {
  const dtype = typeof x === "number" ? "float64" : x.dtype;
  const exact = typeof x === "number" ? x : yield* cast(x, "float64");
  return yield* mapBinary(exact, typeof reference === "number" ? reference : yield* cast(reference, "float64"), (a, b) =>
    distance(a, b, dtype),
  );
}

function distance(x: number, reference: number, dtype: Dtype): number {
  if (x === reference) return 0;
  if (!Number.isFinite(reference)) return Number.isNaN(reference) ? Number.NaN : Math.abs(x - reference);
  const unit = ulpExponent(dtype, reference === 0 ? -Infinity : exponentOf(reference));
  // In two steps: the unit of a subnormal number has no reciprocal.
  return Math.abs(
    x / 2 ** Math.ceil(unit / 2) / 2 ** Math.floor(unit / 2) - reference / 2 ** Math.ceil(unit / 2) / 2 ** Math.floor(unit / 2),
  );
}
