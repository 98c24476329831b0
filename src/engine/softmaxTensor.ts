import type { AnyTensor, FloatArray, Steps, Tensor } from "../model/index.ts";
import { allocateUnset, sizeOf } from "../model/index.ts";
import { storeFew, storeRows } from "./parallel/storeJob.ts";
import { floatOf } from "./rounding.ts";
import { checkedTau, directly, probabilities, type SoftmaxOptions, softmax } from "./softmax.ts";
import { tensorOf } from "./source.ts";

export interface SoftmaxTensorOptions extends SoftmaxOptions {
  /** Where the probabilities go: as many elements, of the result's storage, and no part of the logits. Default: a new array. */
  readonly out?: FloatArray | undefined;
}

/**
 * The probabilities of softmax(z / tau) along dim, in memory at once: the bits of `probabilities`, from one pass less where m and l are not asked.
 * Throws Domain for tau < 0 or NaN, Shape for a wrong dim or mask, TooLarge.
 */
export function* softmaxTensor(z: AnyTensor, options: SoftmaxTensorOptions = {}): Steps<Tensor> {
  if (options.out) checkOut(options.out, z);
  const n = alongLast(z.shape, options.dim);
  const logits = n === null || options.mask ? null : directly(z);
  if (n === null || !logits) return yield* probabilities(yield* softmax(z, options), options.out);
  const tau = checkedTau(options.tau ?? 1);
  // SAFETY: storage of a float dtype.
  const out = options.out ?? (allocateUnset(z.dtype, logits.length) as FloatArray);
  const stored = { logits, rows: n === 0 ? 0 : logits.length / n, n, inner: 1, tau, out };
  if (!storeFew(stored)) yield* storeRows(stored);
  return tensorOf(z.dtype, z.shape, out, z.labels);
}

/** The extent of the last axis if `dim` is that: a few logits are quicker without a layout and a distribution. */
function alongLast(shape: readonly number[], dim = -1): number | null {
  const last = shape.length - 1;
  return last >= 0 && (dim === -1 || dim === last) ? (shape[last] as number) : null;
}

function checkOut(out: FloatArray, z: AnyTensor): void {
  const wide = floatOf(z.dtype) === "float64";
  if (out instanceof Float64Array !== wide || out.length !== sizeOf(z.shape)) throw new TypeError("out is not like the result");
  if (z.kind === "tensor" && out.buffer === z.data.buffer) throw new TypeError("out shares its memory with the logits");
}
