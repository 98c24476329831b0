import type { FloatArray } from "../model/index.ts";
import { kernels } from "./kernels.ts";
import { BLOCK } from "./limits.ts";

/** Elements that are looked at one by one after one that was taken in. */
const NEAR = 64;

/** Order of `topk`: larger first, NaN before all, then lower index first. */
function before(x: number, i: number, y: number, j: number): boolean {
  if (x === y) return i < j;
  if (x !== x) return y === y || i < j;
  return x > y;
}

/** The k best elements of a stream, kept in a heap whose root is the worst of them. */
export class Best {
  readonly values: Float64Array;
  readonly indices: Float64Array;
  /** How many are held: k, or fewer while fewer have been offered. */
  size = 0;
  private readonly kernels = kernels();

  constructor(readonly k: number) {
    this.values = new Float64Array(k);
    this.indices = new Float64Array(k);
  }

  /** Offers data[start … end), whose first has index `first`; `also` is offered what is taken in. Indices must come in rising order. */
  offerBlock(data: FloatArray, start: number, end: number, first: number, also?: Best): void {
    let i = start;
    for (; i < end && this.size < this.k; i++) {
      this.push(data[i] as number, first + i - start);
      also?.offer(data[i] as number, first + i - start);
    }
    if (this.k === 0) return;
    const { above } = this.kernels;
    while (i < end) {
      const stop = Math.min(end, i + BLOCK);
      i = above(data, i, stop, this.values[0] as number);
      if (i < stop) i = this.offerNear(data, i, end, first - start, also);
    }
  }

  /** Offers from i on until NEAR elements in a row are not taken in: where one is, others may be near. Says where it stopped. */
  private offerNear(data: FloatArray, i: number, end: number, shift: number, also: Best | undefined): number {
    let worst = this.values[0] as number;
    let at = i;
    for (let stop = Math.min(end, i + NEAR); at < stop; at++) {
      const x = data[at] as number;
      // An equal value comes later and so loses. False for NaN on either side.
      if (x <= worst) continue;
      if (this.offer(x, shift + at)) also?.offer(x, shift + at);
      worst = this.values[0] as number;
      stop = Math.min(end, at + NEAR);
    }
    return at;
  }

  /** Takes x in if it is among the best; says whether it was. What falls out is in `outValue` and `outIndex`. */
  offer(x: number, index: number): boolean {
    this.outIndex = -1;
    if (this.size < this.k) {
      this.push(x, index);
      return true;
    }
    if (this.k === 0 || !before(x, index, this.values[0] as number, this.indices[0] as number)) return false;
    this.outValue = this.values[0] as number;
    this.outIndex = this.indices[0] as number;
    this.sink(0, x, index, this.size);
    return true;
  }

  outValue = Number.NaN;
  outIndex = -1;

  private push(x: number, index: number): void {
    let at = this.size++;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!before(this.values[parent] as number, this.indices[parent] as number, x, index)) break;
      this.move(parent, at);
      at = parent;
    }
    this.values[at] = x;
    this.indices[at] = index;
  }

  /** Puts (x, index) where it belongs at or below `start`, among the first `size`. */
  private sink(start: number, x: number, index: number, size: number): void {
    let at = start;
    for (let child = 2 * at + 1; child < size; child = 2 * at + 1) {
      if (child + 1 < size && this.worse(child + 1, child)) child++;
      if (!before(x, index, this.values[child] as number, this.indices[child] as number)) break;
      this.move(child, at);
      at = child;
    }
    this.values[at] = x;
    this.indices[at] = index;
  }

  private worse(a: number, b: number): boolean {
    return before(this.values[b] as number, this.indices[b] as number, this.values[a] as number, this.indices[a] as number);
  }

  private move(from: number, to: number): void {
    this.values[to] = this.values[from] as number;
    this.indices[to] = this.indices[from] as number;
  }

  /** Sorts what is held, best first. Nothing can be offered afterwards. */
  sort(): void {
    for (let end = this.size - 1; end > 0; end--) {
      const value = this.values[end] as number;
      const index = this.indices[end] as number;
      this.move(0, end);
      this.sink(0, value, index, end);
    }
  }
}
