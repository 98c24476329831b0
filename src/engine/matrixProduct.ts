import { allocate, type Dtype, fail, type Steps, type Tensor } from "../model/index.ts";
import { promote } from "./promotion.ts";
import { shapeText } from "./shape.ts";
import { progress } from "./source.ts";

/** (m × k) · (k × n); a vector on the left is a row, on the right a column, and its axis of 1 is dropped again. Sums in float64. Throws Shape. */
export function* matrixProduct(a: Tensor, b: Tensor): Steps<Tensor> {
  const shapes = `got shapes ${shapeText(a.shape)} and ${shapeText(b.shape)}; .* multiplies element by element.`;
  if (a.shape.length > 2 || b.shape.length > 2) fail("Shape", `* multiplies vectors and matrices, ${shapes}`);
  const [m, k] = a.shape.length === 2 ? [a.shape[0] ?? 0, a.shape[1] ?? 0] : [1, a.shape[0] ?? 0];
  const [inner, n] = b.shape.length === 2 ? [b.shape[0] ?? 0, b.shape[1] ?? 0] : [b.shape[0] ?? 0, 1];
  if (k !== inner) fail("Shape", `* needs as many columns as rows, ${shapes}`);
  const dtype = sumDtype(promote(a.dtype, b.dtype));
  const data = allocate(dtype, m * n);
  for (let i = 0; i < m; i++) {
    multiplyRow(a, b, i, k, n, data);
    yield progress(i + 1, m);
  }
  return { kind: "tensor", dtype, shape: [...(a.shape.length === 2 ? [m] : []), ...(b.shape.length === 2 ? [n] : [])], data };
}

function multiplyRow(a: Tensor, b: Tensor, row: number, k: number, n: number, out: Tensor["data"]): void {
  const sums = new Float64Array(n);
  for (let p = 0; p < k; p++) {
    const x = a.data[row * k + p] ?? 0;
    for (let j = 0; j < n; j++) sums[j] = (sums[j] ?? 0) + x * (b.data[p * n + j] ?? 0);
  }
  out.set(sums, row * n);
}

/** Halves are summed up in float32: their own grid is too coarse for a sum of products. */
function sumDtype(dtype: Dtype): "float32" | "float64" {
  return dtype === "float64" || dtype === "int32" || dtype === "bool" ? "float64" : "float32";
}
