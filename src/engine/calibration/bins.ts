import type { AnyTensor, Steps, Tensor } from "../../model/index.ts";
import { fail } from "../../model/index.ts";
import { classesOf, indicesOf, placeOf } from "../classes.ts";
import { binaryLabels, checkedProbabilities } from "../forecasts.ts";
import { progress } from "../source.ts";

/** "width": edges k/bins; "mass": as many samples in each, edges midway between neighbours. */
export type Strategy = "width" | "mass";

export interface Bin {
  /** The bin holds confidences c with lower < c ≤ upper, the first one its lower edge too. */
  readonly lower: number;
  readonly upper: number;
  /** Means over the bin's samples. */
  readonly confidence: number;
  readonly accuracy: number;
  readonly count: number;
}

/** One forecast per sample, and whether it came true (1) or not (0). */
interface Forecasts {
  readonly confidence: Float64Array;
  readonly hit: Float64Array;
}

/**
 * The bins that hold a sample, in rising order. Of one axis p is the probability of class 1; else classes lie along axis 1, and the confidence
 * is the largest probability (the first of equals). Throws Domain for p outside [0, 1] or NaN and for bins below 1, Shape.
 */
export function* binned(p: AnyTensor, labels: AnyTensor, bins: number, strategy: Strategy): Steps<Bin[]> {
  if (!Number.isInteger(bins) || bins < 1 || bins > 10_000) fail("Domain", `bins must be a whole number from 1 to 10000, got ${bins}`);
  const forecasts = yield* forecastsOf(yield* checkedProbabilities(p), labels);
  const bad = forecasts.confidence.findIndex((c) => Number.isNaN(c));
  if (bad >= 0) fail("Domain", `p must be from 0 to 1, got NaN in sample ${bad}`);
  const edges = strategy === "width" ? evenEdges(bins) : massEdges(forecasts.confidence, bins);
  return collect(forecasts, edges);
}

function* forecastsOf(p: Tensor, labels: AnyTensor): Steps<Forecasts> {
  if (p.shape.length <= 1) return { confidence: Float64Array.from(p.data), hit: yield* binaryLabels(p, labels) };
  const classes = classesOf(p.shape, "p");
  const index = yield* indicesOf(labels, classes, "labels");
  const { rows, n } = classes.layout;
  const confidence = new Float64Array(rows).fill(-Infinity);
  const hit = new Float64Array(rows);
  for (let row = 0; row < rows; row++) {
    const { first, step } = placeOf(classes.layout, row);
    let best = 0;
    // False for NaN on either side, which must then win and stay.
    for (let c = 1; c < n; c++) if (!((p.data[first + c * step] as number) <= (p.data[first + best * step] as number))) best = c;
    confidence[row] = p.data[first + best * step] as number;
    hit[row] = Number(best === index[row]);
    if (row % 4096 === 4095) yield progress(row, rows);
  }
  return { confidence, hit };
}

function evenEdges(bins: number): Float64Array {
  return Float64Array.from({ length: bins + 1 }, (_, k) => k / bins);
}

function massEdges(confidence: Float64Array, bins: number): Float64Array {
  const sorted = confidence.slice().sort();
  const inner = Array.from({ length: bins - 1 }, (_, k) => Math.floor(((k + 1) * sorted.length) / bins))
    .filter((at) => at > 0 && at < sorted.length)
    .map((at) => ((sorted[at - 1] as number) + (sorted[at] as number)) / 2);
  return Float64Array.from(new Set([0, ...inner, 1]));
}

function collect({ confidence, hit }: Forecasts, edges: Float64Array): Bin[] {
  const sums = Array.from({ length: edges.length - 1 }, () => ({ confidence: 0, hits: 0, count: 0 }));
  for (const [i, c] of confidence.entries()) {
    const sum = sums[binOf(c, edges)] as (typeof sums)[0];
    sum.confidence += c;
    sum.hits += hit[i] as number;
    sum.count++;
  }
  return sums
    .map(({ confidence: total, hits, count }, k) => ({
      lower: edges[k] as number,
      upper: edges[k + 1] as number,
      confidence: total / count,
      accuracy: hits / count,
      count,
    }))
    .filter(({ count }) => count > 0);
}

/** The bin whose upper edge is the first that is c or more. */
function binOf(c: number, edges: Float64Array): number {
  let lo = 0;
  let hi = edges.length - 2;
  while (lo < hi) {
    const middle = (lo + hi) >> 1;
    if (c <= (edges[middle + 1] as number)) hi = middle;
    else lo = middle + 1;
  }
  return lo;
}
