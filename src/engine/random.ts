import type { Dtype, Steps, Tensor } from "../model/index.ts";
import { allocateUnset, fail } from "../model/index.ts";
import { CHUNK, checkedSize } from "./limits.ts";
import { type Key, philox, philoxKey } from "./philox.ts";
import { roundTo } from "./rounding.ts";
import { progress, tensorOf } from "./source.ts";

const words = new Uint32Array(4);

/** The pair of uniform numbers in [0, 1), of 53 bits each, for counter `block`. */
function uniforms(block: number, k0: number, k1: number, out: Float64Array): void {
  philox(block >>> 0, Math.floor(block / 2 ** 32), 0, 0, k0, k1, words);
  out[0] = ((words[0] as number) * 2 ** 21 + ((words[1] as number) >>> 11)) * 2 ** -53;
  out[1] = ((words[2] as number) * 2 ** 21 + ((words[3] as number) >>> 11)) * 2 ** -53;
}

/** A pair of independent standard normal numbers from a pair of uniform ones (Box and Muller, 1958). */
function boxMuller(pair: Float64Array): void {
  // 1 − u lies in (0, 1], so that the logarithm is finite.
  const radius = Math.sqrt(-2 * Math.log(1 - (pair[0] as number)));
  const angle = 2 * Math.PI * (pair[1] as number);
  pair[0] = radius * Math.cos(angle);
  pair[1] = radius * Math.sin(angle);
}

/** Draws 2i and 2i + 1 come from counter i, whatever the shape. `shape` pairs are turned into elements by `transform`. */
function* draws(shape: readonly number[], key: Key, dtype: Dtype, transform: (pair: Float64Array) => void): Steps<Tensor> {
  const size = checkedSize(shape);
  const data = allocateUnset(dtype, size);
  const [k0, k1] = philoxKey(key);
  const pair = new Float64Array(2);
  for (let i = 0; i < size; i += 2) {
    uniforms(i / 2, k0, k1, pair);
    transform(pair);
    data[i] = roundTo(dtype, pair[0] as number);
    if (i + 1 < size) data[i + 1] = roundTo(dtype, pair[1] as number);
    if (i % CHUNK === 0 && i > 0) yield progress(i, size);
  }
  return tensorOf(dtype, [...shape], data);
}

/** Standard normal numbers. Draw i depends on the key and i only. Throws TooLarge, Shape. */
export function* randn(shape: readonly number[], key: Key, dtype: Dtype = "float64"): Steps<Tensor> {
  return yield* draws(shape, key, dtype, boxMuller);
}

/** Uniform numbers in [0, 1), multiples of 2^−53. */
export function* rand(shape: readonly number[], key: Key): Steps<Tensor> {
  return yield* draws(shape, key, "float64", () => {});
}

/** Whole numbers lo ≤ x < hi (int32). Throws Domain for bounds that are not whole, not 32-bit, or leave no number. */
export function* randint(lo: number, hi: number, shape: readonly number[], key: Key): Steps<Tensor> {
  for (const bound of [lo, hi]) {
    if (!Number.isInteger(bound) || Math.abs(bound) > 2 ** 31) fail("Domain", `randint needs whole 32-bit bounds, got ${lo} and ${hi}`);
  }
  if (hi <= lo) fail("Domain", `randint needs lo < hi, got ${lo} and ${hi}`);
  return yield* draws(shape, key, "int32", (pair) => {
    pair[0] = lo + Math.floor((pair[0] as number) * (hi - lo));
    pair[1] = lo + Math.floor((pair[1] as number) * (hi - lo));
  });
}
