import { type Dtype, fail, roundToBfloat16, roundToFloat16 } from "../model/index.ts";

const scratch = new DataView(new ArrayBuffer(8));

/** The number that 16 bits of IEEE binary16 stand for. */
export function halfToNumber(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 0x1f) return fraction ? NaN : sign * Infinity;
  return sign * (1024 + fraction) * 2 ** (exponent - 25);
}

/** The 16 bits of a number that lies on the binary16 grid already. */
export function halfBits(x: number): number {
  const sign = x < 0 || Object.is(x, -0) ? 0x8000 : 0;
  const size = Math.abs(x);
  if (Number.isNaN(x)) return 0x7e00;
  if (size >= 65536) return sign | 0x7c00;
  if (size < 2 ** -14) return sign | (size * 2 ** 24);
  scratch.setFloat64(0, size);
  const exponent = (scratch.getUint16(0) >> 4) - 1023;
  return sign | ((exponent + 15) << 10) | (size * 2 ** (10 - exponent) - 1024);
}

/** How a number is stored in `dtype`, from float64. An int32 drops the fraction, as NumPy does; what it can't hold fails with "Domain". */
export function rounder(dtype: Dtype): (x: number) => number {
  switch (dtype) {
    case "float16":
      return roundToFloat16;
    case "bfloat16":
      return roundToBfloat16;
    case "float32":
      return Math.fround;
    case "float64":
      return (x) => x;
    case "bool":
      return (x) => (x === 0 ? 0 : 1);
    case "int32":
      return toInt32;
  }
}

function toInt32(x: number): number {
  const whole = Math.trunc(x);
  return whole >= -(2 ** 31) && whole < 2 ** 31 ? whole : fail("Domain", `int32 cannot hold ${x}`);
}
