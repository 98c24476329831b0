import { type Code, F32, F64, unsigned } from "./binary.ts";

export function simd(opcode: number, ...operands: readonly Code[]): Code {
  return [...operands.flat(), 0xfd, ...unsigned(opcode)];
}

const load = (at: Code, offset: number): Code => [...simd(0x00, at), 0, ...unsigned(offset)];
const store = (at: Code, offset: number, value: Code): Code => [...simd(0x0b, at, value), 0, ...unsigned(offset)];

/** Bytes of `a` (0–15) and `b` (16–31), by index. */
export function shuffle(a: Code, b: Code, indices: readonly number[]): Code {
  return [...simd(0x0d, a, b), ...indices];
}

const range = (from: number, count: number): number[] => Array.from({ length: count }, (_, i) => from + i);

/** What is not a matter of the lanes' type. `load` and `store` take bytes. */
export const v128 = {
  load,
  store,
  and: (a: Code, b: Code) => simd(0x4e, a, b),
  /** a and not b. */
  without: (a: Code, b: Code) => simd(0x4f, a, b),
  or: (a: Code, b: Code) => simd(0x50, a, b),
  /** Bits of a where those of `mask` are 1, else of b. */
  select: (a: Code, b: Code, mask: Code) => simd(0x52, a, b, mask),
  /** Scalar: whether every byte has a bit. */
  allTrue: (a: Code) => simd(0x63, a),
  /** The lanes turned by `bytes`. */
  rotate: (a: Code, bytes: number) => shuffle(a, a, [...range(bytes, 16 - bytes), ...range(0, bytes)]),
  i32x4: { add: (a: Code, b: Code) => simd(0xae, a, b), sub: (a: Code, b: Code) => simd(0xb1, a, b) },
};

/** Operations on the lanes of one float type. Masks are all ones or all zeros a lane. */
export interface Lanes {
  readonly bytes: 4 | 8;
  /** Of a scalar parameter of this type. */
  readonly scalar: typeof F32 | typeof F64;
  /** Bits of the fraction. */
  readonly fraction: number;
  /** One a·b + c where the module is fused, else two roundings. */
  readonly fused: boolean;
  constant(value: number): Code;
  /** A constant by the bytes of a lane, lowest first. */
  pattern(bytes: readonly number[]): Code;
  splat(scalar: Code): Code;
  first(a: Code): Code;
  add(a: Code, b: Code): Code;
  sub(a: Code, b: Code): Code;
  mul(a: Code, b: Code): Code;
  div(a: Code, b: Code): Code;
  /** b < a ? b : a, and a < b ? b : a. Unlike min and max these are one instruction; a NaN in a stays. */
  pmin(a: Code, b: Code): Code;
  pmax(a: Code, b: Code): Code;
  eq(a: Code, b: Code): Code;
  le(a: Code, b: Code): Code;
  madd(a: Code, b: Code, c: Code): Code;
  /** Integer lanes shifted into the exponent's place. */
  toExponent(a: Code): Code;
}

/** Opcodes of one shape; the operations not named here follow `eq` and `add` in the order of the specification. */
interface Opcodes {
  readonly splat: number;
  readonly extract: number;
  readonly eq: number;
  readonly add: number;
  readonly madd: number;
  readonly shl: number;
}

const OPCODES: Record<4 | 8, Opcodes> = {
  4: { splat: 0x13, extract: 0x1f, eq: 0x41, add: 0xe4, madd: 0x105, shl: 0xab },
  8: { splat: 0x14, extract: 0x21, eq: 0x47, add: 0xf0, madd: 0x107, shl: 0xcb },
};

/** f32x4 for 4 bytes a lane, f64x2 for 8. */
export function lanesOf(bytes: 4 | 8, fused: boolean): Lanes {
  const op = OPCODES[bytes];
  const fraction = bytes === 4 ? 23 : 52;
  const add = (a: Code, b: Code) => simd(op.add, a, b);
  const mul = (a: Code, b: Code) => simd(op.add + 2, a, b);
  return {
    bytes,
    scalar: bytes === 4 ? F32 : F64,
    fraction,
    fused,
    constant: (value) => [...simd(0x0c), ...vectorOf(value, bytes)],
    pattern: (lane) => [...simd(0x0c), ...Array.from({ length: 16 / bytes }, () => lane).flat()],
    splat: (scalar) => simd(op.splat, scalar),
    first: (a) => [...simd(op.extract, a), 0],
    add,
    sub: (a, b) => simd(op.add + 1, a, b),
    mul,
    div: (a, b) => simd(op.add + 3, a, b),
    pmin: (a, b) => simd(op.add + 6, a, b),
    pmax: (a, b) => simd(op.add + 7, a, b),
    eq: (a, b) => simd(op.eq, a, b),
    le: (a, b) => simd(op.eq + 4, a, b),
    madd: (a, b, c) => (fused ? simd(op.madd, a, b, c) : add(mul(a, b), c)),
    toExponent: (a) => simd(op.shl, a, [0x41, fraction]),
  };
}

/** The 16 bytes of a vector with `value` in every lane. */
function vectorOf(value: number, bytes: 4 | 8): Code {
  const lanes = bytes === 4 ? new Float32Array(4).fill(value) : new Float64Array(2).fill(value);
  return Array.from(new Uint8Array(lanes.buffer));
}

/** Four float32 as two pairs of float64, and back. */
export const widths = {
  low: (a: Code) => simd(0x5f, a),
  high: (a: Code) => simd(0x5f, v128.rotate(a, 8)),
  narrow: (low: Code, high: Code) => shuffle(simd(0x5e, low), simd(0x5e, high), [...range(0, 8), ...range(16, 8)]),
};
