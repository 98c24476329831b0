import type { Cursor } from "../cursor.ts";
import { malformed } from "../malformed.ts";
import type { BackwardBits } from "./backwardBits.ts";

/** A table of finite state entropy: for each state its symbol, and how the next one comes from the bits that follow. */
export interface FseTable {
  /** Bits of the first state. */
  readonly accuracy: number;
  readonly symbols: Uint8Array;
  readonly bits: Uint8Array;
  readonly bases: Uint16Array;
}

/** The table of a single symbol, which takes no bits. */
export function oneSymbol(symbol: number): FseTable {
  return { accuracy: 0, symbols: Uint8Array.of(symbol), bits: new Uint8Array(1), bases: new Uint16Array(1) };
}

export function nextState({ bits, bases }: FseTable, state: number, stream: BackwardBits): number {
  return (bases[state] as number) + stream.read(bits[state] as number);
}

/** Reads a table's probabilities, of symbols up to `most`. Source: RFC 8878, 4.1.1. Fails with "Format". */
export function readFse(cursor: Cursor, most: number, mostAccuracy: number): FseTable {
  let held = 0;
  let holding = 0;
  const read = (count: number): number => {
    for (; holding < count; holding += 8) held |= cursor.byte() << holding;
    const value = held & ((1 << count) - 1);
    held >>>= count;
    holding -= count;
    return value;
  };
  const accuracy = read(4) + 5;
  if (accuracy > mostAccuracy) malformed(cursor.path, "a zstd block is damaged: a table of codes is too large");
  const shares: number[] = [];
  for (let left = 2 ** accuracy; left > 0; ) {
    const share = readShare(left, read);
    left -= Math.abs(share);
    shares.push(share);
    // Two bits say how many more zeros follow, and 3 that it is said again.
    for (let zeros = share === 0 ? 3 : 0; zeros === 3; ) {
      zeros = read(2);
      for (let i = 0; i < zeros; i++) shares.push(0);
    }
    if (left < 0 || shares.length > most + 1) malformed(cursor.path, "a zstd block is damaged: a table of codes does not add up");
  }
  return fseTable(shares, accuracy);
}

/** A share of the `left` states; −1 is "less than one". Small values take one bit fewer. */
function readShare(left: number, read: (count: number) => number): number {
  const low = 31 - Math.clz32(left + 1);
  const spare = 2 ** (low + 1) - 2 - left;
  const value = read(low);
  if (value < spare) return value - 1;
  return (read(1) === 0 ? value : value + 2 ** low - spare) - 1;
}

/** The table of these shares of 2^accuracy states. */
export function fseTable(shares: readonly number[], accuracy: number): FseTable {
  const size = 2 ** accuracy;
  const symbols = new Uint8Array(size);
  const counts = shares.map(Math.abs);
  let high = size;
  for (const [symbol, share] of shares.entries()) if (share < 0) symbols[--high] = symbol;
  const step = (size >> 1) + (size >> 3) + 3;
  let at = 0;
  for (const [symbol, share] of shares.entries())
    for (let i = 0; i < share; i++) {
      symbols[at] = symbol;
      do at = (at + step) & (size - 1);
      while (at >= high);
    }
  const bits = new Uint8Array(size);
  const bases = new Uint16Array(size);
  for (let state = 0; state < size; state++) {
    const next = (counts[symbols[state] as number] as number)++;
    bits[state] = accuracy - 31 + Math.clz32(next);
    bases[state] = (next << (bits[state] as number)) - size;
  }
  return { accuracy, symbols, bits, bases };
}
