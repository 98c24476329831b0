import { type AnyTensor, type ByteSource, type ChunkSource, type FloatArray, fail, type Steps, type Value, wait } from "../model/index.ts";
import type { LoadOptions } from "./load.ts";
import { malformed } from "./malformed.ts";
import { elementOf } from "./npyElement.ts";
import { PIECE_BYTES, readBytes } from "./readBytes.ts";
import { BLOCK, LAZY_BYTES, readElements } from "./readElements.ts";
import { unknownKey } from "./unknownKey.ts";

/** Magic, then context, vocabulary and number of chunks as int32. */
const HEADER_BYTES = 20;
/** A row begins with its scale and its least value, both float32. */
const ROW_HEAD = 8;

interface Head {
  readonly context: number;
  readonly chunks: number;
  readonly rows: Rows;
}

/** Where the rows of log-probabilities lie. */
interface Rows {
  readonly source: ByteSource;
  readonly path: string;
  readonly offset: number;
  readonly count: number;
  readonly vocabulary: number;
  /** Bytes of a row. */
  readonly stride: number;
}

/**
 * The base file of llama.cpp's `perplexity --kl-divergence`: {tokens, logprobs}, or the one that `key` names. tokens is chunks × context,
 * int32; logprobs rows × vocabulary, float32, with context − 1 − ⌊context/2⌋ rows per chunk: row i of a chunk is for the token at
 * ⌊context/2⌋ + i + 1. The file keeps 16 bits of each, and nothing below maximum − 16. Large ones stay in the file.
 * Fails with "Format". Source: tools/perplexity/perplexity.cpp.
 */
export function* readKlBase(source: ByteSource, path: string, { key, dtype }: LoadOptions): Steps<Value> {
  if (dtype) fail("Type", `${path}: log-probabilities of this format are float32; cast them with ${dtype}(…)`);
  if (key !== undefined && key !== "tokens" && key !== "logprobs") unknownKey(path, "entry", key, ["tokens", "logprobs"]);
  const head = yield* readHead(source, path);
  if (key === "tokens") return yield* tokensOf(head);
  if (key === "logprobs") return yield* logprobsOf(head.rows);
  return { kind: "object", entries: { tokens: yield* tokensOf(head), logprobs: yield* logprobsOf(head.rows) } };
}

function* readHead(source: ByteSource, path: string): Steps<Head> {
  if (source.size < HEADER_BYTES) malformed(path, "the file is cut short in its header");
  const bytes = yield* readBytes(source, path, 0, HEADER_BYTES);
  const view = new DataView(bytes.buffer, bytes.byteOffset, HEADER_BYTES);
  const [context, vocabulary, chunks] = [8, 12, 16].map((at) => view.getInt32(at, true)) as [number, number, number];
  if (context < 1 || vocabulary < 1 || chunks < 0)
    malformed(path, `the header says a context of ${context}, a vocabulary of ${vocabulary} and ${chunks} chunks`);
  const offset = HEADER_BYTES + 4 * context * chunks;
  const count = chunks * (context - 1 - Math.floor(context / 2));
  const stride = 2 * (2 * Math.floor((vocabulary + 1) / 2)) + ROW_HEAD;
  const end = offset + count * stride;
  if (end > source.size)
    malformed(
      path,
      `the header promises ${count} rows of ${vocabulary}, ${end} bytes in all, but the file has ${source.size} (cut short?)`,
    );
  return { context, chunks, rows: { source, path, offset, count, vocabulary, stride } };
}

function tokensOf({ context, chunks, rows }: Head): Steps<AnyTensor> {
  const element = elementOf("<i4");
  if (!element) throw new Error("int32 is always read");
  return readElements({ source: rows.source, path: rows.path, element, offset: HEADER_BYTES, shape: [chunks, context] });
}

function* logprobsOf(rows: Rows): Steps<AnyTensor> {
  const shape = [rows.count, rows.vocabulary];
  const source = new KlRows(rows);
  const length = rows.count * rows.vocabulary;
  if (length * 4 > LAZY_BYTES) return { kind: "lazy", dtype: "float32", shape, source };
  const data = new Float32Array(length);
  yield* source.read(0, length, data);
  return { kind: "tensor", dtype: "float32", shape, data };
}

/** The log-probabilities of all rows, decoded as they are read. The last piece of about 1 MB is kept: a row may be read in parts. */
class KlRows implements ChunkSource {
  private readonly rows: Rows;
  private readonly perPiece: number;
  private piece: { readonly index: number; readonly bytes: Uint8Array } | undefined;

  constructor(rows: Rows) {
    this.rows = rows;
    this.perPiece = Math.max(1, Math.floor(PIECE_BYTES / rows.stride));
  }

  *read(start: number, end: number, out: FloatArray): Steps<void> {
    const { vocabulary, stride, count } = this.rows;
    for (let at = start; at < end; ) {
      const row = Math.floor(at / vocabulary);
      const bytes = yield* this.pieceOf(Math.floor(row / this.perPiece));
      const stop = Math.min(end, (row + 1) * vocabulary, at + BLOCK);
      decode(bytes, (row % this.perPiece) * stride, at - row * vocabulary, out.subarray(at - start, stop - start));
      at = stop;
      yield { kind: "progress", done: at, total: count * vocabulary };
    }
  }

  private *pieceOf(index: number): Steps<Uint8Array> {
    if (this.piece?.index === index) return this.piece.bytes;
    const { source, path, offset, count, stride } = this.rows;
    const first = index * this.perPiece;
    const length = Math.min(this.perPiece, count - first) * stride;
    const bytes = yield* wait(source.read(offset + first * stride, length));
    if (bytes.length < length) malformed(path, `the file is cut short: it ends within row ${first + Math.floor(bytes.length / stride)}`);
    this.piece = { index, bytes };
    return bytes;
  }
}

/** Entries `from` on of the row whose bytes begin at `row`, in float32 as llama.cpp computes them. */
function decode(bytes: Uint8Array, row: number, from: number, out: FloatArray): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const scale = view.getFloat32(row, true);
  const least = view.getFloat32(row + 4, true);
  const first = row + ROW_HEAD + 2 * from;
  for (let i = 0; i < out.length; i++) out[i] = Math.fround(Math.fround(scale * view.getUint16(first + 2 * i, true)) + least);
}
