import {
  type AnyTensor,
  allocate,
  type ByteSource,
  type Dtype,
  type FloatArray,
  type Steps,
  sizeOf,
  type TypedArray,
} from "../model/index.ts";
import type { Element } from "./npyElement.ts";
import { NpySource } from "./npySource.ts";
import { rounder } from "./round.ts";

/** Arrays with more data than this stay on disk, where their order allows it. */
export const LAZY_BYTES = 8 << 20;
/** Elements between two yields. */
export const BLOCK = 65_536;

/** An array as it lies in a file, in C order from `offset` on, and what its elements are cast to. */
export interface Elements {
  readonly source: ByteSource;
  readonly path: string;
  readonly element: Element;
  readonly offset: number;
  readonly shape: readonly number[];
  readonly dtype?: Dtype | undefined;
}

/** The array: over 8 MB of data it stays in the file, as a LazyTensor. The caller has checked that the file is long enough. */
export function* readElements(elements: Elements): Steps<AnyTensor> {
  const { element, shape } = elements;
  const dtype = elements.dtype ?? element.dtype;
  const count = sizeOf(shape);
  const source = elementSource(elements);
  if (count * element.bytes > LAZY_BYTES) return { kind: "lazy", dtype, shape, source };
  const data = allocate(dtype, count);
  yield* fill(source, data);
  return { kind: "tensor", dtype, shape, data };
}

/** The elements in the file's order, cast. An integer that float64 can't hold exactly is a failure unless a dtype is asked for. */
export function elementSource({ source, path, element, offset, shape, dtype }: Elements): NpySource {
  const round = dtype && dtype !== element.dtype ? rounder(dtype) : undefined;
  return new NpySource({ source, path, element, offset, count: sizeOf(shape), round, strict: !dtype });
}

/** Elements start … end as float64. */
export function* exactly(chunks: NpySource, start: number, end: number): Steps<Float64Array> {
  const values = new Float64Array(end - start);
  yield* chunks.read(start, end, values);
  return values;
}

function* fill(chunks: NpySource, data: TypedArray): Steps<void> {
  for (let start = 0; start < data.length; start += BLOCK) {
    const end = Math.min(start + BLOCK, data.length);
    const target = data.subarray(start, end);
    if (isFloat(target)) yield* chunks.read(start, end, target);
    else target.set(yield* exactly(chunks, start, end));
    yield { kind: "progress", done: end, total: data.length };
  }
}

function isFloat(data: TypedArray): data is FloatArray {
  return data instanceof Float32Array || data instanceof Float64Array;
}
