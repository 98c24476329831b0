/** The element types of the language, named as in NumPy and PyTorch. */
export type Dtype = "float16" | "bfloat16" | "float32" | "float64" | "int32" | "bool";

/**
 * Storage of a tensor's elements. float16 and bfloat16 lie in a Float32Array whose every element is already rounded
 * to the dtype's grid, bool in a Uint8Array of 0 and 1.
 */
export type TypedArray = Float32Array | Float64Array | Int32Array | Uint8Array;

/** Storage that holds logits and probabilities: the two precisions that the kernels compute in. */
export type FloatArray = Float32Array | Float64Array;

/** Zeroed storage for `length` elements of `dtype`. Throws RangeError where the platform refuses the size. */
export function allocate(dtype: Dtype, length: number): TypedArray {
  switch (dtype) {
    case "float64":
      return new Float64Array(length);
    case "int32":
      return new Int32Array(length);
    case "bool":
      return new Uint8Array(length);
    case "float16":
    case "bfloat16":
    case "float32":
      return new Float32Array(length);
  }
}
