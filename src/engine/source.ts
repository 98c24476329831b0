import type { AnyTensor, ChunkSource, Dtype, FloatArray, LazyTensor, Step, Steps, Tensor } from "../model/index.ts";
import { allocateUnset, sizeOf } from "../model/index.ts";
import { CHUNK, checkedSize } from "./limits.ts";
import { isNarrow } from "./rounding.ts";
import { borrow32, borrow64, giveBack } from "./scratch.ts";

export function tensorOf(dtype: Dtype, shape: readonly number[], data: Tensor["data"], labels?: readonly string[]): Tensor {
  return labels ? { kind: "tensor", dtype, shape, data, labels } : { kind: "tensor", dtype, shape, data };
}

export function lazyOf(dtype: Dtype, shape: readonly number[], source: ChunkSource, labels?: readonly string[]): LazyTensor {
  return labels ? { kind: "lazy", dtype, shape, source, labels } : { kind: "lazy", dtype, shape, source };
}

/** out[0 … end − start) = elements start … end of x. */
export function* readInto(x: AnyTensor, start: number, end: number, out: FloatArray): Steps<void> {
  if (x.kind === "lazy") yield* x.source.read(start, end, out);
  else out.set(start === 0 && end === x.data.length ? x.data : x.data.subarray(start, end));
}

/** A borrowed buffer that holds elements of `dtype` exactly. */
export function borrowFor(dtype: Dtype, length: number): FloatArray {
  return isNarrow(dtype) ? borrow32(length) : borrow64(length);
}

export function progress(done: number, total: number): Step {
  return { kind: "progress", done, total };
}

/** The whole of x in memory; x itself where it is already. Throws TooLarge over 2^27 elements. */
export function* materialise(x: AnyTensor): Steps<Tensor> {
  if (x.kind === "tensor") return x;
  return yield* collect(x, CHUNK);
}

/** Reads x to memory, `chunk` elements at a time. */
export function* collect(x: LazyTensor, chunk: number): Steps<Tensor> {
  const size = checkedSize(x.shape);
  const data = allocateUnset(x.dtype, size);
  const buffer = borrowFor(x.dtype, Math.min(size, chunk));
  for (let start = 0, pending = 0; start < size; start += chunk) {
    const end = Math.min(size, start + chunk);
    yield* x.source.read(start, end, buffer);
    data.set(end - start === buffer.length ? buffer : buffer.subarray(0, end - start), start);
    pending += end - start;
    if (pending < CHUNK) continue;
    pending = 0;
    yield progress(end, size);
  }
  giveBack(buffer);
  return tensorOf(x.dtype, x.shape, data, x.labels);
}

/** Elements first, first + step, … (`count` of them, row-major) as a row; contiguous in-memory rows are views. */
export function* readStrided(x: AnyTensor, first: number, step: number, count: number): Steps<Tensor> {
  if (step === 1 && x.kind === "tensor") return tensorOf(x.dtype, [count], x.data.subarray(first, first + count));
  checkedSize([count]);
  const data = allocateUnset(x.dtype, count);
  const one = borrowFor(x.dtype, 1);
  for (let i = 0; i < count; i++) {
    yield* readInto(x, first + i * step, first + i * step + 1, one);
    data[i] = one[0] as number;
    if (i % CHUNK === CHUNK - 1) yield progress(i, count);
  }
  giveBack(one);
  return tensorOf(x.dtype, [count], data);
}

/** The elements from `first` on as a row of `count`, without reading them. */
export function window(x: AnyTensor, first: number, count: number): AnyTensor {
  if (x.kind === "tensor") return tensorOf(x.dtype, [count], x.data.subarray(first, first + count));
  if (first === 0 && count === sizeOf(x.shape)) return lazyOf(x.dtype, [count], x.source);
  return lazyOf(x.dtype, [count], { read: (start, end, out) => x.source.read(first + start, first + end, out) });
}
