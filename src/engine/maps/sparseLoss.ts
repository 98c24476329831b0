import type { AnyTensor, Steps, Tensor } from "../../model/index.ts";
import { fail } from "../../model/index.ts";
import { promote } from "../promotion.ts";
import { resultOf } from "../reduce.ts";
import { floatOf } from "../rounding.ts";
import { sameShape, shapeText } from "../shape.ts";
import { materialise, progress } from "../source.ts";
import { entmax15Row, sparsemaxRow } from "./sparsemax.ts";

/** Ω's exponent and the map that belongs to it. */
interface Sparse {
  readonly alpha: number;
  readonly map: (row: Float64Array) => void;
}

/**
 * The Fenchel–Young loss of sparsemax, (1 − Σp²)/2 + Σ(p − y)z, one number per row of the last axis. `target` holds indices from 0, one
 * per row, or probabilities in z's shape. Throws Shape, Domain for an index that is not a class.
 */
export function* sparsemaxLoss(z: AnyTensor, target: AnyTensor): Steps<Tensor> {
  return yield* loss(z, target, { alpha: 2, map: sparsemaxRow });
}

/** The same of entmax15: (4/3)(1 − Σp^1.5) + Σ(p − y)z. */
export function* entmax15Loss(z: AnyTensor, target: AnyTensor): Steps<Tensor> {
  return yield* loss(z, target, { alpha: 1.5, map: entmax15Row });
}

function* loss(logits: AnyTensor, given: AnyTensor, sparse: Sparse): Steps<Tensor> {
  const z = yield* materialise(logits);
  const target = yield* materialise(given);
  const n = z.shape.at(-1) ?? fail("Shape", "z needs an axis of classes, got a single number");
  const rows = z.shape.slice(0, -1);
  const dense = sameShape(target.shape, z.shape);
  if (!dense && !sameShape(target.shape, rows)) {
    fail(
      "Shape",
      `target must have shape ${shapeText(rows)} (indices) or ${shapeText(z.shape)} (probabilities), got ${shapeText(target.shape)}`,
    );
  }
  const out = new Float64Array(rows.reduce((a, b) => a * b, 1));
  for (let row = 0; row < out.length; row++) {
    const y = dense ? Float64Array.from(target.data.subarray(row * n, (row + 1) * n)) : oneHot(target.data[row] as number, n);
    out[row] = rowLoss(Float64Array.from(z.data.subarray(row * n, (row + 1) * n)), y, sparse);
    if (row % 64 === 63) yield progress(row * n, z.data.length);
  }
  return resultOf(out, floatOf(dense ? promote(z.dtype, target.dtype) : z.dtype), rows);
}

function oneHot(index: number, n: number): Float64Array {
  if (!Number.isInteger(index) || index < 0 || index >= n) fail("Domain", `target must be an index from 0 to ${n - 1}, got ${index}`);
  const y = new Float64Array(n);
  y[index] = 1;
  return y;
}

function rowLoss(z: Float64Array, y: Float64Array, { alpha, map }: Sparse): number {
  const max = z.reduce((a, b) => Math.max(a, b), -Infinity);
  const p = z.slice();
  map(p);
  let norms = 0;
  let inner = 0;
  for (let i = 0; i < z.length; i++) {
    const gap = (p[i] as number) - (y[i] as number);
    norms += (y[i] as number) ** alpha - (p[i] as number) ** alpha;
    // The shift by the maximum is free, as p and y both sum to 1; 0 · −∞ is 0 where neither has the entry.
    if (gap !== 0) inner += gap * ((z[i] as number) - max);
  }
  return Math.max(0, norms / (alpha * (alpha - 1)) + inner);
}
