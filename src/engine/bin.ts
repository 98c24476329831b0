import type { FloatArray } from "../model/index.ts";
import { type Lattice, slotOf } from "./lattice.ts";
import { fastestBin } from "./simd/sketch.ts";

/** Numbers a cell: how many logits it has, and Σ ξ … Σ ξ⁵ of their distances ξ from its middle, in units. */
export const MOMENTS = 6;

/** Distances from here on are beyond reach, and those below are whole numbers of 32 bits. */
const FAR = 1.5 * 2 ** 30;

/**
 * Work on a block of logits: asks for the lattice once it knows their maximum (null: leave it), then adds each logit to `sums` of its cell.
 * Returns how many are beyond reach, −∞ too; NaN if there is a NaN among them. A faster one is tested against `binPlainly`.
 */
export type Bin = (
  data: FloatArray,
  start: number,
  end: number,
  latticeFor: (largest: number) => Lattice | null,
  sums: Float64Array,
) => number;

/** The one that is to be used, as `kernels` for the folds. */
export function bin(): Bin {
  return fastestBin(binPlainly);
}

export const binPlainly: Bin = (data, start, end, latticeFor, sums) => {
  const lattice = latticeFor(largestOf(data, start, end));
  return lattice ? binInto(data, start, end, lattice, sums) : 0;
};

/** NaN is passed over. */
function largestOf(data: FloatArray, start: number, end: number): number {
  let largest = -Infinity;
  for (let i = start; i < end; i++) {
    const z = data[i] as number;
    if (z > largest) largest = z;
  }
  return largest;
}

function binInto(data: FloatArray, start: number, end: number, lattice: Lattice, sums: Float64Array): number {
  const { unit, bits, top, low, slots } = lattice;
  const perUnit = 1 / unit;
  let beyond = 0;
  for (let i = start; i < end; i++) {
    const z = (data[i] as number) * perUnit;
    const whole = Math.floor(z);
    const t = top - whole;
    const slot = t < FAR ? slotOf(t, low, bits) : slots;
    if (slot < slots) {
      const width = 1 << Math.max(0, (slot >> bits) - 1);
      add(sums, slot * MOMENTS, ((low - t) & (width - 1)) + (z - whole) - width / 2);
    } else beyond += t >= FAR || t < FAR ? 1 : Number.NaN;
  }
  return beyond;
}

function add(sums: Float64Array, at: number, x: number): void {
  const x2 = x * x;
  const x3 = x2 * x;
  sums[at] = (sums[at] as number) + 1;
  sums[at + 1] = (sums[at + 1] as number) + x;
  sums[at + 2] = (sums[at + 2] as number) + x2;
  sums[at + 3] = (sums[at + 3] as number) + x3;
  sums[at + 4] = (sums[at + 4] as number) + x2 * x2;
  sums[at + 5] = (sums[at + 5] as number) + x2 * x3;
}
