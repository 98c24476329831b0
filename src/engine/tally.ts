import type { FloatArray } from "../model/index.ts";
import { fastestTally } from "./simd/tally.ts";

/** Equal parts of a range. */
export interface Bins {
  readonly lo: number;
  /** Of each; finite and not 0. */
  readonly width: number;
  readonly count: number;
}

/** Work on a block of elements that tells how they are spread. A faster one is tested against `plainTally`. */
export interface Tally {
  /** The smallest of data[start … end); ∞ for none. NaN is passed over. */
  lowest(data: FloatArray, start: number, end: number): number;
  /** Adds to counts[i] how many of data[start … end) lie in bin i: ⌊(x − lo)/width⌋, the last one at most. What is not finite is left out; all else is lo at least. */
  count(data: FloatArray, start: number, end: number, bins: Bins, counts: Uint32Array): void;
}

export const plainTally: Tally = {
  lowest(data, start, end) {
    let least = Infinity;
    for (let i = start; i < end; i++) if ((data[i] as number) < least) least = data[i] as number;
    return least;
  },
  count(data, start, end, { lo, width, count }, counts) {
    for (let i = start; i < end; i++) {
      const x = data[i] as number;
      if (x - x !== 0) continue;
      const bin = Math.min(count - 1, Math.floor((x - lo) / width));
      counts[bin] = (counts[bin] as number) + 1;
    }
  },
};

/** The one that is to be used, as `kernels` for the folds. */
export function tally(): Tally {
  return fastestTally(plainTally);
}
