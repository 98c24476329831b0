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
  /** A float that has a unit in the place of 1. */
  readonly units: number;
  /** e is e^d·2^bias or so, so that it leaves the normal numbers only where e^d leaves the subnormal ones; and 2^−bias. */
  readonly bias: number;
  readonly unbias: number;
  /** Largest |m|/tau that goes without a shift, by whether the kernels fuse. A difference from a larger m is exact (Sterbenz). */
  readonly unshifted: { readonly fused: number; readonly split: number };
}

const FORMATS: Record<Width, Format> = {
  4: { fraction: 23, one: 127, units: 1.5 * 2 ** 23, bias: 32, unbias: 2 ** -32, unshifted: { fused: 4096, split: 384 } },
  8: { fraction: 52, one: 1023, units: 1.5 * 2 ** 52, bias: 64, unbias: 2 ** -64, unshifted: { fused: 16_384, split: 2048 } },
};

/** What Math.LOG2E lacks of log₂(e). */
const LOG2E_REST = 2.0355273740931033e-17;

/** Whether the kernels' arithmetic stays in range. */
export function inRange(m: number, tau: number): boolean {
  return tau >= 2 ** -40 && tau <= 2 ** 40 && Math.abs(m) < 2 ** 200;
}

/** What scales of one temperature share: 1/tau in powers of 2, and what rounding took from it. */
interface Turns {
  readonly tau: number;
  readonly turns: number;
  readonly rest: number;
  /** Of `turns` and `rest` together, as `Scale` has them. */
  readonly high: number;
  readonly low: number;
}

export function turnsOf(tau: number, width: Width, fused: boolean): Turns {
  const turns = Math.LOG2E / tau;
  const [product, error] = twoProduct(turns, tau);
  const rest = (Math.LOG2E - product - error + LOG2E_REST) / tau;
  const high = leading(turns, width, fused);
  return { tau, turns, rest, high, low: turns - high + rest };
}

/**
 * Of logits of which m is the largest. What one answers is its own and holds until it is asked again: rows are many, and a new object for
 * each is work. `fused`: whether the kernels multiply and add in one rounding.
 */
export function scales(width: Width, fused: boolean): (m: number, tau: number) => Scale {
  let turns = turnsOf(1, width, fused);
  const scale: Changing<Scale> = { m: 0, shift: 0, peak: 0, lowest: 0, turns: 0, high: 0, low: 0, n: 0, magic: 0, factor: 0 };
  rescaled(scale, 0, turns, width, fused);
  return (m, tau) => {
    if (m === scale.m && tau === turns.tau) return scale;
    if (tau !== turns.tau) turns = turnsOf(tau, width, fused);
    rescaled(scale, m, turns, width, fused);
    return scale;
  };
}

type Changing<T> = { -readonly [K in keyof T]: T[K] };

function rescaled(scale: Changing<Scale>, m: number, { tau, turns, rest, high, low }: Turns, width: Width, fused: boolean): void {
  const { one, units, bias, unbias, unshifted } = FORMATS[width];
  const shift = Math.abs(m) > (fused ? unshifted.fused : unshifted.split) * tau ? m : 0;
  const peak = m - shift;
  const n = Math.round(peak * turns);
  const lowest = (n - one - bias) / turns;
  scale.m = m;
  scale.shift = shift;
  scale.peak = peak;
  scale.lowest = width === 4 ? Math.fround(lowest) : lowest;
  scale.turns = turns;
  scale.high = high;
  scale.low = low;
  scale.n = n;
  scale.magic = units + one + bias - n;
  scale.factor = Math.exp(-Math.LN2 * remainder(peak, turns, rest, n)) * unbias;
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

/**
 * factor/l: in float32 rounded once, which with the rounding of an exponential and that of their product stays within 2.2e-7; in float64 in two
 * parts, of which the first is what `leading` makes of it.
 */
export function quotient(factor: number, l: number, width: Width, fused: boolean): [number, number] {
  const q = factor / l;
  if (width === 4) return [Math.fround(q), 0];
  const high = leading(q, width, fused);
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
  // By index: taking a typed array apart goes through its iterator, which takes as long as the sums of a short row.
  const at = (i: number) => sums[i] as number;
  const [tail, lost] = twoSum(at(0), at(1));
  const [l, rest] = twoSum(hits, tail * factor);
  part[0] = m;
  part[1] = l;
  part[2] = rest + (lost + at(2) + at(3)) * factor;
  part[3] = ((at(4) + at(5)) * factor) / tau;
}
