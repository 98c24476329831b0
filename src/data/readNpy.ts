import { type AnyTensor, allocate, type ByteSource, type Dtype, fail, type Steps, sizeOf, type TypedArray } from "../model/index.ts";
import { malformed } from "./malformed.ts";
import { type Element, elementOf, unknownElement } from "./npyElement.ts";
import { type NpyHeader, readNpyHeader } from "./npyHeader.ts";
import type { NpySource } from "./npySource.ts";
import { BLOCK, elementSource, exactly, readElements } from "./readElements.ts";

/** The most elements of an array that must be held, as everywhere in the product. */
export const MAX_HELD = 2 ** 27;

interface Extent {
  readonly header: NpyHeader;
  readonly element: Element;
  readonly count: number;
}

/**
 * A NumPy array file, versions 1 to 3, either byte order. Integers wider than int32 become float64, others int32; a value
 * that float64 can't hold exactly is a failure unless `dtype` asks for a cast. Over 8 MB of data in C order: a LazyTensor.
 * In Fortran order: held, in C order. Bytes after the last element are ignored, as NumPy does.
 * Fails with "Format", "TooLarge" (Fortran order over 2^27 elements), or "Domain" (a cast to int32 that doesn't fit).
 */
export function* readNpy(source: ByteSource, path: string, dtype: Dtype | undefined): Steps<AnyTensor> {
  const { header, element, count } = yield* readNpyExtent(source, path, source.size);
  const elements = { source, path, element, offset: header.data, shape: header.shape, dtype };
  if (!header.fortran || header.shape.filter((dim) => dim !== 1).length < 2) return yield* readElements(elements);
  if (count > MAX_HELD)
    fail("TooLarge", `${path}: ${count} elements in Fortran order; the most is ${MAX_HELD}. Save it with np.ascontiguousarray`);
  const cast = dtype ?? element.dtype;
  const data = allocate(cast, count);
  yield* fillTransposed(elementSource(elements), data, header.shape);
  return { kind: "tensor", dtype: cast, shape: header.shape, data };
}

/** What a .npy file of `size` bytes holds, of which `head` need be no more than the header. Fails with "Format" where they do not fit. */
export function* readNpyExtent(head: ByteSource, path: string, size: number): Steps<Extent> {
  const header = yield* readNpyHeader(head, path);
  const element = elementOf(header.descr) ?? malformed(path, unknownElement(header.descr));
  return { header, element, count: countOf(header, element.bytes, size, path) };
}

function countOf(header: NpyHeader, elementBytes: number, size: number, path: string): number {
  const count = sizeOf(header.shape);
  const bytes = count * elementBytes;
  const found = size - header.data;
  if (bytes <= found) return count;
  return malformed(path, `the header promises ${count} elements of ${elementBytes} bytes, but only ${found} bytes follow it (cut short?)`);
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
