import type { AnyTensor, Steps, Tensor } from "../model/index.ts";
import { allocate, fail, sizeOf } from "../model/index.ts";
import { checkedSize } from "./limits.ts";
import { promote } from "./promotion.ts";
import { axisOf, layoutOf, sameShape, shapeText, stridesOf } from "./shape.ts";
import { lazyOf, materialise, progress, tensorOf } from "./source.ts";

/** The axes in another order: axis i of the result is axis order[i] of x. */
export function permute(x: Tensor, order: readonly number[]): Tensor {
  const shape = order.map((axis) => x.shape[axis] as number);
  const strides = stridesOf(x.shape);
  return gather(
    x,
    shape,
    order.map((axis) => strides[axis] as number),
    0,
  );
}

/** Elements base + Σ index·stride, in row-major order of `shape`. */
function gather(x: Tensor, shape: readonly number[], strides: readonly number[], base: number): Tensor {
  const data = allocate(x.dtype, checkedSize(shape));
  const last = shape.length - 1;
  const run = shape[last] ?? 1;
  const step = strides[last] ?? 0;
  const index = new Array<number>(Math.max(last, 0)).fill(0);
  for (let at = 0, from = base; at < data.length; at += run) {
    for (let i = 0; i < run; i++) data[at + i] = x.data[from + i * step] as number;
    from = advance(index, shape, strides, from);
  }
  return tensorOf(x.dtype, shape, data);
}

/** Moves `index` (over all axes but the last) on by one; gives the offset that belongs to it. */
function advance(index: number[], shape: readonly number[], strides: readonly number[], offset: number): number {
  let from = offset;
  for (let axis = index.length - 1; axis >= 0; axis--) {
    const stride = strides[axis] as number;
    index[axis] = (index[axis] as number) + 1;
    from += stride;
    if ((index[axis] as number) < (shape[axis] as number)) return from;
    from -= stride * (shape[axis] as number);
    index[axis] = 0;
  }
  return from;
}

/** The axes in reverse order, as numpy.transpose; a lazy x is read to memory. */
export function* transpose(x: AnyTensor): Steps<AnyTensor> {
  if (x.shape.length < 2) return x;
  return permute(
    yield* materialise(x),
    x.shape.map((_, i) => x.shape.length - 1 - i),
  );
}

/** The same elements under another shape; one extent may be −1. Throws Shape naming both. */
export function* reshape(x: AnyTensor, shape: readonly number[]): Steps<AnyTensor> {
  const size = sizeOf(x.shape);
  const known = sizeOf(shape.filter((extent) => extent !== -1));
  const wild = shape.filter((extent) => extent === -1).length;
  const filled = shape.map((extent) => (extent === -1 ? size / Math.max(known, 1) : extent));
  if (wild > 1 || filled.some((extent) => !Number.isInteger(extent) || extent < 0) || sizeOf(filled) !== size) {
    fail("Shape", `shape ${shapeText(x.shape)} (${size} elements) can't be reshaped to ${shapeText(shape)}`);
  }
  const labels = filled.at(-1) === x.shape.at(-1) ? x.labels : undefined;
  return x.kind === "lazy" ? lazyOf(x.dtype, filled, x.source, labels) : tensorOf(x.dtype, filled, x.data, labels);
}

/** Tensors of one shape side by side along a new axis `dim`. Throws Shape where they differ, or for none. */
export function* stack(list: readonly AnyTensor[], dim = 0): Steps<Tensor> {
  const held: Tensor[] = [];
  for (const x of list) held.push(yield* materialise(x));
  const first = held[0] ?? fail("Shape", "stack needs at least one tensor");
  const odd = held.find((x) => !sameShape(x.shape, first.shape));
  if (odd) fail("Shape", `stack needs tensors of one shape, got ${shapeText(first.shape)} and ${shapeText(odd.shape)}`);
  const axis = axisOf(dim, first.shape.length + 1);
  const shape = [...first.shape.slice(0, axis), held.length, ...first.shape.slice(axis)];
  const data = allocate(held.map((x) => x.dtype).reduce(promote), checkedSize(shape));
  const inner = sizeOf(first.shape.slice(axis));
  held.forEach((x, i) => {
    for (let o = 0; o * inner < x.data.length; o++) data.set(x.data.subarray(o * inner, (o + 1) * inner), (o * held.length + i) * inner);
  });
  const labels = axis === first.shape.length ? undefined : first.labels;
  return tensorOf(held.map((x) => x.dtype).reduce(promote), shape, data, labels);
}

/**
 * The elements at the given 0-based indices, per axis: a list keeps the axis, a number drops it, axes not named are kept whole.
 * Throws Shape for an index out of range or more indices than axes.
 */
export function take(x: Tensor, indices: readonly (readonly number[] | number)[]): Tensor {
  if (indices.length > x.shape.length) fail("Shape", `${indices.length} subscripts for shape ${shapeText(x.shape)}`);
  const strides = stridesOf(x.shape);
  const lists = x.shape.map((extent, axis) => checkedIndices(indices[axis], extent, axis));
  const shape = lists.filter((_, axis) => typeof indices[axis] !== "number").map((list) => list.length);
  const data = allocate(x.dtype, checkedSize(shape));
  let at = 0;
  const visit = (axis: number, from: number): void => {
    const list = lists[axis];
    if (!list) data[at++] = x.data[from] as number;
    else for (let i = 0; i < list.length; i++) visit(axis + 1, from + (list[i] as number) * (strides[axis] as number));
  };
  visit(0, 0);
  return tensorOf(x.dtype, shape, data, takenLabels(x, indices[x.shape.length - 1]));
}

function checkedIndices(indices: readonly number[] | number | undefined, extent: number, axis: number): ArrayLike<number> {
  if (indices === undefined) return Array.from({ length: extent }, (_, i) => i);
  const list = typeof indices === "number" ? [indices] : indices;
  const bad = list.find((i) => !Number.isInteger(i) || i < 0 || i >= extent);
  if (bad !== undefined) fail("Shape", `index ${bad} is out of range for axis ${axis} of ${extent} entries (counted from 0)`);
  return list;
}

function takenLabels(x: Tensor, last: readonly number[] | number | undefined): readonly string[] | undefined {
  if (!x.labels || typeof last === "number") return undefined;
  return last ? last.map((i) => x.labels?.[i] ?? String(i)) : x.labels;
}

/** Running sums along dim; float dtypes stay, int32 and bool give float64. */
export function* cumsum(x: AnyTensor, dim = -1): Steps<Tensor> {
  const held = yield* materialise(x);
  const { outer, n, inner } = layoutOf(x.shape, axisOf(dim, x.shape.length));
  const dtype = x.dtype === "int32" || x.dtype === "bool" ? "float64" : x.dtype;
  const data = allocate(dtype, held.data.length);
  for (let o = 0; o < outer; o++) {
    for (let j = 0; j < inner; j++) runningSum(held.data, data, o * n * inner + j, n, inner);
    yield progress((o + 1) * n * inner, data.length);
  }
  return tensorOf(dtype, x.shape, data, x.labels);
}

function runningSum(from: Tensor["data"], to: Tensor["data"], start: number, n: number, step: number): void {
  let sum = 0;
  let low = 0;
  for (let i = 0; i < n; i++) {
    const x = from[start + i * step] as number;
    const next = sum + x;
    const back = next - sum;
    low += sum - (next - back) + (x - back);
    sum = next;
    to[start + i * step] = Number.isFinite(sum) ? sum + low : sum;
  }
}
