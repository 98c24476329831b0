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

/** Memory for one array. */
export interface Loan {
  readonly buffer: SharedArrayBuffer;
  readonly byteOffset: number;
}

/** Gives memory for an array of so many bytes, all 0 if `zeroed`; null where it has none. */
export type Lend = (bytes: number, zeroed: boolean) => Loan | null;

let lend: Lend | null = null;

/** From now on large arrays lie in memory that other threads can see, if the host has such. For a thread that has a pool. */
export function shareLargeArrays(from: Lend): void {
  if (typeof SharedArrayBuffer !== "undefined") lend = from;
}

/** Zeroed storage for `length` elements of `dtype`. Throws RangeError where the platform refuses the size. */
export function allocate(dtype: Dtype, length: number): TypedArray {
  return storage(dtype, length, true);
}

/** The same with arbitrary contents, for who writes all of it. */
export function allocateUnset(dtype: Dtype, length: number): TypedArray {
  return storage(dtype, length, false);
}

function storage(dtype: Dtype, length: number, zeroed: boolean): TypedArray {
  const kind = kindOf(dtype);
  if (!lend || length < LARGE) return new kind(length);
  const bytes = length * kind.BYTES_PER_ELEMENT;
  const { buffer, byteOffset } = lend(bytes, zeroed) ?? { buffer: new SharedArrayBuffer(bytes), byteOffset: 0 };
  return new kind(buffer, byteOffset, length);
}

interface Kind {
  readonly BYTES_PER_ELEMENT: number;
  new (length: number): TypedArray;
  new (buffer: SharedArrayBuffer, byteOffset: number, length: number): TypedArray;
}

function kindOf(dtype: Dtype): Kind {
  switch (dtype) {
    case "float64":
      return Float64Array;
    case "int32":
      return Int32Array;
    case "bool":
      return Uint8Array;
    case "float16":
    case "bfloat16":
    case "float32":
      return Float32Array;
  }
}
