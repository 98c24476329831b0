import type { AnyTensor, ChunkSource, FloatArray, Steps, Tensor, TypedArray } from "../model/index.ts";
import { fail, sizeOf } from "../model/index.ts";
import { broadcastShapes, broadcastTo } from "./broadcast.ts";
import { CHUNK } from "./limits.ts";
import { floatOf } from "./rounding.ts";
import { borrow64, giveBack } from "./scratch.ts";
import { sameShape, shapeText } from "./shape.ts";
import { collect, lazyOf, progress, readInto } from "./source.ts";

/** z with −∞ where the mask is 0, whatever stood there; z itself without a mask. In memory where z is. Throws Shape. */
export function* masked(z: AnyTensor, mask: Tensor | undefined): Steps<AnyTensor> {
  if (!mask) return z;
  checkMask(z.shape, mask);
  const keep = yield* broadcastTo(mask, z.shape);
  const lazy = lazyOf(floatOf(z.dtype), z.shape, new MaskedSource((s, e, out) => readInto(z, s, e, out), keep, -Infinity), z.labels);
  return z.kind === "lazy" ? lazy : yield* collect(lazy, CHUNK / 8);
}

/** Throws Shape unless the mask broadcasts to logits of this shape. */
export function checkMask(shape: readonly number[], mask: Tensor): void {
  if (sameShape(broadcastShapes(shape, mask.shape), shape)) return;
  fail("Shape", `mask of shape ${shapeText(mask.shape)} does not broadcast to the logits' ${shapeText(shape)}`);
}

/** Another source's elements, with `value` where the mask is 0. */
export class MaskedSource implements ChunkSource {
  constructor(
    private readonly read0: ChunkSource["read"],
    private readonly keep: ChunkSource,
    private readonly value: number,
  ) {}

  *read(start: number, end: number, out: FloatArray): Steps<void> {
    const keep = borrow64(end - start);
    yield* this.read0(start, end, out);
    yield* this.keep.read(start, end, keep);
    for (let i = 0; i < end - start; i++) if (keep[i] === 0) out[i] = this.value;
    giveBack(keep);
  }
}

/** Writes `value` over data (of `shape`) where the mask is 0. */
export function* fillMasked(data: TypedArray, mask: Tensor, shape: readonly number[], value: number): Steps<void> {
  const size = sizeOf(shape);
  const source = yield* broadcastTo(mask, shape);
  const keep = borrow64(Math.min(size, CHUNK));
  for (let start = 0; start < size; start += CHUNK) {
    const end = Math.min(size, start + CHUNK);
    yield* source.read(start, end, keep);
    for (let i = start; i < end; i++) if (keep[i - start] === 0) data[i] = value;
    yield progress(end, size);
  }
  giveBack(keep);
}
