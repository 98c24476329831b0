import type { Dtype, TypedArray } from "./dtype.ts";
import type { BlockingBytes } from "./files.ts";
import type { Steps } from "./steps.ts";

/**
 * An array in memory, row-major. Immutable by agreement: nobody writes `data` after construction.
 * `labels`, where given, name the entries of the last axis, one each.
 */
export interface Tensor {
  readonly kind: "tensor";
  readonly dtype: Dtype;
  readonly shape: readonly number[];
  readonly data: TypedArray;
  readonly labels?: readonly string[] | undefined;
}

/**
 * Elements that come in chunks, from a file or from a fused elementwise chain over one. Row-major order.
 * `read` fills `out[0 … end − start)` with elements start … end; it is resumable work, since bytes may come later.
 */
export interface ChunkSource {
  read(start: number, end: number, out: Float32Array | Float64Array): Steps<void>;
  /** Where all elements lie, in their order, as an array in memory would hold them; absent where they don't. */
  readonly stored?: StoredElements | undefined;
}

/** Elements in a file that a thread can read straight into an array of this machine's. */
export interface StoredElements {
  readonly bytes: BlockingBytes;
  /** Of the first element, in bytes. */
  readonly offset: number;
  readonly dtype: "float32" | "float64";
}

/** A tensor whose elements are produced chunk by chunk and never all held. Same meaning as a Tensor of its shape. */
export interface LazyTensor {
  readonly kind: "lazy";
  readonly dtype: Dtype;
  readonly shape: readonly number[];
  readonly source: ChunkSource;
  readonly labels?: readonly string[] | undefined;
}

export type AnyTensor = Tensor | LazyTensor;

/** Product of the shape; 1 for a scalar's empty shape. */
export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((n, d) => n * d, 1);
}
