// The parts of hyparquet-compressors that brotli.ts puts together; their own types pull in those of hyparquet, which is not here.
// Each throws Error where the stream is broken.

/** Where the decoder is in the stream; `readMoreInput` before every 32 bytes tells whether it goes beyond the end. */
export declare class BrotliBitReader {
  constructor(input: BrotliInput);
  bit_pos_: number;
  readMoreInput(): void;
  /** At most 24. */
  readBits(count: number): number;
}
export declare class BrotliInput {
  constructor(bytes: Uint8Array);
}

export declare class HuffmanCode {
  constructor(bits: number, value: number);
}
/** Prefix codes of one alphabet; `htrees` says where in `codes` each begins. */
export declare class HuffmanTreeGroup {
  constructor(alphabet: number, trees: number);
  readonly codes: HuffmanCode[];
  readonly htrees: Uint32Array;
  decode(reader: BrotliBitReader): void;
}
export declare function readHuffmanCode(alphabet: number, table: HuffmanCode[], at: number, reader: BrotliBitReader): number;
export declare function readSymbol(table: HuffmanCode[], at: number, reader: BrotliBitReader): number;

export declare function decodeWindowBits(reader: BrotliBitReader): number;
export declare function decodeVarLenUint8(reader: BrotliBitReader): number;
export declare function decodeMetaBlockLength(reader: BrotliBitReader): {
  readonly meta_block_length: number;
  readonly input_end: number;
  readonly is_metadata: boolean;
  readonly is_uncompressed: number;
};
export declare function jumpToByteBoundary(reader: BrotliBitReader): boolean;
export declare function readBlockLength(table: HuffmanCode[], at: number, reader: BrotliBitReader): number;
/** Reads the next type of blocks of a kind (0 literals, 1 commands, 2 distances) into `types`. */
export declare function decodeBlockType(
  count: number,
  trees: HuffmanCode[],
  kind: number,
  types: number[],
  last: number[],
  lastIndex: number[],
  reader: BrotliBitReader,
): void;
/** How many prefix codes there are, and which of them each context uses. */
export declare function decodeContextMap(size: number, reader: BrotliBitReader): [trees: number, map: Uint8Array];

export declare const lookup: Uint8Array;
export declare const lookupOffsets: Uint16Array;

/** Writes a transformed word of the dictionary and gives its length; what lies beyond the end of `out` is not written. */
export declare function transformDictionaryWord(out: Uint8Array, at: number, word: number, length: number, transform: number): number;
export declare const kNumTransforms: number;

interface Prefix {
  readonly offset: number;
  readonly nbits: number;
}
export declare const kInsertLengthPrefixCode: readonly Prefix[];
export declare const kCopyLengthPrefixCode: readonly Prefix[];
export declare const kInsertRangeLut: readonly number[];
export declare const kCopyRangeLut: readonly number[];
