import type { AnyTensor, FloatArray, Steps, Tensor } from "../model/index.ts";
import { allocate, fail } from "../model/index.ts";
import { Best } from "./best.ts";
import { eachBlock } from "./blocks.ts";
import { checkedSize } from "./limits.ts";
import { bestTogether } from "./parallel/bestJob.ts";
import { KEPT } from "./parallel/surveyJob.ts";
import { rowsAlong } from "./reduce.ts";
import { floatOf } from "./rounding.ts";
import { axisOf, type Dim, type Layout, layoutOf, shapeText } from "./shape.ts";
import { sorted } from "./sort.ts";
import { materialise, progress, tensorOf } from "./source.ts";
import { surveyOf } from "./survey.ts";

/** The k largest along dim, falling, with their 0-based indices (int32). Ties: lower index first; NaN is largest, as in PyTorch. */
export function* topk(x: AnyTensor, k: number, dim = -1): Steps<{ values: Tensor; indices: Tensor }> {
  const axis = axisOf(dim, x.shape.length);
  const layout = layoutOf(x.shape, axis);
  if (!Number.isInteger(k) || k < 0 || k > layout.n) fail("Domain", `k must be a whole number from 0 to ${layout.n}, got ${k}`);
  const shape = x.shape.length === 0 ? [k] : x.shape.map((extent, i) => (i === axis ? k : extent));
  const data = allocate(x.dtype, checkedSize(shape));
  const rows = yield* bestOfRows(x, layout, k);
  const indices = new Int32Array(data.length);
  rows.forEach((best, row) => {
    const base = Math.floor(row / layout.inner) * k * layout.inner + (row % layout.inner);
    for (let i = 0; i < k; i++) {
      data[base + i * layout.inner] = best.values[i] as number;
      indices[base + i * layout.inner] = best.indices[i] as number;
    }
  });
  return { values: tensorOf(x.dtype, shape, data), indices: tensorOf("int32", shape, indices) };
}

/** The k best of each row, at least, sorted. */
function* bestOfRows(x: AnyTensor, layout: Layout, k: number): Steps<Best[]> {
  if (k === 0) return [];
  const survey = k <= KEPT ? yield* surveyOf(x, layout) : null;
  const best = survey?.best ?? (yield* bestTogether(x, layout, k));
  if (best) return [best];
  const rows = Array.from({ length: layout.rows }, () => new Best(k));
  yield* eachBlock(x, layout, (row, block, start, end, first) => rows[row]?.offerBlock(block, start, end, first));
  for (const best of rows) best.sort();
  return rows;
}

/** Index of the first maximum along dim (int32), over several axes taken as one; a NaN wins, as in NumPy. Throws Shape for no elements. */
export function* argmax(x: AnyTensor, dim: Dim = -1): Steps<Tensor> {
  return yield* firstExtreme(x, dim, 1, "argmax");
}

/** Index of the first minimum along dim (int32); a NaN wins. */
export function* argmin(x: AnyTensor, dim: Dim = -1): Steps<Tensor> {
  return yield* firstExtreme(x, dim, -1, "argmin");
}

function* firstExtreme(x: AnyTensor, dim: Dim, sign: 1 | -1, name: string): Steps<Tensor> {
  const { x: rows, layout, shape } = yield* rowsAlong(x, dim);
  if (layout.n === 0 && layout.rows > 0) fail("Shape", `${name} of no elements: shape ${shapeText(x.shape)}`);
  const best = new Float64Array(layout.rows).fill(Number.NEGATIVE_INFINITY);
  const found = new Int32Array(layout.rows);
  yield* eachBlock(rows, layout, (row, data, start, end, first) => scan(best, found, row, sign, data, start, end, first));
  return tensorOf("int32", shape, found);
}

function scan(
  best: Float64Array,
  found: Int32Array,
  row: number,
  sign: number,
  data: FloatArray,
  start: number,
  end: number,
  first: number,
): void {
  let value = best[row] as number;
  if (value !== value) return;
  for (let i = start; i < end; i++) {
    const candidate = sign * (data[i] as number);
    if (candidate <= value) continue;
    value = candidate;
    found[row] = first + i - start;
    if (value !== value) break;
  }
  best[row] = value;
}

/** One-hot at the first maximum along dim (ONNX); int32 and bool logits give float64. */
export function* hardmax(z: AnyTensor, dim = -1): Steps<Tensor> {
  const { n, inner } = layoutOf(z.shape, axisOf(dim, z.shape.length));
  const dtype = floatOf(z.dtype);
  const out = allocate(dtype, checkedSize(z.shape));
  if (out.length === 0) return tensorOf(dtype, z.shape, out, z.labels);
  const at = yield* argmax(z, dim);
  for (let row = 0; row < at.data.length; row++) {
    out[(Math.floor(row / inner) * n + (at.data[row] as number)) * inner + (row % inner)] = 1;
  }
  return tensorOf(dtype, z.shape, out, z.labels);
}

/** Indices (int32) that sort x along dim, rising; stable, NaN last, as numpy.argsort(kind = "stable"). */
export function* argsort(x: AnyTensor, dim = -1): Steps<Tensor> {
  const held = yield* materialise(x);
  const { outer, n, inner } = layoutOf(x.shape, axisOf(dim, x.shape.length));
  const out = new Int32Array(held.data.length);
  const row = new Float64Array(n);
  for (let o = 0; o < outer; o++) {
    for (let j = 0; j < inner; j++) {
      const base = o * n * inner + j;
      for (let i = 0; i < n; i++) row[i] = held.data[base + i * inner] as number;
      const order = yield* sorted(row);
      for (let i = 0; i < n; i++) out[base + i * inner] = order[i] as number;
    }
    yield progress((o + 1) * n * inner, out.length);
  }
  return tensorOf("int32", x.shape, out);
}
