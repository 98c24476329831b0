import { Cursor } from "../cursor.ts";
import { malformed } from "../malformed.ts";
import { BackwardBits } from "./backwardBits.ts";
import { type FseTable, fseTable, nextState, oneSymbol, readFse } from "./fse.ts";
import { copyBack } from "./snappy.ts";
import { MAX_BLOCK_BYTES, type Prefixes, readLiterals } from "./zstdLiterals.ts";

const FRAME = 0xfd2fb528;
/** Frames of this magic and the fifteen after it are passed over. */
const SKIPPED = 0x184d2a50;
const [RAW, ONE_BYTE, PACKED] = [0, 1, 2];

/** What a kind of code stands for: from `bases[code]` on, by `bits[code]` more bits. */
interface Kind {
  readonly bases: readonly number[];
  readonly bits: readonly number[];
  readonly accuracy: number;
  readonly usual: FseTable;
}

const LITERAL_LENGTHS: Kind = {
  bases: [
    ...Array.from({ length: 16 }, (_, i) => i),
    ...[16, 18, 20, 22, 24, 28, 32, 40, 48, 64, 128, 256, 512, 1024, 2048, 4096, 8192, 16384, 32768, 65536],
  ],
  bits: [...Array(16).fill(0), 1, 1, 1, 1, 2, 2, 3, 3, 4, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16],
  accuracy: 9,
  usual: fseTable([4, 3, ...Array(11).fill(2), 1, 1, 1, ...Array(9).fill(2), 3, 2, 1, 1, 1, 1, 1, -1, -1, -1, -1], 6),
};
const OFFSETS: Kind = {
  bases: Array.from({ length: 32 }, (_, code) => 2 ** code),
  bits: Array.from({ length: 32 }, (_, code) => code),
  accuracy: 8,
  usual: fseTable([...Array(6).fill(1), 2, 2, 2, ...Array(15).fill(1), -1, -1, -1, -1, -1], 5),
};
const MATCH_LENGTHS: Kind = {
  bases: [
    ...Array.from({ length: 32 }, (_, i) => i + 3),
    ...[35, 37, 39, 41, 43, 47, 51, 59, 67, 83, 99, 131, 259, 515, 1027, 2051, 4099, 8195, 16387, 32771, 65539],
  ],
  bits: [...Array(32).fill(0), 1, 1, 1, 1, 2, 2, 3, 3, 4, 4, 5, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16],
  accuracy: 9,
  usual: fseTable([1, 4, 3, ...Array(6).fill(2), ...Array(37).fill(1), ...Array(7).fill(-1)], 6),
};
const KINDS = [LITERAL_LENGTHS, OFFSETS, MATCH_LENGTHS] as const;

/** What the blocks of a frame hand on. */
interface Frame {
  /** Where the frame begins in the output. */
  readonly from: number;
  prefixes: Prefixes | undefined;
  readonly tables: (FseTable | undefined)[];
  /** The last offsets, the latest first. */
  offsets: readonly [number, number, number];
}

/** Zstandard frames into `output`; returns where they end. Checksums are passed over. Source: RFC 8878. Fails with "Format". */
export function unpackZstd(input: Uint8Array, output: Uint8Array, path: string): number {
  const cursor = new Cursor(input, path);
  let at = 0;
  while (cursor.left > 0) {
    const magic = cursor.uint32();
    if (magic >= SKIPPED && magic < SKIPPED + 16) cursor.take(cursor.uint32());
    else if (magic === FRAME) at = unpackFrame(cursor, output, at);
    else malformed(path, "a zstd frame does not begin as one");
  }
  return at;
}

function unpackFrame(cursor: Cursor, output: Uint8Array, from: number): number {
  const flags = cursor.byte();
  const single = (flags >> 5) & 1;
  // The window's size is of no use to who holds all of the output; nor is the content's, which the output has to fit anyway.
  cursor.take(1 - single);
  if (cursor.take([0, 1, 2, 4][flags & 3] as number).some((byte) => byte !== 0)) malformed(cursor.path, "a zstd frame needs a dictionary");
  cursor.take([single, 2, 4, 8][flags >> 6] as number);
  const frame: Frame = { from, prefixes: undefined, tables: [undefined, undefined, undefined], offsets: [1, 4, 8] };
  let at = from;
  for (let last = false; !last; ) {
    const head = cursor.byte() + 256 * cursor.byte() + 65_536 * cursor.byte();
    last = head % 2 === 1;
    at = unpackBlock(cursor, (head >> 1) & 3, head >> 3, frame, output, at);
  }
  if (flags & 4) cursor.take(4);
  return at;
}

