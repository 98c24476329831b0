import type { Code } from "./binary.ts";
import { shuffle, simd } from "./lanes.ts";

/** Operations on pairs of float64 and their bits that the lanes of a kernel don't need in both widths. */
export const f64x2 = {
  floor: (a: Code) => simd(0x75, a),
  ne: (a: Code, b: Code) => simd(0x48, a, b),
  ge: (a: Code, b: Code) => simd(0x4c, a, b),
  /** One lane of a, and the same of b. */
  pair: (a: Code, b: Code, lane: 0 | 1) => shuffle(a, b, [...eight(8 * lane), ...eight(16 + 8 * lane)]),
  /** Towards 0, as integers of 32 bits in lanes 0 and 1. */
  truncated: (a: Code) => simd(0xfc, a),
};

/** The same of four float32. */
export const f32x4 = {
  floor: (a: Code) => simd(0x68, a),
  /** Of integers of 32 bits. */
  converted: (integers: Code) => simd(0xfa, integers),
};

/** The bits of four, as integers. */
export const i32x4 = {
  constant: (value: number) => [...simd(0x0c), ...new Uint8Array(Int32Array.of(value, value, value, value).buffer)],
  splat: (scalar: Code) => simd(0x11, scalar),
  eq: (a: Code, b: Code) => simd(0x37, a, b),
  add: (a: Code, b: Code) => simd(0xae, a, b),
  sub: (a: Code, b: Code) => simd(0xb1, a, b),
  /** The lesser as integers without a sign. */
  least: (a: Code, b: Code) => simd(0xb7, a, b),
  shiftLeft: (a: Code, bits: number) => simd(0xab, a, [0x41, bits]),
  /** As integers without a sign. */
  shiftRight: (a: Code, bits: number) => simd(0xad, a, [0x41, bits]),
  /** Scalar: whether no lane is 0. */
  allTrue: (a: Code) => simd(0xa3, a),
};

/** The bits of a pair, as integers. */
export const i64x2 = {
  sub: (a: Code, b: Code) => simd(0xd1, a, b),
  shiftRight: (a: Code, bits: number) => simd(0xcd, a, [0x41, bits]),
};

export function laneOf(integers: Code, lane: number): Code {
  return [...simd(0x1b, integers), lane];
}

/** 1 where any bit is. */
export function anyTrue(a: Code): Code {
  return simd(0x53, a);
}

function eight(from: number): number[] {
  return Array.from({ length: 8 }, (_, i) => from + i);
}
