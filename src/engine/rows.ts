import type { AnyTensor, Steps, Tensor } from "../model/index.ts";
import { allocate } from "../model/index.ts";
import { reshape } from "./arrange.ts";
import { CHUNK } from "./limits.ts";
import { rowsAlong } from "./reduce.ts";
import { floatOf, roundTo } from "./rounding.ts";
import { axisOf, type Dim, layoutOf } from "./shape.ts";
import { materialise, progress, tensorOf } from "./source.ts";

/** Every row of x along dim, changed in place by `work` in float64; the result has x's float dtype. One row is worked on without a pause. */
export function* mapRows(x: AnyTensor, dim: number, work: (row: Float64Array) => void): Steps<Tensor> {
  const held = yield* materialise(x);
  const dtype = floatOf(x.dtype);
  const { outer, n, inner } = layoutOf(x.shape, axisOf(dim, x.shape.length));
  const data = allocate(dtype, held.data.length);
  const row = new Float64Array(n);
  let pending = 0;
  for (let at = 0; n > 0 && at < outer * inner; at++) {
    const base = Math.floor(at / inner) * n * inner + (at % inner);
    for (let i = 0; i < n; i++) row[i] = held.data[base + i * inner] as number;
    work(row);
    for (let i = 0; i < n; i++) data[base + i * inner] = roundTo(dtype, row[i] as number);
    pending += n;
    if (pending < CHUNK) continue;
    pending = 0;
    yield progress((at + 1) * n, data.length);
  }
  return tensorOf(dtype, x.shape, data, x.labels);
}

/** x with the axes that `dim` names as one, the middle one of three; `shape` is what one number per row has. */
export function* joined(x: AnyTensor, dim: Dim): Steps<{ x: AnyTensor; shape: readonly number[] }> {
  const { x: rows, layout, shape } = yield* rowsAlong(x, dim);
  return { x: yield* reshape(rows, [layout.outer, layout.n, layout.inner]), shape };
}
