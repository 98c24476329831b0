import type { FloatArray, TailBin } from "../../model/index.ts";
import { Best } from "../best.ts";

/** Entries that are drawn singly. */
export const SHOWN = 64;

const PER_DECADE = 4;
const BINS = 60;

/**
 * One pass over a row of (logit, probability) pairs whose probabilities are final: the largest entries, the others binned by
 * probability, the sum, and what went wrong.
 */
export class Ranking {
  readonly best = new Best(SHOWN);
  readonly bestP: Map<number, number> = new Map();
  underflowed = 0;
  nans = 0;
  positiveInfinities = 0;
  negativeInfinities = 0;
  private sum = 0;
  private low = 0;
  private readonly counts = new Float64Array(BINS);
  private readonly masses = new Float64Array(BINS);
  /** Bins per unit of logit, and the bin of the row's peak: −4·log10 p = slope·(peak − z) + offset. */
  private readonly slope: number;
  private readonly offset: number;

  constructor(
    tau: number,
    private readonly peak: number,
    logl: number,
  ) {
    this.slope = PER_DECADE / Math.LN10 / tau;
    this.offset = (PER_DECADE / Math.LN10) * logl;
  }

  /** z[start … end) are logits `first` …, p[0 …) their probabilities. */
  absorb(z: FloatArray, start: number, end: number, first: number, p: FloatArray): void {
    for (let i = start; i < end; i++) {
      const logit = z[i] as number;
      const probability = p[i - start] as number;
      const sum = this.sum + probability;
      const back = sum - this.sum;
      this.low += this.sum - (sum - back) + (probability - back);
      this.sum = sum;
      if (logit - logit !== 0) this.countNonFinite(logit);
      else if (probability === 0) this.underflowed++;
      this.rank(logit, probability, first + i - start);
    }
  }

  private rank(logit: number, probability: number, index: number): void {
    const best = this.best;
    if (best.size === SHOWN && logit <= (best.values[0] as number)) return this.bin(logit, probability);
    if (!best.offer(logit, index)) return this.bin(logit, probability);
    if (best.outIndex >= 0) {
      this.bin(best.outValue, this.bestP.get(best.outIndex) as number);
      this.bestP.delete(best.outIndex);
    }
    this.bestP.set(index, probability);
  }

  private countNonFinite(logit: number): void {
    if (logit === Infinity) this.positiveInfinities++;
    else if (logit === -Infinity) this.negativeInfinities++;
    else this.nans++;
  }

  private bin(logit: number, p: number): void {
    const depth = this.peak - logit;
    // At the peak the slope may be infinite (tau = 0), and where the slope is 0 the depth may be.
    const exact = depth === 0 || this.slope === 0 ? this.offset : depth * this.slope + this.offset;
    const place = p > 0 && exact < BINS - 1 ? Math.max(0, Math.floor(exact)) : BINS - 1;
    this.counts[place] = (this.counts[place] as number) + 1;
    this.masses[place] = (this.masses[place] as number) + p;
  }

  /** Σp − 1. */
  get sumError(): number {
    return this.sum - 1 + this.low;
  }

  /** The bins that hold anything, largest probabilities first. The last one reaches down to 0. */
  bins(): TailBin[] {
    const bins: TailBin[] = [];
    for (let i = 0; i < BINS; i++) {
      const count = this.counts[i] as number;
      if (count === 0) continue;
      const lo = i === BINS - 1 ? 0 : 10 ** (-(i + 1) / PER_DECADE);
      bins.push({ lo, hi: 10 ** (-i / PER_DECADE), count, mass: this.masses[i] as number });
    }
    return bins;
  }
}