function unpackBlock(cursor: Cursor, type: number, size: number, frame: Frame, output: Uint8Array, at: number): number {
  const { path } = cursor;
  if (type === PACKED) return unpackSequences(new Cursor(cursor.take(size), path), frame, output, at);
  if (type !== RAW && type !== ONE_BYTE) malformed(path, "a zstd block is of no known type");
  if (size > output.length - at) malformed(path, "a zstd block holds more than it says");
  if (type === RAW) output.set(cursor.take(size), at);
  else output.fill(cursor.byte(), at, at + size);
  return at + size;
}

/** A block's literals, and between them repetitions of what was written. */
function unpackSequences(cursor: Cursor, frame: Frame, output: Uint8Array, from: number): number {
  const { path } = cursor;
  const literals = readLiterals(cursor, frame.prefixes);
  frame.prefixes = literals.prefixes;
  // A block that says more than a block may is stopped at that.
  const most = Math.min(output.length, from + MAX_BLOCK_BYTES);
  const out = most === output.length ? output : output.subarray(0, most);
  let at = from;
  let taken = 0;
  const write = (length: number): void => {
    if (length > literals.bytes.length - taken) malformed(path, "a zstd block is damaged: it has too few literals");
    if (length > out.length - at) malformed(path, "a zstd block holds more than it says");
    out.set(literals.bytes.subarray(taken, taken + length), at);
    at += length;
    taken += length;
  };
  const count = readCount(cursor);
  if (count > 0) {
    const sequences = new Sequences(cursor, frame);
    for (let left = count; left > 0; left--) {
      const { literal, match, offset } = sequences.next(left === 1);
      write(literal);
      if (offset > at - frame.from) malformed(path, "a compressed block points before its beginning");
      at = copyBack(out, at, offset, match, path);
    }
    sequences.end();
  }
  write(literals.bytes.length - taken);
  return at;
}

function readCount(cursor: Cursor): number {
  const first = cursor.byte();
  if (first < 128) return first;
  return first < 255 ? (first - 128) * 256 + cursor.byte() : cursor.byte() + 256 * cursor.byte() + 0x7f00;
}

interface Sequence {
  readonly literal: number;
  readonly match: number;
  readonly offset: number;
}

class Sequences {
  private readonly frame: Frame;
  private readonly tables: readonly FseTable[];
  private readonly states: number[];
  private readonly stream: BackwardBits;
  private readonly path: string;

  constructor(cursor: Cursor, frame: Frame) {
    const modes = cursor.byte();
    this.frame = frame;
    this.path = cursor.path;
    this.tables = KINDS.map((kind, i) => {
      const table = readTable(cursor, (modes >> (6 - 2 * i)) & 3, kind, frame.tables[i]);
      frame.tables[i] = table;
      return table;
    });
    this.stream = new BackwardBits(cursor.take(cursor.left), cursor.path);
    this.states = this.tables.map(({ accuracy }) => this.stream.read(accuracy));
  }

  next(isLast: boolean): Sequence {
    const { stream, states, tables } = this;
    const offset = this.value(1);
    const match = this.value(2);
    const literal = this.value(0);
    if (!isLast) for (const i of [0, 2, 1]) states[i] = nextState(tables[i] as FseTable, states[i] as number, stream);
    if (stream.left < 0) malformed(this.path, "a zstd block is damaged: its sequences are cut short");
    return { literal, match, offset: this.offset(offset, literal) };
  }

  end(): void {
    if (this.stream.left !== 0) malformed(this.path, "a zstd block is damaged: its sequences do not end where they should");
  }

  private value(i: 0 | 1 | 2): number {
    const code = (this.tables[i] as FseTable).symbols[this.states[i] as number] as number;
    const base = KINDS[i].bases[code] ?? malformed(this.path, "a zstd block is damaged: a code stands for nothing");
    return base + this.stream.read(KINDS[i].bits[code] as number);
  }

  /** 1 to 3 mean the last offsets; without literals before it, the next of them. */
  private offset(value: number, literal: number): number {
    const [first, second, third] = this.frame.offsets;
    if (value > 3) {
      this.frame.offsets = [value - 3, first, second];
      return value - 3;
    }
    const which = value + (literal === 0 ? 1 : 0);
    if (which === 1) return first;
    const offset = which === 2 ? second : which === 3 ? third : first - 1;
    this.frame.offsets = which === 2 ? [offset, first, third] : [offset, first, second];
    return offset;
  }
}

/** A table of codes: the usual one, one symbol, described here, or the one before. */
function readTable(cursor: Cursor, mode: number, kind: Kind, last: FseTable | undefined): FseTable {
  switch (mode) {
    case 0:
      return kind.usual;
    case 1:
      return oneSymbol(cursor.byte());
    case 2:
      return readFse(cursor, kind.bases.length - 1, kind.accuracy);
    default:
      return last ?? malformed(cursor.path, "a zstd block uses a code that no block before it has");
  }
}
