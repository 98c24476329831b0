import type { AnyTensor, FloatArray, Grid, JsonNumber, Steps, TensorView } from "../../model/index.ts";
import { jsonNumber, sizeOf } from "../../model/index.ts";
import { eachBlock } from "../blocks.ts";
import { giveBack } from "../scratch.ts";
import { borrowFor, readInto } from "../source.ts";
import { Blocks, thinningOf } from "./grid.ts";

const ENDS = 8;
const POINTS = 500;

/** The picture of a tensor, in one pass. min, max and mean are those of the finite elements. */
export function* describeTensor(x: AnyTensor): Steps<TensorView> {
  const size = sizeOf(x.shape);
  const last = x.shape.at(-1) ?? 1;
  const rows = last === 0 ? 0 : size / last;
  const summary = new Summary();
  const series = x.shape.length === 1 ? new Envelope(size) : null;
  const matrix = x.shape.length > 1 && size > 0 ? new Blocks(thinningOf(rows, last)) : null;
  yield* eachBlock(x, { outer: rows, n: last, inner: 1, rows }, (row, data, start, end, first) => {
    summary.absorb(data, start, end);
    series?.absorb(data, start, end, first);
    matrix?.add(row, data, start, end, first);
  });
  const head = yield* slice(x, 0, Math.min(ENDS, size));
  const tail = yield* slice(x, Math.max(head.length, size - ENDS), size);
  const grid: Grid | undefined = matrix?.finish(undefined, x.labels);
  return {
    kind: "tensor",
    shape: x.shape,
    dtype: x.dtype,
    size,
    head,
    tail,
    ...summary.finish(),
    points: series?.points(),
    labels: last <= POINTS ? x.labels : undefined,
    grid,
  };
}

function* slice(x: AnyTensor, start: number, end: number): Steps<JsonNumber[]> {
  if (start >= end) return [];
  const buffer = borrowFor(x.dtype, end - start);
  yield* readInto(x, start, end, buffer);
  const numbers = Array.from(buffer.subarray(0, end - start), jsonNumber);
  giveBack(buffer);
  return numbers;
}

class Summary {
  private min = Infinity;
  private max = -Infinity;
  private sum = 0;
  private count = 0;
  private nonFinite = 0;

  absorb(data: FloatArray, start: number, end: number): void {
    let [sum, min, max, bad] = [0, this.min, this.max, 0];
    for (let i = start; i < end; i++) {
      const x = data[i] as number;
      if (x - x !== 0) {
        bad++;
        continue;
      }
      sum += x;
      if (x < min) min = x;
      if (x > max) max = x;
    }
    this.sum += sum;
    this.min = min;
    this.max = max;
    this.nonFinite += bad;
    this.count += end - start - bad;
  }

  finish(): Pick<TensorView, "min" | "max" | "mean" | "nonFinite"> {
    const some = this.count > 0;
    const number = (x: number) => jsonNumber(some ? x : Number.NaN);
    return { min: number(this.min), max: number(this.max), mean: number(this.sum / this.count), nonFinite: this.nonFinite };
  }
}

/** A row cut into at most POINTS buckets: mean, least and greatest of each. */
class Envelope {
  private readonly buckets: number;
  private readonly sums: Float64Array;
  private readonly lo: Float64Array;
  private readonly hi: Float64Array;
  private readonly counts: Float64Array;

  constructor(private readonly size: number) {
    this.buckets = Math.min(size, POINTS);
    this.sums = new Float64Array(this.buckets);
    this.lo = new Float64Array(this.buckets).fill(Infinity);
    this.hi = new Float64Array(this.buckets).fill(-Infinity);
    this.counts = new Float64Array(this.buckets);
  }

  absorb(data: FloatArray, start: number, end: number, first: number): void {
    for (let i = start; i < end; ) {
      const index = first + i - start;
      const bucket = Math.floor((index * this.buckets) / this.size);
      const stop = Math.min(end, i + Math.ceil(((bucket + 1) * this.size) / this.buckets) - index);
      this.absorbBucket(bucket, data, i, stop);
      i = stop;
    }
  }

  private absorbBucket(bucket: number, data: FloatArray, start: number, end: number): void {
    let [sum, lo, hi] = [this.sums[bucket] as number, this.lo[bucket] as number, this.hi[bucket] as number];
    for (let i = start; i < end; i++) {
      const x = data[i] as number;
      sum += x;
      // False for NaN on either side, which then stays: an envelope must not hide it.
      if (!(x >= lo)) lo = x !== x || lo === lo ? x : lo;
      if (!(x <= hi)) hi = x !== x || hi === hi ? x : hi;
    }
    this.sums[bucket] = sum;
    this.lo[bucket] = lo;
    this.hi[bucket] = hi;
    this.counts[bucket] = (this.counts[bucket] as number) + end - start;
  }

  points(): NonNullable<TensorView["points"]> {
    return Array.from({ length: this.buckets }, (_, i) => ({
      x: Math.ceil((i * this.size) / this.buckets),
      y: jsonNumber((this.sums[i] as number) / (this.counts[i] as number)),
      lo: jsonNumber(this.lo[i] as number),
      hi: jsonNumber(this.hi[i] as number),
    }));
  }
}
