import { BrotliBitReader } from "hyparquet-compressors/src/brotli.bitreader.js";
import {
  decodeBlockType,
  decodeMetaBlockLength,
  decodeVarLenUint8,
  decodeWindowBits,
  jumpToByteBoundary,
  readBlockLength,
} from "hyparquet-compressors/src/brotli.blocks.js";
import { lookup, lookupOffsets } from "hyparquet-compressors/src/brotli.context.js";
import { decodeContextMap } from "hyparquet-compressors/src/brotli.contextmap.js";
import { type HuffmanCode, HuffmanTreeGroup, readHuffmanCode, readSymbol } from "hyparquet-compressors/src/brotli.huffman.js";
import { kCopyLengthPrefixCode, kCopyRangeLut, kInsertLengthPrefixCode, kInsertRangeLut } from "hyparquet-compressors/src/brotli.prefix.js";
import { BrotliInput } from "hyparquet-compressors/src/brotli.streams.js";
import { kNumTransforms, transformDictionaryWord } from "hyparquet-compressors/src/brotli.transform.js";
import { malformed } from "../malformed.ts";
import { copyBack } from "./snappy.ts";

/** The kinds of blocks that a meta-block switches between. */
const [LITERALS, COMMANDS, DISTANCES] = [0, 1, 2];
/** Entries that the table of one prefix code may have. */
const TABLE = 1080;
const LENGTH_CODES = 26;
const COMMAND_CODES = 704;
const SHORT_CODES = 16;
/** Which of the last distances a short code means, and what it adds. */
const SHORT_INDEX = [3, 2, 1, 0, 3, 3, 3, 3, 3, 3, 2, 2, 2, 2, 2, 2];
const SHORT_OFFSET = [0, 0, 0, 0, -1, 1, -2, 2, -3, 3, -1, 1, -2, 2, -3, 3];
/** Where the words of each length begin in the dictionary, and how many bits number them. */
const WORDS_FROM = [
  0, 0, 0, 0, 0, 4096, 9216, 21504, 35840, 44032, 53248, 63488, 74752, 87040, 93696, 100864, 104704, 106752, 108928, 113536, 115968, 118528,
  119872, 121280, 122016,
];
const WORD_BITS = [0, 0, 0, 0, 10, 10, 11, 11, 10, 10, 10, 10, 10, 9, 9, 8, 7, 7, 8, 7, 7, 6, 6, 5, 5];

/**
 * A Brotli stream into `output`; returns where it ends. Source: RFC 7932. The package's own loop takes as much memory as the stream
 * asks for, so this puts its parts together around an output of fixed size. Fails with "Format"; the package's parts throw Error.
 */
export function unpackBrotli(input: Uint8Array, output: Uint8Array, path: string): number {
  const reader = new BrotliBitReader(new BrotliInput(input));
  const stream = new BrotliStream(reader, output, path);
  while (!stream.ended) stream.metaBlock();
  return stream.at;
}

class BrotliStream {
  private readonly reader: BrotliBitReader;
  private readonly output: Uint8Array;
  private readonly path: string;
  private readonly window: number;
  private readonly distances = [16, 15, 11, 4];
  private next = 0;
  ended = false;
  at = 0;

  constructor(reader: BrotliBitReader, output: Uint8Array, path: string) {
    this.reader = reader;
    this.output = output;
    this.path = path;
    this.window = 2 ** decodeWindowBits(reader) - 16;
  }

  metaBlock(): void {
    const { reader, path } = this;
    reader.readMoreInput();
    const { meta_block_length: length, input_end, is_metadata, is_uncompressed } = decodeMetaBlockLength(reader);
    this.ended = input_end !== 0;
    if (is_metadata) return this.stored(length, null);
    if (length > this.output.length - this.at) malformed(path, "a brotli block holds more than it says");
    if (is_uncompressed) this.stored(length, this.output);
    else if (length > 0) this.compressed(length);
  }

  /** Bytes as they are: into `output`, or passed over. */
  private stored(length: number, output: Uint8Array | null): void {
    if (!jumpToByteBoundary(this.reader)) malformed(this.path, "a brotli block is damaged");
    for (let i = 0; i < length; i++) {
      this.reader.readMoreInput();
      const byte = this.reader.readBits(8);
      if (output) output[this.at++] = byte;
    }
  }

  private compressed(length: number): void {
    const { reader } = this;
    const blocks = new Blocks(reader);
    reader.readMoreInput();
    const postfixBits = reader.readBits(2);
    const direct = SHORT_CODES + (reader.readBits(4) << postfixBits);
    const modes = Array.from({ length: blocks.counts[LITERALS] as number }, () => {
      reader.readMoreInput();
      return reader.readBits(2) << 1;
    });
    const [literalTrees, literalMap] = decodeContextMap((blocks.counts[LITERALS] as number) << 6, reader);
    const [distanceTrees, distanceMap] = decodeContextMap((blocks.counts[DISTANCES] as number) << 2, reader);
    const literals = new HuffmanTreeGroup(256, literalTrees);
    const commands = new HuffmanTreeGroup(COMMAND_CODES, blocks.counts[COMMANDS] as number);
    const distances = new HuffmanTreeGroup(direct + (48 << postfixBits), distanceTrees);
    for (const group of [literals, commands, distances]) group.decode(reader);
    const end = this.at + length;
    while (this.at < end) {
      reader.readMoreInput();
      const command = readSymbol(commands.codes, commands.htrees[blocks.type(COMMANDS)] as number, reader);
      const range = command >> 6;
      const cell = range >= 2 ? range - 2 : range;
      const insert = this.length(kInsertLengthPrefixCode, (kInsertRangeLut[cell] as number) + ((command >> 3) & 7));
      const copy = this.length(kCopyLengthPrefixCode, (kCopyRangeLut[cell] as number) + (command & 7));
      if (insert > end - this.at) malformed(this.path, "a brotli block holds more than it says");
      for (let i = 0; i < insert; i++) this.literal(literals, literalMap, blocks, modes);
      if (this.at === end) return;
      const code = range < 2 ? 0 : this.distanceCode(distances, distanceMap, blocks, copy, postfixBits, direct);
      this.copy(code, copy, end);
    }
  }

