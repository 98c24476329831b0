import { mapBinary, matrixProduct } from "../../engine/index.ts";
import type { AnyTensor, Steps } from "../../model/index.ts";
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
