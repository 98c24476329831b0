import { mapBinary, promote } from "../../engine/index.ts";
import { type AnyTensor, allocate, type Dtype, fail, type Steps, type Tensor } from "../../model/index.ts";
import { denseOf, plain } from "../convert.ts";
import { operandOf } from "./elementwise.ts";
import type { Form } from "./form.ts";

/**
 * `*` follows mathjs: elementwise with a number, the dot product of two vectors, else the matrix product.
 * `.*` is elementwise and broadcasts.
 */
export const products: Readonly<Record<string, Form>> = {
  multiply: { run: (values) => chain(values) },
  dot: { run: (values) => (values.length === 2 ? chain(values) : undefined) },
};

function* chain(values: readonly unknown[]): Steps<unknown> {
  let result: unknown = values[0];
  for (const value of values.slice(1)) result = plain(yield* multiply(yield* operandOf(result), yield* operandOf(value)));
  return result;
}

function* multiply(a: AnyTensor | number, b: AnyTensor | number): Steps<AnyTensor> {
  if (isScalar(a) || isScalar(b)) return yield* mapBinary(a, b, "mul");
  return yield* matrixProduct(yield* denseOf(a), yield* denseOf(b));
}

function isScalar(x: AnyTensor | number): boolean {
  return typeof x === "number" || x.shape.length === 0;
}

/** (m × k) · (k × n); a vector on the left is a row, on the right a column, and its axis of 1 is dropped again. Sums in float64. */
export function* matrixProduct(a: Tensor, b: Tensor): Steps<Tensor> {
  if (a.shape.length > 2 || b.shape.length > 2) {
    fail("Shape", `* multiplies vectors and matrices, got shapes ${text(a)} and ${text(b)}; .* multiplies element by element.`);
  }
  const [m, k] = a.shape.length === 2 ? [a.shape[0] ?? 0, a.shape[1] ?? 0] : [1, a.shape[0] ?? 0];
  const [inner, n] = b.shape.length === 2 ? [b.shape[0] ?? 0, b.shape[1] ?? 0] : [b.shape[0] ?? 0, 1];
  if (k !== inner)
    fail("Shape", `* needs as many columns as rows, got shapes ${text(a)} and ${text(b)}; .* multiplies element by element.`);
  const dtype = floatOf(promote(a.dtype, b.dtype));
  const data = allocate(dtype, m * n);
  for (let i = 0; i < m; i++) {
    multiplyRow(a, b, i, k, n, data);
    yield { kind: "progress", done: i + 1, total: m };
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
function floatOf(dtype: Dtype): "float32" | "float64" {
  return dtype === "float64" || dtype === "int32" || dtype === "bool" ? "float64" : "float32";
}

function text(t: Tensor): string {
  return `[${t.shape.join(", ")}]`;
}
