import type { AnyTensor, FloatArray, Steps, Tensor } from "../model/index.ts";
import { sizeOf } from "../model/index.ts";
import { floatOf } from "./rounding.ts";
import { probabilities, type SoftmaxOptions, softmax } from "./softmax.ts";

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
  return yield* probabilities(yield* softmax(z, options), options.out);
}

function checkOut(out: FloatArray, z: AnyTensor): void {
  const wide = floatOf(z.dtype) === "float64";
  if (out instanceof Float64Array !== wide || out.length !== sizeOf(z.shape)) throw new TypeError("out is not like the result");
  if (z.kind === "tensor" && out.buffer === z.data.buffer) throw new TypeError("out shares its memory with the logits");
}
