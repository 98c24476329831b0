import { Cursor } from "../cursor.ts";
import { malformed } from "../malformed.ts";
import { BackwardBits } from "./backwardBits.ts";
import { nextState, readFse } from "./fse.ts";

/** A prefix code: the next `bits` bits give the symbol, and how many of them it takes. */
export interface Prefixes {
  readonly bits: number;
  readonly symbols: Uint8Array;
  readonly lengths: Uint8Array;
}

export interface Literals {
  readonly bytes: Uint8Array;
  /** The code that a later block may use again. */
  readonly prefixes: Prefixes | undefined;
}

/** The most bytes that a block holds. */
export const MAX_BLOCK_BYTES = 2 ** 17;
const MAX_BITS = 11;
const [RAW, ONE_BYTE, CODED] = [0, 1, 2];

/** The literals at the beginning of a block. Source: RFC 8878, 3.1.1.3.1. Fails with "Format". */
export function readLiterals(cursor: Cursor, last: Prefixes | undefined): Literals {
  const head = cursor.byte();
  const [type, format] = [head & 3, (head >> 2) & 3];
  if (type === RAW || type === ONE_BYTE) {
    const size = format % 2 === 0 ? head >> 3 : (head >> 4) + cursor.byte() * 16 + (format === 3 ? cursor.byte() * 4096 : 0);
    check(size, cursor.path);
    const bytes = type === RAW ? cursor.take(size) : new Uint8Array(size).fill(cursor.byte());
    return { bytes, prefixes: last };
  }
  const bits = 10 + 4 * Math.max(0, format - 1);
  let sizes = head >> 4;
  for (let shift = 4; shift < 2 * bits; shift += 8) sizes += cursor.byte() * 2 ** shift;
  const size = sizes % 2 ** bits;
  check(size, cursor.path);
  const body = new Cursor(cursor.take(Math.floor(sizes / 2 ** bits)), cursor.path);
  const prefixes =
    type === CODED ? readPrefixes(body) : (last ?? malformed(cursor.path, "a zstd block uses a code that no block before it has"));
  const bytes = new Uint8Array(size);
  if (format === 0) decode(body.take(body.left), prefixes, bytes, cursor.path);
  else decodeFour(body, prefixes, bytes);
  return { bytes, prefixes };
}

function check(size: number, path: string): void {
  if (size > MAX_BLOCK_BYTES) malformed(path, `a zstd block claims ${size} literals; the most is ${MAX_BLOCK_BYTES}`);
}

/** The weights of the symbols, coded or four bits each; that of the last symbol follows from theirs. */
function readPrefixes(cursor: Cursor): Prefixes {
  const head = cursor.byte();
  const weights = head < 128 ? codedWeights(new Cursor(cursor.take(head), cursor.path)) : plainWeights(cursor, head - 127);
  const sum = weights.reduce((total, weight) => total + (weight > 0 ? 2 ** (weight - 1) : 0), 0);
  const bits = 32 - Math.clz32(sum);
  const rest = 2 ** bits - sum;
  if (sum === 0 || bits > MAX_BITS || (rest & (rest - 1)) !== 0)
    malformed(cursor.path, "a zstd block is damaged: its code does not add up");
  return prefixesOf([...weights, 32 - Math.clz32(rest)], bits);
}

function plainWeights(cursor: Cursor, count: number): number[] {
  const bytes = cursor.take((count + 1) >> 1);
  return Array.from({ length: count }, (_, i) => ((bytes[i >> 1] as number) >> (i % 2 === 0 ? 4 : 0)) & 15);
}

/** Two states take turns until the bits of one are not there; the other has the last weight. */
function codedWeights(cursor: Cursor): number[] {
  const table = readFse(cursor, 255, 6);
  const stream = new BackwardBits(cursor.take(cursor.left), cursor.path);
  const weights: number[] = [];
  let [state, other] = [stream.read(table.accuracy), stream.read(table.accuracy)];
  for (;;) {
    weights.push(table.symbols[state] as number);
    if (weights.length > 254) malformed(cursor.path, "a zstd block is damaged: its code has too many symbols");
    const next = nextState(table, state, stream);
    if (stream.left < 0) return [...weights, table.symbols[other] as number];
    [state, other] = [other, next];
  }
}

/** Symbols of little weight come first: they have the longest codes. */
function prefixesOf(weights: readonly number[], bits: number): Prefixes {
  const symbols = new Uint8Array(2 ** bits);
  const lengths = new Uint8Array(2 ** bits);
  let at = 0;
  for (let weight = 1; weight <= bits; weight++)
    for (const [symbol, its] of weights.entries()) {
      if (its !== weight) continue;
      symbols.fill(symbol, at, at + 2 ** (weight - 1));
      lengths.fill(bits + 1 - weight, at, at + 2 ** (weight - 1));
      at += 2 ** (weight - 1);
    }
  return { bits, symbols, lengths };
}

function decodeFour(cursor: Cursor, prefixes: Prefixes, out: Uint8Array): void {
  const sizes = [0, 0, 0].map(() => cursor.byte() + 256 * cursor.byte());
  const each = (out.length + 3) >> 2;
  for (let i = 0; i < 4; i++) {
    const packed = cursor.take(i < 3 ? (sizes[i] as number) : cursor.left);
    decode(packed, prefixes, out.subarray(i * each, i < 3 ? (i + 1) * each : out.length), cursor.path);
  }
}

function decode(packed: Uint8Array, { bits, symbols, lengths }: Prefixes, out: Uint8Array, path: string): void {
  const stream = new BackwardBits(packed, path);
  for (let i = 0; i < out.length; i++) {
    const code = stream.peek(bits);
    out[i] = symbols[code] as number;
    stream.left -= lengths[code] as number;
  }
  if (stream.left !== 0) malformed(path, "a zstd block is damaged: its literals do not end where they should");
}
