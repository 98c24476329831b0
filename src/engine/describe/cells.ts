import type { ChunkSource, Distribution, FloatArray, Steps } from "../../model/index.ts";
import { finish } from "../../model/index.ts";
import { broadcastTo } from "../broadcast.ts";
import type { Fold } from "../fold.ts";
import { type Kernels, kernels } from "../kernels.ts";
import { BLOCK } from "../limits.ts";
import { floatOf, isNarrow, roundTo } from "../rounding.ts";
import type { Layout } from "../shape.ts";

/** Computes probabilities as they are stored (rounded to the dtype), one block of masked logits at a time. */
export class Cells {
  private readonly kernel: Kernels["probabilities"];
  private readonly out: FloatArray;
  private readonly keep = new Float64Array(BLOCK);
  private readonly dtype;

  private constructor(
    private readonly d: Distribution,
    private readonly fold: Fold,
    private readonly layout: Layout,
    private readonly mask: ChunkSource | null,
  ) {
    this.dtype = floatOf(d.logits.dtype);
    this.kernel = kernels(d.tau).probabilities;
    this.out = isNarrow(this.dtype) ? new Float32Array(BLOCK) : new Float64Array(BLOCK);
  }

  static *of(d: Distribution, fold: Fold, layout: Layout): Steps<Cells> {
    return new Cells(d, fold, layout, d.mask ? yield* broadcastTo(d.mask, d.logits.shape) : null);
  }

  /** The probabilities of data[start … end), elements `first` … of `row`. The buffer is reused by the next call. */
  block(row: number, data: FloatArray, start: number, end: number, first: number): FloatArray {
    const l = this.fold.l[row] as number;
    this.kernel(data, start, end, this.d.tau, this.fold.peak[row] as number, l, this.out, 0);
    if (this.mask && !(l > 0)) this.zeroMasked(this.mask, row, first, end - start);
    if (this.dtype === "float16" || this.dtype === "bfloat16") this.round(end - start);
    return this.out;
  }

  /** A row that has no distribution is NaN, but 0 where it is masked. */
  private zeroMasked(mask: ChunkSource, row: number, first: number, count: number): void {
    const { n, inner } = this.layout;
    const base = (Math.floor(row / inner) * n + first) * inner + (row % inner);
    if (inner === 1) finish(mask.read(base, base + count, this.keep));
    for (let i = 0; i < count; i++) {
      if (inner > 1) finish(mask.read(base + i * inner, base + i * inner + 1, this.keep));
      if (this.keep[inner > 1 ? 0 : i] === 0) this.out[i] = 0;
    }
  }

  private round(count: number): void {
    for (let i = 0; i < count; i++) this.out[i] = roundTo(this.dtype, this.out[i] as number);
  }
}
