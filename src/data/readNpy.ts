import {
  type AnyTensor,
  allocate,
  type ByteSource,
  type Dtype,
  type FloatArray,
  fail,
  type Steps,
  sizeOf,
  type TypedArray,
} from "../model/index.ts";
import { malformed } from "./malformed.ts";
import { elementOf, unknownElement } from "./npyElement.ts";
import { type NpyHeader, readNpyHeader } from "./npyHeader.ts";
import { NpySource } from "./npySource.ts";
import { rounder } from "./round.ts";

/** Files with more data than this stay on disk, where their order allows it. */
export const LAZY_BYTES = 8 << 20;
/** The most elements of an array that must be held, as everywhere in the product. */
const MAX_HELD = 2 ** 27;
const BLOCK = 65_536;

/**
 * A NumPy array file, versions 1 to 3, either byte order. Integers wider than int32 become float64, others int32; a value
 * that float64 can't hold exactly is a failure unless `dtype` asks for a cast. Over 8 MB of data in C order: a LazyTensor.
 * In Fortran order: held, in C order. Bytes after the last element are ignored, as NumPy does.
 * Fails with "Format", "TooLarge" (Fortran order over 2^27 elements), or "Domain" (a cast to int32 that doesn't fit).
 */
export function* readNpy(source: ByteSource, path: string, dtype: Dtype | undefined): Steps<AnyTensor> {
  const header = yield* readNpyHeader(source, path);
  const element = elementOf(header.descr) ?? malformed(path, unknownElement(header.descr));
  const count = countOf(header, element.bytes, source.size, path);
  const cast = dtype ?? element.dtype;
  const round = dtype && dtype !== element.dtype ? rounder(dtype) : undefined;
  const chunks = new NpySource({ source, path, element, offset: header.data, count, round, strict: !dtype });
  const flat = !header.fortran || header.shape.filter((dim) => dim !== 1).length < 2;
  if (flat && count * element.bytes > LAZY_BYTES) return { kind: "lazy", dtype: cast, shape: header.shape, source: chunks };
  if (count > MAX_HELD)
    fail("TooLarge", `${path}: ${count} elements in Fortran order; the most is ${MAX_HELD}. Save it with np.ascontiguousarray`);
  const data = allocate(cast, count);
  if (flat) yield* fill(chunks, data);
  else yield* fillTransposed(chunks, data, header.shape);
  return { kind: "tensor", dtype: cast, shape: header.shape, data };
}

function countOf(header: NpyHeader, elementBytes: number, size: number, path: string): number {
  const count = sizeOf(header.shape);
  const bytes = count * elementBytes;
  const found = size - header.data;
  if (bytes <= found) return count;
  return malformed(path, `the header promises ${count} elements of ${elementBytes} bytes, but only ${found} bytes follow it (cut short?)`);
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

/** Reads in the file's order, first axis fastest, and writes to where each element lies in C order. */
function* fillTransposed(chunks: NpySource, data: TypedArray, shape: readonly number[]): Steps<void> {
  const strides = shape.map((_, axis) => sizeOf(shape.slice(axis + 1)));
  const index = shape.map(() => 0);
  let to = 0;
  for (let start = 0; start < data.length; start += BLOCK) {
    const end = Math.min(start + BLOCK, data.length);
    for (const value of yield* exactly(chunks, start, end)) {
      data[to] = value;
      to = step(index, shape, strides, to);
    }
    yield { kind: "progress", done: end, total: data.length };
  }
}

/** Moves `index` on by one, first axis fastest; returns the offset that belongs to it. */
function step(index: number[], shape: readonly number[], strides: readonly number[], offset: number): number {
  let to = offset;
  for (let axis = 0; axis < shape.length; axis++) {
    const next = (index[axis] as number) + 1;
    to += strides[axis] as number;
    index[axis] = next;
    if (next < (shape[axis] as number)) return to;
    to -= next * (strides[axis] as number);
    index[axis] = 0;
  }
  return to;
}

function* exactly(chunks: NpySource, start: number, end: number): Steps<Float64Array> {
  const values = new Float64Array(end - start);
  yield* chunks.read(start, end, values);
  return values;
}

function isFloat(data: TypedArray): data is FloatArray {
  return data instanceof Float32Array || data instanceof Float64Array;
}
