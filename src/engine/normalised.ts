import type { ChunkSource, Distribution, FloatArray, LazyTensor, Steps } from "../model/index.ts";
import { broadcastTo } from "./broadcast.ts";
import type { Fold } from "./fold.ts";
import { type Kernels, kernels } from "./kernels.ts";
import { BLOCK } from "./limits.ts";
import { MaskedSource, masked } from "./mask.ts";
import { floatOf, roundTo } from "./rounding.ts";
import { type Layout, layoutOf } from "./shape.ts";
import { lazyOf, readInto } from "./source.ts";

type What = "probabilities" | "logProbabilities";

/** A distribution's (log-)probabilities as a lazy tensor over its logits. */
export function* normalised(d: Distribution, fold: Fold, what: What): Steps<LazyTensor> {
  const z = yield* masked(d.logits, d.mask);
  const dtype = floatOf(d.logits.dtype);
  const plain = new Normalised((start, end, out) => readInto(z, start, end, out), layoutOf(z.shape, d.axis), fold, d.tau, what, dtype);
  if (!d.mask) return lazyOf(dtype, z.shape, plain, d.logits.labels);
  const keep = yield* broadcastTo(d.mask, z.shape);
  const source = new MaskedSource((start, end, out) => plain.read(start, end, out), keep, what === "probabilities" ? 0 : -Infinity);
  return lazyOf(dtype, z.shape, source, d.logits.labels);
}

class Normalised implements ChunkSource {
  private readonly kernel: Kernels[What];
  private readonly norm: Float64Array;

  constructor(
    private readonly logits: ChunkSource["read"],
    private readonly layout: Layout,
    private readonly fold: Fold,
    private readonly tau: number,
    what: What,
    private readonly dtype: LazyTensor["dtype"],
  ) {
    this.kernel = kernels(tau)[what];
    this.norm = what === "probabilities" ? fold.l : fold.logl;
  }

  *read(start: number, end: number, out: FloatArray): Steps<void> {
    yield* this.logits(start, end, out);
    const { n, inner } = this.layout;
    for (let at = start; at < end; ) {
      const line = Math.floor(at / n);
      const count = inner === 1 ? Math.min(end - at, (line + 1) * n - at, BLOCK) : 1;
      const row = inner === 1 ? line : Math.floor(at / (n * inner)) * inner + (at % inner);
      this.kernel(out, at - start, at - start + count, this.tau, this.fold.peak[row] as number, this.norm[row] as number, out, at - start);
      at += count;
    }
    if (this.dtype !== "float64" && !(this.dtype === "float32" && out instanceof Float32Array)) {
      for (let i = 0; i < end - start; i++) out[i] = roundTo(this.dtype, out[i] as number);
    }
  }
}
