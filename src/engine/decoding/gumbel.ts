import { type AnyTensor, type Distribution, fail, type Steps, type Tensor } from "../../model/index.ts";
import { broadcastShapes } from "../broadcast.ts";
import { cast } from "../construct.ts";
import { mapBinary, mapUnary } from "../elementwise.ts";
import { hardmax, topk } from "../order.ts";
import type { Key } from "../philox.ts";
import { rand } from "../random.ts";
import { floatOf } from "../rounding.ts";
import { sameShape, shapeText } from "../shape.ts";
import { softmax } from "../softmax.ts";
import { materialise } from "../source.ts";
import { candidatesOf } from "./mass.ts";
import { rowsOf } from "./rows.ts";

/** Stands for a uniform number of 0, whose logarithm would be infinite. */
const LEAST = 2 ** -54;

/** Standard Gumbel numbers, −log(−log u); finite. */
export function* gumbelNoise(shape: readonly number[], key: Key): Steps<Tensor> {
  // SAFETY: of a tensor in memory, mapUnary gives one in memory.
  return (yield* mapUnary(yield* rand(shape, key), (u) => -Math.log(-Math.log(Math.max(u, LEAST))))) as Tensor;
}

export interface GumbelOptions {
  readonly tau?: number | undefined;
  readonly dim?: number | undefined;
  /** Replaces the draws; broadcasts against z. */
  readonly noise?: AnyTensor | undefined;
}

/** softmax((z + g) / tau), the relaxed sample (Jang, Gu and Poole, 2016). Throws Shape where the noise does not broadcast to z. */
export function* gumbelSoftmax(z: AnyTensor, options: GumbelOptions, key: Key): Steps<Distribution> {
  return yield* softmax(yield* perturbed(z, options.noise, key), { tau: options.tau ?? 1, dim: options.dim ?? -1 });
}

/** The one-hot sample: 1 at the largest z + g (torch's gumbel_softmax with hard = True, forward). */
export function* gumbelHard(z: AnyTensor, options: GumbelOptions, key: Key): Steps<Tensor> {
  return yield* hardmax(yield* perturbed(z, options.noise, key), options.dim ?? -1);
}

/** z + g in z's own float dtype. */
function* perturbed(z: AnyTensor, noise: AnyTensor | undefined, key: Key): Steps<AnyTensor> {
  if (noise && !sameShape(broadcastShapes(z.shape, noise.shape), z.shape)) {
    fail("Shape", `noise of shape ${shapeText(noise.shape)} does not broadcast to the logits' ${shapeText(z.shape)}`);
  }
  const g = noise ?? (yield* gumbelNoise(z.shape, key));
  const sum = yield* cast(yield* mapBinary(z, g, "add"), floatOf(z.dtype));
  return z.labels ? { ...sum, labels: z.labels } : sum;
}

/**
 * Indices (int32) of the k largest z + g of each row, largest first: k draws from softmax(z) without replacement, in their order (Kool,
 * van Hoof and Welling, 2019). Throws Domain for more draws than a row has entries above −Infinity.
 */
export function* gumbelTopK(z: AnyTensor, k: number, key: Key): Steps<Tensor> {
  const held = yield* materialise(z);
  const { n, rows } = rowsOf(held.shape);
  if (!Number.isInteger(k) || k < 0) fail("Domain", `k must be a whole number from 0, got ${k}`);
  for (let row = 0; row < rows; row++) {
    const left = candidatesOf(Float64Array.from(held.data.subarray(row * n, (row + 1) * n)));
    if (k > left) fail("Domain", `k must be at most ${left}, the entries above -Infinity, got ${k}`);
  }
  const noise = yield* gumbelNoise(held.shape, key);
  return (yield* topk(yield* mapBinary(held, noise, "add"), k)).indices;
}
