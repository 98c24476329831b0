import type { Dtype, TypedArray } from "../model/index.ts";

const bits = new DataView(new ArrayBuffer(4));

/** Nearest bfloat16, ties to even; overflow goes to infinity. */
export function roundToBfloat16(x: number): number {
  if (!Number.isFinite(x)) return x;
  // Round to odd on the way to float32, so that the second rounding can't be wrong by a tie that the first one made.
  bits.setFloat32(0, roundToOdd32(x));
  const word = bits.getUint32(0);
  const rounded = (word + 0x7fff + ((word >>> 16) & 1)) & 0xffff0000;
  bits.setUint32(0, rounded >>> 0);
  return bits.getFloat32(0);
}

function roundToOdd32(x: number): number {
  const near = Math.fround(x);
  if (near === x || !Number.isFinite(near)) return near;
  bits.setFloat32(0, near);
  const word = bits.getUint32(0);
  if (word & 1) return near;
  const neighbour = Math.abs(near) < Math.abs(x) ? word + 1 : word - 1;
  bits.setUint32(0, neighbour >>> 0);
  return bits.getFloat32(0);
}

/** Nearest IEEE binary16, ties to even; 65,520 and beyond go to infinity. */
export function roundToFloat16(x: number): number {
  const size = Math.abs(x);
  if (size >= 65520) return x > 0 ? Infinity : -Infinity;
  if (!(size > 0)) return x;
  // Spacing of the grid around x: 2^(e − 10), and 2^−24 below the smallest normal. Adding and subtracting 1.5·2^52 spacings rounds to even.
  const exponent = size < 2 ** -14 ? -14 : Math.floor(Math.log2(size));
  const lowered = 2 ** exponent > size ? exponent - 1 : exponent;
  const magic = 1.5 * 2 ** (52 + Math.max(lowered, -14) - 10);
  const rounded = size + magic - magic;
  return x > 0 ? rounded : -rounded;
}

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
