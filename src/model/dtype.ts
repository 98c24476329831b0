/** The element types of the language, named as in NumPy and PyTorch. */
export type Dtype = "float16" | "bfloat16" | "float32" | "float64" | "int32" | "bool";

/**
 * Storage of a tensor's elements. float16 and bfloat16 lie in a Float32Array whose every element is already rounded
 * to the dtype's grid, bool in a Uint8Array of 0 and 1.
 */
export type TypedArray = Float32Array | Float64Array | Int32Array | Uint8Array;

/** Storage that holds logits and probabilities: the two precisions that the kernels compute in. */
export type FloatArray = Float32Array | Float64Array;

/** Elements from which an array is worth more than one thread. */
const LARGE = 2 ** 17;

let sharing = false;

/** From now on large arrays lie in memory that other threads can see, if the host has such. For a thread that has a pool. */
export function shareLargeArrays(): void {
  sharing = typeof SharedArrayBuffer !== "undefined";
}

/** Zeroed storage for `length` elements of `dtype`. Throws RangeError where the platform refuses the size. */
export function allocate(dtype: Dtype, length: number): TypedArray {
  const shared = sharing && length >= LARGE;
  switch (dtype) {
    case "float64":
      return shared ? new Float64Array(new SharedArrayBuffer(8 * length)) : new Float64Array(length);
    case "int32":
      return shared ? new Int32Array(new SharedArrayBuffer(4 * length)) : new Int32Array(length);
    case "bool":
      return shared ? new Uint8Array(new SharedArrayBuffer(length)) : new Uint8Array(length);
    case "float16":
    case "bfloat16":
    case "float32":
      return shared ? new Float32Array(new SharedArrayBuffer(4 * length)) : new Float32Array(length);
  }
}
