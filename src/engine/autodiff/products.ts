import type { Steps } from "../../model/index.ts";
import { permute } from "../arrange.ts";
import { matrixProduct } from "../matrixProduct.ts";
import { mul } from "./elementwise.ts";
import { reshape } from "./shapes.ts";
import { lift, made, type Operand, shaped, type Variable, wide } from "./variable.ts";

/** mathjs's `*`: elementwise with a number, else the product of vectors and matrices. Throws Shape. */
export function* multiply(first: Operand, second: Operand): Steps<Variable> {
  const a = yield* lift(first);
  const b = yield* lift(second);
  if (a.shape.length === 0 || b.shape.length === 0) return yield* mul(a, b);
  const value = yield* wide(yield* matrixProduct(a.value, b.value));
  // As matrices: a vector is a row on the left and a column on the right.
  const [k = 1] = b.shape;
  const left = [a.value.data.length / Math.max(1, k), k];
  const right = [k, b.value.data.length / Math.max(1, k)];
  return made(value, [a, b], function* (g) {
    const G = yield* shaped(yield* wide(g), [left[0] ?? 1, right[1] ?? 1]);
    const A = yield* shaped(a.value, left);
    const B = yield* shaped(b.value, right);
    const toA = a.tracked ? yield* shaped(yield* matrixProduct(G, permute(B, [1, 0])), a.shape) : undefined;
    const toB = b.tracked ? yield* shaped(yield* matrixProduct(permute(A, [1, 0]), G), b.shape) : undefined;
    return [toA, toB];
  });
}

/** The sum of the products of the entries of two vectors, which may be rows or columns of matrices. */
export function* dot(first: Operand, second: Operand): Steps<Variable> {
  const a = yield* lift(first);
  const b = yield* lift(second);
  return yield* multiply(yield* reshape(a, [a.value.data.length]), yield* reshape(b, [b.value.data.length]));
}
