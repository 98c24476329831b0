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
