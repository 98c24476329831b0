import { split, twoProduct, twoSum } from "./exact.ts";

/** A block's kind of elements: bytes of each. */
export type Width = 4 | 8;

/** The scalars that a row's exponentials need; e below is what a kernel computes for z, and d = (z − m)/tau. */
export interface Scale {
  readonly m: number;
  /** Logits up to here count as −∞: e^d would be below the smallest subnormal. */
  readonly lowest: number;
  /** Subtracted from each logit: 0, or m where |m|/tau is so large that each logit that counts is within a factor of 2 of m. */
  readonly shift: number;
  /** 1/tau, in two parts. */
  readonly high: number;
  readonly low: number;
  /** log₂(e)/tau. */
  readonly turns: number;
  /** Added to the exponent of each exponential. */
  readonly exponent: number;
  /** e^d = e·factor. */
  readonly factor: number;
}

interface Format {
  /** d where e^d has vanished. */
  readonly vanished: number;
  /** Largest |m|/tau that goes without a shift. Twice −vanished at least, so that a difference from a larger m is exact (Sterbenz). */
  readonly unshifted: number;
  /** e is e^d·2^bias or so: far from the smallest exponent. */
  readonly bias: number;
}

const FORMATS: Record<Width, Format> = {
  4: { vanished: -115, unshifted: 256, bias: 64 },
  8: { vanished: -760, unshifted: 2048, bias: 128 },
};

const LARGEST_FLOAT32 = 2 ** 128 - 2 ** 104;
/** log 2 in two parts, of which the first times an integer of 13 bits is exact. */
const LN2 = [0.6931471805592082, 7.371002565167799e-13] as const;

/** Whether the kernels' arithmetic stays in range. */
export function inRange(m: number, tau: number): boolean {
  return tau >= 2 ** -40 && tau <= 2 ** 40 && Math.abs(m) < 2 ** 200;
}

/** Of a row with largest logit m. `fused`: whether the kernels multiply and add in one rounding. */
export function scaleOf(m: number, tau: number, width: Width, fused: boolean): Scale {
  const { vanished, unshifted, bias } = FORMATS[width];
  const shifted = Math.abs(m) > unshifted * tau;
  const inverse = 1 / tau;
  const [product, error] = twoProduct(inverse, tau);
  const rest = (1 - product - error) * inverse;
  const n = shifted ? 0 : Math.round(m * inverse * Math.LOG2E);
  const high = leading(inverse, width, fused);
  return {
    m,
    lowest: width === 4 ? roundedDown(m + vanished * tau) : m + vanished * tau,
    shift: shifted ? m : 0,
    high,
    low: inverse - high + rest,
    turns: Math.LOG2E * inverse,
    exponent: bias - n,
    factor: (shifted ? 1 : Math.exp(-remainder(m, inverse, rest, n))) * 2 ** -bias,
  };
}

/** Of 1/tau, what one lane holds; without fused arithmetic half a lane, so that products with half a logit are exact. */
function leading(inverse: number, width: Width, fused: boolean): number {
  if (fused) return width === 4 ? Math.fround(inverse) : inverse;
  return split(inverse, width === 4 ? 12 : 26);
}

/** m/tau − n·log 2. */
function remainder(m: number, inverse: number, rest: number, n: number): number {
  const [product, error] = twoProduct(m, inverse);
  return product - n * LN2[0] + (error + m * rest - n * LN2[1]);
}

/** The largest finite float32 up to x. Of 0.51 to 1.02 units in the last place, the second rounding makes one. */
function roundedDown(x: number): number {
  const near = Math.fround(x);
  const below = near > x ? Math.fround(near - Math.abs(near) * 0.51 * 2 ** -23) : near;
  return Math.max(below, -LARGEST_FLOAT32);
}

/** factor/l in two parts, for lanes of this width. */
export function quotient(factor: number, l: number, width: Width): [number, number] {
  const q = factor / l;
  if (width === 4) return [Math.fround(q), q - Math.fround(q)];
  const [product, error] = twoProduct(q, l);
  return [q, (factor - product - error) / l];
}

/**
 * part ← m, Σ e^d, its low-order part, Σ d·e^d; of what a kernel's fold left, two lanes each: the sum over the logits below m, its low-order
 * part, Σ (z − m)·e. `hits` logits equal m.
 */
export function finishFold(left: Float64Array, hits: number, { m, factor }: Scale, tau: number, part: Float64Array): void {
  const [sum0, sum1, low0, low1, moment0, moment1] = left as unknown as readonly [number, number, number, number, number, number];
  const [tail, lost] = twoSum(sum0, sum1);
  const [l, rest] = twoSum(hits, tail * factor);
  part[0] = m;
  part[1] = l;
  part[2] = rest + (lost + low0 + low1) * factor;
  part[3] = ((moment0 + moment1) * factor) / tau;
}
