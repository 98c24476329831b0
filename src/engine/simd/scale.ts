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
  /** log₂(e)/tau: it turns logits to powers of 2. */
  readonly turns: number;
  /** The same in two parts. */
  readonly high: number;
  readonly low: number;
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
/** What Math.LOG2E lacks of log₂(e). */
const LOG2E_REST = 2.0355273740931033e-17;

/** Whether the kernels' arithmetic stays in range. */
export function inRange(m: number, tau: number): boolean {
  return tau >= 2 ** -40 && tau <= 2 ** 40 && Math.abs(m) < 2 ** 200;
}

/** Of a row with largest logit m. `fused`: whether the kernels multiply and add in one rounding. */
export function scaleOf(m: number, tau: number, width: Width, fused: boolean): Scale {
  const { vanished, unshifted, bias } = FORMATS[width];
  const shifted = Math.abs(m) > unshifted * tau;
  const [turns, rest] = turnsOf(tau);
  const high = leading(turns, width, fused);
  const n = shifted ? 0 : Math.round(m * turns);
  return {
    m,
    lowest: width === 4 ? roundedDown(m + vanished * tau) : m + vanished * tau,
    shift: shifted ? m : 0,
    turns,
    high,
    low: turns - high + rest,
    exponent: bias - n,
    factor: (shifted ? 1 : Math.exp(-Math.LN2 * remainder(m, turns, rest, n))) * 2 ** -bias,
  };
}

/** log₂(e)/tau and what rounding took from it. */
function turnsOf(tau: number): [number, number] {
  const turns = Math.LOG2E / tau;
  const [product, error] = twoProduct(turns, tau);
  return [turns, (Math.LOG2E - product - error + LOG2E_REST) / tau];
}

/** What one lane holds of it; without fused arithmetic half a lane, so that products with half a logit are exact. */
function leading(turns: number, width: Width, fused: boolean): number {
  if (fused) return width === 4 ? Math.fround(turns) : turns;
  return split(turns, width === 4 ? 12 : 26);
}

/** m·(turns + rest) − n. */
function remainder(m: number, turns: number, rest: number, n: number): number {
  const [product, error] = twoProduct(m, turns);
  return product - n + (error + m * rest);
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
