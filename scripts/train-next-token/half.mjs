/** IEEE 754 binary16. */
const single = new Float32Array(1);
const bits = new Uint32Array(single.buffer);

/**
 * Bits of the half-precision number nearest to x, ties to even.
 * @param {number} x  a float32 number between -65504 and 65504
 */
export function halfBits(x) {
  single[0] = x;
  const exponent = Math.max(((bits[0] >>> 23) & 255) - 127, -14);
  const steps = roundEven(Math.abs(x) * 2 ** (10 - exponent));
  // The leading bit is not written; a mantissa that rounds up carries into the exponent.
  return ((bits[0] >>> 31) << 15) + ((exponent + 15) << 10) + steps - 1024;
}

function roundEven(x) {
  const below = Math.floor(x);
  const rest = x - below;
  return rest > 0.5 || (rest === 0.5 && below % 2 === 1) ? below + 1 : below;
}
