import type { AnyTensor, ChunkSource, FloatArray, Steps, Tensor } from "../model/index.ts";
import { done, fail, sizeOf } from "../model/index.ts";
import { sameShape, shapeText, stridesOf } from "./shape.ts";
import { materialise, readInto } from "./source.ts";

/** NumPy's rule: align on the right; extents agree or are 1. Throws Shape naming both shapes. */
export function broadcastShapes(a: readonly number[], b: readonly number[]): number[] {
  const rank = Math.max(a.length, b.length);
  return Array.from({ length: rank }, (_, i) => {
    const left = a[i - rank + a.length] ?? 1;
    const right = b[i - rank + b.length] ?? 1;
    if (left === right || right === 1) return left;
    if (left === 1) return right;
    return fail("Shape", `shapes ${shapeText(a)} and ${shapeText(b)} do not broadcast`);
  });
}

/** Whether elements of shape `from` can be repeated to `to`. */
export function broadcastsTo(from: readonly number[], to: readonly number[]): boolean {
  return from.length <= to.length && from.every((extent, i) => extent === 1 || extent === to[i + to.length - from.length]);
}

/** The elements of x as if it had `shape`, which x must broadcast to. A lazy x that has to be repeated is read to memory first. */
export function* broadcastTo(x: AnyTensor, shape: readonly number[]): Steps<ChunkSource> {
  if (sameShape(x.shape, shape) || sizeOf(x.shape) === sizeOf(shape)) return { read: (start, end, out) => readInto(x, start, end, out) };
  const held = yield* materialise(x);
  if (held.data.length === 1) return constant(held.data[0] as number);
  return new Repeated(held, shape);
}

export function constant(value: number): ChunkSource {
  return {
    read(start, end, out) {
      out.fill(value, 0, end - start);
      return done(undefined);
    },
  };
}

/** A tensor in memory, repeated along its axes of extent 1 and along new leading ones. */
class Repeated implements ChunkSource {
  private readonly run: number;
  private readonly step: number;
  private readonly outerShape: readonly number[];
  private readonly outerStrides: readonly number[];

  constructor(
    private readonly x: Tensor,
    shape: readonly number[],
  ) {
    const padded = [...new Array<number>(shape.length - x.shape.length).fill(1), ...x.shape];
    const strides = stridesOf(padded).map((stride, i) => (padded[i] === 1 ? 0 : stride));
    let split = shape.length - 1;
    // Trailing axes that advance together (or all stand still) make one run.
    while (split > 0 && mergeable(shape, strides, split)) split--;
    this.run = sizeOf(shape.slice(split));
    this.step = innerStep(shape, strides, split);
    this.outerShape = shape.slice(0, split);
    this.outerStrides = strides.slice(0, split);
  }

  read(start: number, end: number, out: FloatArray): Steps<void> {
    for (let at = start; at < end; ) {
      const first = at % this.run;
      const count = Math.min(this.run - first, end - at);
      const base = this.baseOf(Math.floor(at / this.run)) + first * this.step;
      if (this.step === 0) out.fill(this.x.data[base] as number, at - start, at - start + count);
      else for (let i = 0; i < count; i++) out[at - start + i] = this.x.data[base + i] as number;
      at += count;
    }
    return done(undefined);
  }

  private baseOf(outer: number): number {
    let rest = outer;
    let base = 0;
    for (let i = this.outerShape.length - 1; i >= 0; i--) {
      const extent = this.outerShape[i] as number;
      base += (rest % extent) * (this.outerStrides[i] as number);
      rest = Math.floor(rest / extent);
    }
    return base;
  }
}

function innerStep(shape: readonly number[], strides: readonly number[], split: number): number {
  for (let i = shape.length - 1; i >= split; i--) if (shape[i] !== 1) return strides[i] === 0 ? 0 : 1;
  return 0;
}

function mergeable(shape: readonly number[], strides: readonly number[], axis: number): boolean {
  const inner = sizeOf(shape.slice(axis));
  const stride = strides[axis - 1] as number;
  if (shape[axis - 1] === 1 || inner === 1) return true;
  return innerStep(shape, strides, axis) === 0 ? stride === 0 : stride === inner;
}
