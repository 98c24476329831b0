import type { AnyTensor, Steps } from "../model/index.ts";
import { decay } from "./accumulator.ts";
import { eachBlock } from "./blocks.ts";
import { type Kernels, kernels } from "./kernels.ts";
import { BLOCK } from "./limits.ts";
import { foldTogether, PART } from "./parallel/foldJob.ts";
import type { Layout } from "./shape.ts";
import { surveyOf } from "./survey.ts";

/** What one streaming pass over logits tells of each row. With d = (z − peak)/tau: */
export interface Fold {
  /** Largest logit, before dividing by tau. */
  readonly peak: Float64Array;
  /** Σ e^d. */
  readonly l: Float64Array;
  /** log l, to full precision near l = 1 too. */
  readonly logl: Float64Array;
  /** Σ d·e^d, for the entropy: H = log l − moment / l. */
  readonly moment: Float64Array;
}

/** What a pass is for: "sum" spares the work on the moments, which are arbitrary then. */
export type Pass = "fold" | "sum";

/** Folds every row of `z` in one pass. Blocks are merged in index order, so the bits do not depend on how z is read. */
export function* foldRows(z: AnyTensor, layout: Layout, tau: number, pass: Pass = "fold"): Steps<Fold> {
  const survey = tau === 1 ? yield* surveyOf(z, layout) : null;
  const parts = survey?.parts ?? (yield* foldTogether(z, layout, tau, pass));
  return parts ? mergedParts(parts, layout.rows, layout.n, tau, pass) : yield* foldHere(z, layout, tau, pass);
}

/** The same to the bit on this thread alone: over logits in memory it waits for nothing. */
export function* foldHere(z: AnyTensor, layout: Layout, tau: number, pass: Pass = "fold"): Steps<Fold> {
  const fold = new RunningFold(layout.rows, tau, pass);
  yield* eachBlock(z, layout, (row, data, start, end) => fold.absorb(row, data, start, end));
  return fold.finish();
}

/** The fold of rows of n elements, of the parts of their blocks, row after row. */
export function mergedParts(parts: Float64Array, rows: number, n: number, tau: number, pass: Pass): Fold {
  const fold = new RunningFold(rows, tau, pass);
  const blocks = Math.ceil(n / BLOCK);
  const part = new Float64Array(PART);
  for (let row = 0, at = 0; row < rows; row++) {
    for (let i = 0; i < blocks; i++, at += PART) {
      for (let j = 0; j < PART; j++) part[j] = parts[at + j] as number;
      fold.merge(row, part);
    }
  }
  return fold.finish();
}

/** Partial folds of rows, merged block by block. */
export class RunningFold {
  private readonly peak: Float64Array;
  private readonly l: Float64Array;
  private readonly low: Float64Array;
  private readonly moment: Float64Array;
  private readonly part = new Float64Array(4);
  private readonly kernels: Kernels;

  constructor(
    rows: number,
    private readonly tau: number,
    private readonly pass: Pass,
  ) {
    this.peak = new Float64Array(rows).fill(-Infinity);
    this.l = new Float64Array(rows);
    this.low = new Float64Array(rows);
    this.moment = new Float64Array(rows);
    this.kernels = kernels(tau);
  }

  absorb(row: number, data: Parameters<Kernels["fold"]>[0], start: number, end: number): void {
    this.kernels[this.pass](data, start, end, this.tau, this.part);
    this.merge(row, this.part);
  }

  /** Takes in what a kernel found in the next block of the row. */
  merge(row: number, part: Float64Array): void {
    const m = part[0] as number;
    const before = this.peak[row] as number;
    if (m > before) {
      this.rescale(row, before, m);
      this.peak[row] = m;
      this.add(row, part[1] as number, part[2] as number, part[3] as number);
      return;
    }
    const factor = decay(m, before, this.tau);
    const l = (part[1] as number) * factor;
    this.add(row, l, (part[2] as number) * factor, shifted(part[3] as number, part[1] as number, m, before, this.tau, factor));
  }

  private rescale(row: number, from: number, to: number): void {
    const factor = decay(from, to, this.tau);
    const l = this.l[row] as number;
    this.moment[row] = shifted(this.moment[row] as number, l, from, to, this.tau, factor);
    this.l[row] = l * factor;
    this.low[row] = (this.low[row] as number) * factor;
  }

  private add(row: number, l: number, low: number, moment: number): void {
    const before = this.l[row] as number;
    const sum = before + l;
    const back = sum - before;
    this.l[row] = sum;
    this.low[row] = (this.low[row] as number) + (before - (sum - back) + (l - back)) + low;
    this.moment[row] = (this.moment[row] as number) + moment;
  }

  finish(): Fold {
    const logl = new Float64Array(this.l.length);
    for (let row = 0; row < logl.length; row++) {
      logl[row] = preciseLog(this.l[row] as number, this.low[row] as number);
      this.l[row] = (this.l[row] as number) + (this.low[row] as number);
    }
    return { peak: this.peak, l: this.l, logl, moment: this.moment };
  }
}

/** Σ d·e^d against a larger maximum: every d falls by (to − from)/tau. */
function shifted(moment: number, l: number, from: number, to: number, tau: number, factor: number): number {
  if (from === to) return moment;
  return factor > 0 ? factor * (moment + (l * (from - to)) / tau) : 0;
}

/** log(l + low) for a low-order part `low`, accurate near 1. */
export function preciseLog(l: number, low: number): number {
  return l > 0.5 && l < 2 ? Math.log1p(l - 1 + low) : Math.log(l + low);
}