  private length(prefixes: typeof kCopyLengthPrefixCode, index: number): number {
    const prefix = prefixes[index] ?? malformed(this.path, "a brotli block is damaged");
    return prefix.offset + this.reader.readBits(prefix.nbits);
  }

  private literal(group: HuffmanTreeGroup, map: Uint8Array, blocks: Blocks, modes: readonly number[]): void {
    const { reader, output, at } = this;
    reader.readMoreInput();
    const type = blocks.type(LITERALS);
    const mode = modes[type] as number;
    const before = at > 0 ? (output[at - 1] as number) : 0;
    const second = at > 1 ? (output[at - 2] as number) : 0;
    const context =
      (lookup[(lookupOffsets[mode] as number) + before] as number) | (lookup[(lookupOffsets[mode + 1] as number) + second] as number);
    output[this.at++] = readSymbol(group.codes, group.htrees[map[(type << 6) + context] as number] as number, reader);
  }

  private distanceCode(
    group: HuffmanTreeGroup,
    map: Uint8Array,
    blocks: Blocks,
    copy: number,
    postfixBits: number,
    direct: number,
  ): number {
    const { reader } = this;
    reader.readMoreInput();
    const context = (blocks.type(DISTANCES) << 2) + (copy > 4 ? 3 : copy - 2);
    const code = readSymbol(group.codes, group.htrees[map[context] as number] as number, reader);
    if (code < direct) return code;
    const rest = code - direct;
    const bits = (rest >> (postfixBits + 1)) + 1;
    const offset = ((2 + ((rest >> postfixBits) & 1)) << bits) - 4;
    return direct + ((offset + reader.readBits(bits)) << postfixBits) + (rest & ((1 << postfixBits) - 1));
  }

  /** Repeats what was written, or writes a word of the dictionary where the distance goes beyond the beginning. */
  private copy(code: number, length: number, end: number): void {
    const { output, path, distances } = this;
    const distance =
      code < SHORT_CODES
        ? (distances[(this.next + (SHORT_INDEX[code] as number)) & 3] as number) + (SHORT_OFFSET[code] as number)
        : code - SHORT_CODES + 1;
    const most = Math.min(this.at, this.window);
    if (distance > most) {
      this.at += this.word(distance - most - 1, length);
      if (this.at > end) malformed(path, "a brotli block holds more than it says");
      return;
    }
    if (code > 0) distances[this.next++ & 3] = distance;
    if (length > end - this.at) malformed(path, "a brotli block holds more than it says");
    this.at = copyBack(output, this.at, distance, length, path);
  }

  private word(id: number, length: number): number {
    const bits = WORD_BITS[length] ?? 0;
    const transform = id >> bits;
    if (bits === 0 || transform >= kNumTransforms) malformed(this.path, "a compressed block points before its beginning");
    const word = (WORDS_FROM[length] as number) + (id & (2 ** bits - 1)) * length;
    return transformDictionaryWord(this.output, this.at, word, length, transform);
  }
}

/** Which type of block each kind is in, and for how long. */
class Blocks {
  readonly counts = [1, 1, 1];
  private readonly left = [2 ** 28, 2 ** 28, 2 ** 28];
  private readonly types = [0, 0, 0];
  private readonly last = [0, 1, 0, 1, 0, 1];
  private readonly lastIndex = [0, 0, 0];
  private readonly typeCodes: HuffmanCode[] = [];
  private readonly lengthCodes: HuffmanCode[] = [];
  private readonly reader: BrotliBitReader;

  constructor(reader: BrotliBitReader) {
    this.reader = reader;
    for (const kind of [LITERALS, COMMANDS, DISTANCES]) {
      const count = decodeVarLenUint8(reader) + 1;
      this.counts[kind] = count;
      if (count < 2) continue;
      readHuffmanCode(count + 2, this.typeCodes, kind * TABLE, reader);
      readHuffmanCode(LENGTH_CODES, this.lengthCodes, kind * TABLE, reader);
      this.left[kind] = readBlockLength(this.lengthCodes, kind * TABLE, reader);
      this.lastIndex[kind] = 1;
    }
  }

  /** The type of the next symbol's block. */
  type(kind: number): number {
    if (this.left[kind] === 0) {
      decodeBlockType(this.counts[kind] as number, this.typeCodes, kind, this.types, this.last, this.lastIndex, this.reader);
      this.left[kind] = readBlockLength(this.lengthCodes, kind * TABLE, this.reader);
    }
    (this.left[kind] as number)--;
    return this.types[kind] as number;
  }
}
