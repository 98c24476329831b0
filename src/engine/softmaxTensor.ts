import type { AnyTensor, FloatArray, Steps, Tensor } from "../model/index.ts";
import { sizeOf } from "../model/index.ts";
import { RunningFold } from "./fold.ts";
import { type Kernels, kernels } from "./kernels.ts";
import { BLOCK, CHUNK, checkedSize } from "./limits.ts";
import { floatOf } from "./rounding.ts";
import { axisOf, type Layout, layoutOf } from "./shape.ts";
import { checkedTau, probabilities, type SoftmaxOptions, softmax } from "./softmax.ts";
import { progress, tensorOf } from "./source.ts";

export interface SoftmaxTensorOptions extends SoftmaxOptions {
  /** Where the probabilities go: as many elements, of the result's storage, and no part of the logits. Default: a new array. */
  readonly out?: FloatArray | undefined;
}

/**
 * The probabilities of softmax(z / tau) along dim, to the bits of `probabilities`, in memory at once: the exponentials that give m and l are kept,
 * and need not be computed again. Throws Domain for tau < 0 or NaN, Shape for a wrong dim, mask or out, TooLarge.
 */
export function* softmaxTensor(z: AnyTensor, options: SoftmaxTensorOptions = {}): Steps<Tensor> {
  const tau = checkedTau(options.tau ?? 1);
  const layout = layoutOf(z.shape, axisOf(options.dim ?? -1, z.shape.length));
  const logits = options.mask || layout.inner > 1 ? null : directly(z);
  if (options.out) checkOut(options.out, z);
  if (!logits) return yield* probabilities(yield* softmax(z, options), options.out);
  const out = options.out ?? like(logits, checkedSize(z.shape));
  yield* fillRows(logits, layout, tau, out);
  return tensorOf(z.dtype, z.shape, out, z.labels);
}

/** Logits that a kernel can read where they are. */
function directly(z: AnyTensor): FloatArray | null {
  if (z.kind === "lazy" || (z.dtype !== "float32" && z.dtype !== "float64")) return null;
  // SAFETY: storage of these dtypes.
  return z.data as FloatArray;
}

function like(data: FloatArray, length: number): FloatArray {
  return data instanceof Float32Array ? new Float32Array(length) : new Float64Array(length);
}

function checkOut(out: FloatArray, z: AnyTensor): void {
  const wide = floatOf(z.dtype) === "float64";
  if (out instanceof Float64Array !== wide || out.length !== sizeOf(z.shape)) throw new TypeError("out is not like the result");
  if (z.kind === "tensor" && out.buffer === z.data.buffer) throw new TypeError("out shares its memory with the logits");
}

/** Rows one after the other, so that a row is still in the caches when its exponentials become probabilities. */
function* fillRows(logits: FloatArray, { rows, n }: Layout, tau: number, out: FloatArray): Steps<void> {
  const kernel = kernels(tau);
  const part = new Float64Array(4);
  for (let row = 0, pending = 0; row < rows; row++) {
    const start = row * n;
    if (n <= BLOCK) kernel.softmax(logits, start, start + n, tau, part, out, start);
    else yield* fillRow(kernel, logits, start, n, tau, out);
    pending += n;
    if (pending < CHUNK) continue;
    pending = 0;
    yield progress(start + n, rows * n);
  }
}

/** A row of several blocks: first their exponentials and the row's m and l, then their probabilities. */
function* fillRow(kernel: Kernels, logits: FloatArray, start: number, n: number, tau: number, out: FloatArray): Steps<void> {
  const end = start + n;
  const fold = new RunningFold(1, tau, "sum");
  const part = new Float64Array(4);
  const peaks = new Float64Array(Math.ceil(n / BLOCK));
  for (let at = start, block = 0; at < end; at += BLOCK, block++) {
    kernel.keep(logits, at, Math.min(end, at + BLOCK), tau, part, out, at);
    fold.merge(0, part);
    peaks[block] = part[0] as number;
    if (block % PAUSE === PAUSE - 1) yield progress(at, 2 * logits.length);
  }
  const { peak, l } = fold.finish();
  const [m, sum] = [peak[0] as number, l[0] as number];
  for (let at = start, block = 0; at < end; at += BLOCK, block++) {
    const stop = Math.min(end, at + BLOCK);
    if (!kernel.share(out, at, stop, tau, peaks[block] as number, m, sum)) kernel.probabilities(logits, at, stop, tau, m, sum, out, at);
    if (block % PAUSE === PAUSE - 1) yield progress(n + at, 2 * logits.length);
  }
}

/** Blocks between two steps. */
const PAUSE = CHUNK / BLOCK;
