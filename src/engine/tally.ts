import type { FloatArray } from "../model/index.ts";
import { fastestTally } from "./simd/tally.ts";

/** Equal parts of a range. */
export interface Bins {
  readonly lo: number;
  /** Of each; finite and not 0. */
  readonly width: number;
  readonly count: number;
}

/** Counts elements into bins. */
export interface Counter {
  /** Counts data[start … end): one more for bin ⌊(x − lo)/width⌋, the last one at most. What is not finite is left out; all else is lo at least. */
  add(data: FloatArray, start: number, end: number): void;
  /** Adds to counts[i] what was counted for bin i, and begins anew. */
  moveTo(counts: Uint32Array): void;
}

/** Work on elements that tells how they are spread. A faster one is tested against `plainTally`. */
export interface Tally {
  /** The smallest of data[start … end), at most BLOCK of them; ∞ for none. NaN is passed over. */
  lowest(data: FloatArray, start: number, end: number): number;
  /** A counter with nothing counted. */
  counter(bins: Bins): Counter;
}

class PlainCounter implements Counter {
  private readonly counted: Uint32Array;

  constructor(private readonly bins: Bins) {
    this.counted = new Uint32Array(bins.count);
  }

  add(data: FloatArray, start: number, end: number): void {
    const { lo, width, count } = this.bins;
    for (let i = start; i < end; i++) {
      const x = data[i] as number;
      if (x - x !== 0) continue;
      const bin = Math.min(count - 1, Math.floor((x - lo) / width));
      this.counted[bin] = (this.counted[bin] as number) + 1;
    }
  }

  moveTo(counts: Uint32Array): void {
    for (const [i, n] of this.counted.entries()) counts[i] = (counts[i] as number) + n;
    this.counted.fill(0);
  }
}

export const plainTally: Tally = {
  lowest(data, start, end) {
    let least = Infinity;
    for (let i = start; i < end; i++) if ((data[i] as number) < least) least = data[i] as number;
    return least;
  },
  counter: (bins) => new PlainCounter(bins),
};

/** The one that is to be used, as `kernels` for the folds. */
export function tally(): Tally {
  return fastestTally(plainTally);
}
