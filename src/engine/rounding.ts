import { type Dtype, roundToBfloat16, roundToFloat16, type TypedArray } from "../model/index.ts";

/** `x` as an element of `dtype`: rounded to its grid; truncated and wrapped for int32; 0 or 1 for bool (NaN is true). */
export function roundTo(dtype: Dtype, x: number): number {
  switch (dtype) {
    case "float64":
      return x;
    case "float32":
      return Math.fround(x);
    case "float16":
      return roundToFloat16(x);
    case "bfloat16":
      return roundToBfloat16(x);
    case "int32":
      return x | 0;
    case "bool":
      return x === 0 ? 0 : 1;
  }
}

/** out[at … at + length) = source[0 … length), each rounded to `dtype`. `out` is the dtype's storage, or any float buffer. */
export function store(dtype: Dtype, source: Float64Array, length: number, out: TypedArray, at: number): void {
  const exact = dtype === "float64" || isStorage(dtype, out);
  if (exact) out.set(length === source.length ? source : source.subarray(0, length), at);
  else if (dtype === "bool") for (let i = 0; i < length; i++) out[at + i] = source[i] === 0 ? 0 : 1;
  else if (dtype === "float32") for (let i = 0; i < length; i++) out[at + i] = Math.fround(source[i] as number);
  else for (let i = 0; i < length; i++) out[at + i] = roundTo(dtype, source[i] as number);
}

/** Whether storing to `out` rounds to `dtype` of itself. */
function isStorage(dtype: Dtype, out: TypedArray): boolean {
  return (dtype === "float32" && out instanceof Float32Array) || (dtype === "int32" && out instanceof Int32Array);
}

export function isFloat(dtype: Dtype): boolean {
  return dtype !== "int32" && dtype !== "bool";
}

/** The dtype that real-valued functions of `dtype` give: floats stay, int32 and bool become float64. */
export function floatOf(dtype: Dtype): Dtype {
  return isFloat(dtype) ? dtype : "float64";
}

/** Whether elements of `dtype` fit a Float32Array exactly. */
export function isNarrow(dtype: Dtype): boolean {
  return dtype === "float32" || dtype === "float16" || dtype === "bfloat16";
}
