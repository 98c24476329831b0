import type { Steps } from "../../model/index.ts";
import { Best } from "../best.ts";
import { sorted } from "../sort.ts";

/** The largest of a row. NaN where the row has one. */
export function peakOf(row: Float64Array): number {
  let peak = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < row.length; i++) {
    const x = row[i] as number;
    if (x !== x) return x;
    if (x > peak) peak = x;
  }
  return peak;
}

/** softmax(row) in float64; null where the row has no distribution: a NaN, a +Infinity, or nothing above −Infinity. */
export function probabilitiesOf(row: Float64Array): Float64Array | null {
  const peak = peakOf(row);
  if (!Number.isFinite(peak)) return null;
  const p = row.map((x) => Math.exp(x - peak));
  let sum = 0;
  for (let i = 0; i < p.length; i++) sum += p[i] as number;
  for (let i = 0; i < p.length; i++) p[i] = (p[i] as number) / sum;
  return p;
}

/** Indices of the entries above −Infinity, largest first, of equals the lower index first. The row has no NaN. */
export function* falling(row: Float64Array): Steps<Int32Array> {
  const order = yield* sorted(row.map((x) => -x));
  return order.subarray(0, candidatesOf(row));
}

/** How many entries are above −Infinity. */
export function candidatesOf(row: Float64Array): number {
  let count = 0;
  for (let i = 0; i < row.length; i++) if (row[i] !== Number.NEGATIVE_INFINITY) count++;
  return count;
}

/** −Σ p log p, nats. */
export function entropyOf(p: Float64Array): number {
  let h = 0;
  for (let i = 0; i < p.length; i++) {
    const x = p[i] as number;
    if (x > 0) h -= x * Math.log(x);
  }
  return h;
}

export function remove(row: Float64Array, index: number): void {
  row[index] = Number.NEGATIVE_INFINITY;
}

/** Removes what `below` says, but for the `minKeep` largest, of equals the first. */
export function keepLikely(row: Float64Array, minKeep: number, below: (index: number) => boolean): void {
  const spared = new Set(largest(row, minKeep).indices);
  for (let i = 0; i < row.length; i++) if (below(i) && !spared.has(i)) remove(row, i);
}

/** As keepLikely, and spares what equals the last of the largest too, as transformers' `scores < topk(scores, n)[-1]`. */
export function keepLikelyTied(row: Float64Array, minKeep: number, below: (index: number) => boolean): void {
  const floor = largest(row, minKeep).values[0] as number;
  for (let i = 0; i < row.length; i++) if ((row[i] as number) < floor && below(i)) remove(row, i);
}

/** The `count` largest of a row, the least of them first. */
export function largest(row: Float64Array, count: number): Best {
  const best = new Best(Math.min(count, row.length));
  best.offerBlock(row, 0, row.length, 0);
  return best;
}
