import type { FloatArray, TailBin } from "../../model/index.ts";
import { Best } from "../best.ts";

/** Entries that are drawn singly. */
export const SHOWN = 64;

const PER_DECADE = 4;
const BINS = 60;

/**
 * One pass over a row of (logit, probability) pairs whose probabilities are final: the largest entries, the others binned by
 * probability, the sum, and what went wrong. Logits come in the order of their indices (`absorb`, then `finish`), or, where the best are known
 * beforehand, in falling order (`absorbFalling`).
 */
export class Ranking {
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
    /** Sorted when all is done. */
    readonly best: Best = new Best(SHOWN),
  ) {
    this.slope = PER_DECADE / Math.LN10 / tau;
    this.offset = (PER_DECADE / Math.LN10) * logl;
  }

  /** z[start … end) are logits `first` …, p[0 …) their probabilities. */
  absorb(z: FloatArray, start: number, end: number, first: number, p: FloatArray): void {
    for (let i = start; i < end; i++) {
      const logit = z[i] as number;
      const probability = p[i - start] as number;
      this.add(probability);
      if (logit - logit !== 0) this.countNonFinite(logit);
      else if (probability === 0) this.underflowed++;
      this.rank(logit, probability, first + i - start);
    }
  }

  finish(): void {
    this.best.sort();
  }

  /** z[start … end) are the logits of rank `first` …, finite or −∞, p[0 …) their probabilities: a run that falls into one bin at a time. */
  absorbFalling(z: FloatArray, start: number, end: number, first: number, p: FloatArray): void {
    let i = start;
    for (let rank = first; i < end && rank < this.best.size; i++, rank++) {
      const probability = p[i - start] as number;
      this.add(probability);
      this.bestP.set(this.best.indices[rank] as number, probability);
      if (probability === 0) this.countVanished(z[i] as number);
    }
    while (i < end) {
      const place = this.placeOf(z[i] as number, p[i - start] as number);
      const next = firstPast(i, end, (at) => this.placeOf(z[at] as number, p[at - start] as number) > place);
      this.counts[place] = (this.counts[place] as number) + next - i;
      let mass = 0;
      for (; i < next; i++) {
        const probability = p[i - start] as number;
        this.add(probability);
        mass += probability;
        if (probability === 0) this.countVanished(z[i] as number);
      }
      this.masses[place] = (this.masses[place] as number) + mass;
    }
  }

  private countVanished(logit: number): void {
    if (logit === -Infinity) this.negativeInfinities++;
    else this.underflowed++;
  }

  /** Adds to the sum; `low` gathers what that rounds away (two-sum, Knuth). */
  private add(probability: number): void {
    const sum = this.sum + probability;
    const back = sum - this.sum;
    this.low += this.sum - (sum - back) + (probability - back);
    this.sum = sum;
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
    const place = this.placeOf(logit, p);
    this.counts[place] = (this.counts[place] as number) + 1;
    this.masses[place] = (this.masses[place] as number) + p;
  }

  private placeOf(logit: number, p: number): number {
    const depth = this.peak - logit;
    // At the peak the slope may be infinite (tau = 0), and where the slope is 0 the depth may be.
    const exact = depth === 0 || this.slope === 0 ? this.offset : depth * this.slope + this.offset;
    return p > 0 && exact < BINS - 1 ? Math.max(0, Math.floor(exact)) : BINS - 1;
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

/** First of from + 1 … end that is past, which all after it are too. */
function firstPast(from: number, end: number, past: (at: number) => boolean): number {
  let [low, high] = [from + 1, end];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (past(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}
