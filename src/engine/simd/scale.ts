import { split, twoProduct, twoSum } from "./exact.ts";

/** A block's kind of elements: bytes of each. */
export type Width = 4 | 8;

/** The scalars that the exponentials of logits share, m being the largest; e below is what a kernel computes for z, and d = (z − m)/tau. */
export interface Scale {
  readonly m: number;
  /** Subtracted from each logit before a kernel sees it: 0, or m where |m|/tau is so large that each logit that counts is within a factor of 2. */
  readonly shift: number;
  /** Largest shifted logit. */
  readonly peak: number;
  /** Shifted logits up to here count as −∞: e^d would be below the smallest subnormal. */
  readonly lowest: number;
  /** log₂(e)/tau: it turns logits to powers of 2. */
  readonly turns: number;
  /** The same in two parts. */
  readonly high: number;
  readonly low: number;
  /** The whole power of 2 nearest to e^(peak/tau). Scales without a shift differ in this alone: e·2^n is e^(z/tau) but for a constant. */
  readonly n: number;
  /** A float that has a unit in the place of 1, with the exponent of e^0 in its low bits. */
  readonly magic: number;
  /** e^d = e·factor. */
  readonly factor: number;
}

interface Format {
  /** Bits of the fraction. */
  readonly fraction: number;
  /** The exponent's field of 1. */
  readonly one: number;
  /** e is e^d·2^bias or so, so that it leaves the normal numbers only where e^d leaves the subnormal ones. */
  readonly bias: number;
  /** Largest |m|/tau that goes without a shift, by whether the kernels fuse. A difference from a larger m is exact (Sterbenz). */
  readonly unshifted: { readonly fused: number; readonly split: number };
}

const FORMATS: Record<Width, Format> = {
  4: { fraction: 23, one: 127, bias: 32, unshifted: { fused: 4096, split: 384 } },
  8: { fraction: 52, one: 1023, bias: 64, unshifted: { fused: 16_384, split: 2048 } },
};

/** What Math.LOG2E lacks of log₂(e). */
const LOG2E_REST = 2.0355273740931033e-17;

/** Whether the kernels' arithmetic stays in range. */
export function inRange(m: number, tau: number): boolean {
  return tau >= 2 ** -40 && tau <= 2 ** 40 && Math.abs(m) < 2 ** 200;
}

/** Of logits of which m is the largest. `fused`: whether the kernels multiply and add in one rounding. */
export function scaleOf(m: number, tau: number, width: Width, fused: boolean): Scale {
  const { fraction, one, bias } = FORMATS[width];
  const shift = shiftOf(m, tau, width, fused);
  const peak = m - shift;
  const [turns, rest] = turnsOf(tau);
  const high = leading(turns, width, fused);
  const n = Math.round(peak * turns);
  const lowest = (n - one - bias) / turns;
  return {
    m,
    shift,
    peak,
    lowest: width === 4 ? Math.fround(lowest) : lowest,
    turns,
    high,
    low: turns - high + rest,
    n,
    magic: 1.5 * 2 ** fraction + one + bias - n,
    factor: Math.exp(-Math.LN2 * remainder(peak, turns, rest, n)) * 2 ** -bias,
  };
}

export function shiftOf(m: number, tau: number, width: Width, fused: boolean): number {
  const { unshifted } = FORMATS[width];
  return Math.abs(m) > (fused ? unshifted.fused : unshifted.split) * tau ? m : 0;
}

/** log₂(e)/tau and what rounding took from it. */
function turnsOf(tau: number): [number, number] {
  const turns = Math.LOG2E / tau;
  const [product, error] = twoProduct(turns, tau);
  return [turns, (Math.LOG2E - product - error + LOG2E_REST) / tau];
}

/** What one lane holds of x; without fused arithmetic half a lane, so that products with half of another are exact. */
function leading(x: number, width: Width, fused: boolean): number {
  if (fused) return width === 4 ? Math.fround(x) : x;
  return split(x, width === 4 ? 12 : 26);
}

/** x·(turns + rest) − n. */
function remainder(x: number, turns: number, rest: number, n: number): number {
  const [product, error] = twoProduct(x, turns);
  return product - n + (error + x * rest);
}

/** factor/l in two parts, of which the first is what `leading` makes of it. */
export function quotient(factor: number, l: number, width: Width, fused: boolean): [number, number] {
  const q = factor / l;
  const high = leading(q, width, fused);
  if (width === 4) return [high, q - high];
  const [product, error] = twoProduct(q, l);
  return [high, q - high + (factor - product - error) / l];
}

/**
 * Factors that, one after the other, turn exponentials of one scale to those of another whose n is greater by `more`; none where nothing of
 * them would be left. Each is a normal number, and no product that counts leaves the normal numbers.
 */
export function stepsOf(more: number, width: Width): readonly number[] {
  const { fraction, one } = FORMATS[width];
  if (more > one + fraction + 1) return [];
  const half = (one + 1) / 2;
  return more < one ? [2 ** -more] : [2 ** -half, 2 ** (half - more)];
}

/**
 * part ← m, Σ e^d, its low-order part, Σ d·e^d, of what a kernel left in `sums`, two lanes each: a sum, its low-order part, Σ (z − m)·e.
 * `hits` logits equal m and are not in the sums.
 */
export function finishSums(sums: Float64Array, hits: number, { m, factor }: Scale, tau: number, part: Float64Array): void {
  const [sum0, sum1, low0, low1, moment0, moment1] = sums as unknown as readonly [number, number, number, number, number, number];
  const [tail, lost] = twoSum(sum0, sum1);
  const [l, rest] = twoSum(hits, tail * factor);
  part[0] = m;
  part[1] = l;
  part[2] = rest + (lost + low0 + low1) * factor;
  part[3] = ((moment0 + moment1) * factor) / tau;
}
