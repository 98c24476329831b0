import type { Dtype, FloatArray } from "../model/index.ts";
import { halfToNumber } from "./round.ts";

/** One element type of a file, and how to get its numbers out of bytes. */
export interface Element {
  readonly dtype: Dtype;
  readonly bytes: number;
  /** Elements 0 … count of `bytes` into out[at …]. Returns the index of the first that float64 can't hold exactly, or −1. */
  decode(bytes: Uint8Array, count: number, out: FloatArray, at: number): number;
  /** Whether the bytes are those of an array in memory. */
  readonly native?: boolean | undefined;
}

type Get = (view: DataView, offset: number, little: boolean) => number;
/** `whole` is for the integers that may lie beyond float64's exact ones. */
type Layout = readonly [dtype: Dtype, bytes: number, get: Get, whole?: Whole];
type Whole = (view: DataView, offset: number, little: boolean) => bigint;
interface Native {
  readonly BYTES_PER_ELEMENT: number;
  new (buffer: ArrayBufferLike, offset: number, length: number): Float32Array | Float64Array | Int32Array;
}

// Two words and one rounding: several times faster than a BigInt per element.
function lowWord(view: DataView, at: number, little: boolean): number {
  return view.getUint32(at + (little ? 0 : 4), little);
}

const LAYOUTS: Readonly<Record<string, Layout>> = {
  "?": ["bool", 1, (view, at) => (view.getUint8(at) ? 1 : 0)],
  b1: ["bool", 1, (view, at) => (view.getUint8(at) ? 1 : 0)],
  i1: ["int32", 1, (view, at) => view.getInt8(at)],
  u1: ["int32", 1, (view, at) => view.getUint8(at)],
  i2: ["int32", 2, (view, at, little) => view.getInt16(at, little)],
  u2: ["int32", 2, (view, at, little) => view.getUint16(at, little)],
  i4: ["int32", 4, (view, at, little) => view.getInt32(at, little)],
  u4: ["float64", 4, (view, at, little) => view.getUint32(at, little)],
  i8: [
    "float64",
    8,
    (view, at, little) => view.getInt32(at + (little ? 4 : 0), little) * 2 ** 32 + lowWord(view, at, little),
    (view, at, little) => view.getBigInt64(at, little),
  ],
  u8: [
    "float64",
    8,
    (view, at, little) => view.getUint32(at + (little ? 4 : 0), little) * 2 ** 32 + lowWord(view, at, little),
    (view, at, little) => view.getBigUint64(at, little),
  ],
  f2: ["float16", 2, (view, at, little) => halfToNumber(view.getUint16(at, little))],
  f4: ["float32", 4, (view, at, little) => view.getFloat32(at, little)],
  f8: ["float64", 8, (view, at, little) => view.getFloat64(at, little)],
};

const NATIVE: Readonly<Record<string, Native>> = { f4: Float32Array, f8: Float64Array, i4: Int32Array };

const HOST_LITTLE = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1;

/** The element type that a .npy header names, e.g. "<f4"; undefined where we don't read it. */
export function elementOf(descr: string): Element | undefined {
  const found = /^([<>|=]?)([a-z?]\d*)$/.exec(descr);
  const code = found?.[2] ?? "";
  const layout = Object.hasOwn(LAYOUTS, code) ? LAYOUTS[code] : undefined;
  if (!layout) return undefined;
  const little = found?.[1] !== ">";
  const [dtype, bytes] = layout;
  const native = little === HOST_LITTLE ? NATIVE[code] : undefined;
  if (native) return { dtype, bytes, native: true, decode: (source, count, out, at) => copyNative(native, source, count, out, at) };
  return { dtype, bytes, decode: (source, count, out, at) => decodeEach(layout, little, source, count, out, at) };
}

/** What a header's element type is called in words, for those that we don't read. */
export function unknownElement(descr: string): string {
  const kinds: Readonly<Record<string, string>> = {
    O: "Python objects",
    U: "text",
    S: "text",
    a: "text",
    c: "complex numbers",
    M: "dates",
    m: "durations",
    V: "raw records",
  };
  const kind = kinds[/[a-zA-Z]/.exec(descr)?.[0] ?? ""];
  return `element type "${descr.slice(0, 40)}"${kind ? ` (${kind})` : ""} is not read; f2, f4, f8, i1 to i8, u1 to u8 and bool are`;
}

function copyNative(native: Native, bytes: Uint8Array, count: number, out: FloatArray, at: number): number {
  const aligned = bytes.byteOffset % native.BYTES_PER_ELEMENT === 0 ? bytes : bytes.slice();
  out.set(new native(aligned.buffer, aligned.byteOffset, count), at);
  return -1;
}

function decodeEach([, size, get, whole]: Layout, little: boolean, bytes: Uint8Array, count: number, out: FloatArray, at: number): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let inexact = -1;
  for (let i = 0; i < count; i++) {
    const value = get(view, i * size, little);
    out[at + i] = value;
    if (whole && inexact < 0 && Math.abs(value) > Number.MAX_SAFE_INTEGER && BigInt(value) !== whole(view, i * size, little)) inexact = i;
  }
  return inexact;
}
