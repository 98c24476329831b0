import type { Cursor } from "../cursor.ts";
import { malformed } from "../malformed.ts";
import { type Element, elementOf } from "../npyElement.ts";
import { decodeUtf8 } from "../utf8.ts";
import { readDeltas } from "./delta.ts";
import { readHybrid } from "./hybrid.ts";
import type { Leaf } from "./parquetSchema.ts";

/** The values of a page without its nulls. */
export type Values =
  | { readonly kind: "numbers"; readonly data: Float64Array; readonly wide?: boolean }
  | { readonly kind: "text"; readonly values: readonly string[] };

/** The encodings that pages name by number. */
export const ENCODING = {
  plain: 0,
  plainDictionary: 2,
  rle: 3,
  deltas: 5,
  deltaLengths: 6,
  deltaStrings: 7,
  dictionary: 8,
  split: 9,
} as const;

const ELEMENTS: Readonly<Partial<Record<Leaf["physical"], readonly [signed: string, unsigned: string]>>> = {
  INT32: ["<i4", "<u4"],
  INT64: ["<i8", "<u8"],
  FLOAT: ["<f4", "<f4"],
  DOUBLE: ["<f8", "<f8"],
  FIXED_LEN_BYTE_ARRAY: ["<f2", "<f2"],
};

/** `count` values in one of the encodings that need no dictionary. `exact`: see TableFile. Fails with "Format". */
export function readValues(cursor: Cursor, encoding: number, leaf: Leaf, count: number, exact: boolean): Values {
  switch (encoding) {
    case ENCODING.plain:
      return leaf.physical === "BOOLEAN"
        ? packedBooleans(cursor, count)
        : leaf.kind === "text"
          ? plainTexts(cursor, count)
          : plainNumbers(cursor, leaf, count, exact);
    case ENCODING.rle:
      if (leaf.physical === "BOOLEAN") return runBooleans(cursor, count);
      break;
    case ENCODING.deltas:
      if (leaf.physical === "INT32" || leaf.physical === "INT64") return deltaNumbers(cursor, leaf, count, exact);
      break;
    case ENCODING.deltaLengths:
      if (leaf.kind === "text")
        return { kind: "text", values: sliced(cursor, readDeltas(cursor, count, 32)).map((bytes) => textOf(bytes, cursor)) };
      break;
    case ENCODING.deltaStrings:
      if (leaf.kind === "text") return { kind: "text", values: prefixed(cursor, count).map((bytes) => textOf(bytes, cursor)) };
      break;
    case ENCODING.split:
      if (leaf.kind !== "text" && leaf.physical !== "BOOLEAN") return splitNumbers(cursor, leaf, count, exact);
      break;
  }
  return malformed(cursor.path, `column "${leaf.name}" is encoded in a way (${encoding}) that is not known for its type`);
}

export function elementIn(leaf: Leaf): Element | undefined {
  const names = ELEMENTS[leaf.physical];
  return names && elementOf(names[leaf.unsigned ? 1 : 0]);
}

function decoded(bytes: Uint8Array, leaf: Leaf, count: number, exact: boolean, path: string): Values {
  const data = new Float64Array(count);
  const inexact = elementIn(leaf)?.decode(bytes, count, data, 0) ?? -1;
  if (exact && inexact >= 0)
    malformed(path, `column "${leaf.name}" holds an integer that float64 cannot hold exactly; dtype = "float64" rounds it`);
  return { kind: "numbers", data };
}

function plainNumbers(cursor: Cursor, leaf: Leaf, count: number, exact: boolean): Values {
  const size = elementIn(leaf)?.bytes ?? malformed(cursor.path, `column "${leaf.name}" holds ${leaf.what}, which are not read`);
  return decoded(cursor.take(count * size), leaf, count, exact, cursor.path);
}

/** Byte 0 of all values, then byte 1 of all… */
function splitNumbers(cursor: Cursor, leaf: Leaf, count: number, exact: boolean): Values {
  const size = elementIn(leaf)?.bytes ?? 0;
  const streams = cursor.take(count * size);
  const bytes = new Uint8Array(streams.length);
  for (let byte = 0; byte < size; byte++) for (let i = 0; i < count; i++) bytes[i * size + byte] = streams[byte * count + i] as number;
  return decoded(bytes, leaf, count, exact, cursor.path);
}

function deltaNumbers(cursor: Cursor, leaf: Leaf, count: number, exact: boolean): Values {
  const deltas = readDeltas(cursor, count, leaf.physical === "INT32" ? 32 : 64);
  if (leaf.physical === "INT64") return decoded(new Uint8Array(deltas.buffer), leaf, count, exact, cursor.path);
  return decoded(new Uint8Array(Int32Array.from(deltas, Number).buffer), leaf, count, exact, cursor.path);
}

function packedBooleans(cursor: Cursor, count: number): Values {
  const bytes = cursor.take(Math.ceil(count / 8));
  return { kind: "numbers", data: Float64Array.from({ length: count }, (_, i) => ((bytes[i >> 3] as number) >> (i & 7)) & 1) };
}

function runBooleans(cursor: Cursor, count: number): Values {
  cursor.uint32();
  const bits = new Uint8Array(count);
  readHybrid(cursor, 1, bits);
  return { kind: "numbers", data: Float64Array.from(bits) };
}

function plainTexts(cursor: Cursor, count: number): Values {
  // Each has a length of four bytes at least.
  cursor.need(4 * count);
  return { kind: "text", values: Array.from({ length: count }, () => textOf(cursor.take(cursor.uint32()), cursor)) };
}

function sliced(cursor: Cursor, lengths: BigInt64Array): readonly Uint8Array[] {
  return Array.from(lengths, (length) => cursor.take(Number(length)));
}

/** Each value begins as the one before it. */
function prefixed(cursor: Cursor, count: number): readonly Uint8Array[] {
  const prefixes = readDeltas(cursor, count, 32);
  const suffixes = sliced(cursor, readDeltas(cursor, count, 32));
  let last = new Uint8Array(0);
  let total = 0;
  return suffixes.map((suffix, i) => {
    const prefix = Number(prefixes[i]);
    if (!(prefix >= 0 && prefix <= last.length)) malformed(cursor.path, "a text begins with more than the one before it has");
    total += prefix + suffix.length;
    if (total > MAX_TEXT_BYTES) malformed(cursor.path, `a page of more than ${MAX_TEXT_BYTES} bytes of text`);
    const value = new Uint8Array(prefix + suffix.length);
    value.set(last.subarray(0, prefix));
    value.set(suffix, prefix);
    last = value;
    return value;
  });
}

/** A prefix costs nothing, so that a small page could make much text. */
const MAX_TEXT_BYTES = 2 ** 28;

function textOf(bytes: Uint8Array, cursor: Cursor): string {
  return decodeUtf8(bytes, cursor.path, cursor.at - bytes.length);
}
