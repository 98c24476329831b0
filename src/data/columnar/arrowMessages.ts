import { type ByteSource, fail, type Steps } from "../../model/index.ts";
import { Cursor } from "../cursor.ts";
import { malformed } from "../malformed.ts";
import { readBytes } from "../readBytes.ts";
import { type ArrowField, arrowFields } from "./arrowSchema.ts";
import { FlatBuffer, type FlatTable } from "./flatbuffer.ts";
import type { Codec } from "./unpack.ts";

/** The columns of rows, or of a dictionary: where their buffers lie. */
export interface Batch {
  readonly rows: number;
  /** Per field and child in order: how many entries it has. */
  readonly lengths: readonly number[];
  /** Per buffer: offset from the body's start, and bytes. */
  readonly buffers: readonly (readonly [offset: number, bytes: number])[];
  /** How many data buffers each column of views has. */
  readonly views: readonly number[];
  readonly codec: Codec;
  /** Offset of the body in the file, and its bytes. */
  readonly body: number;
  readonly bodyBytes: number;
}

export interface DictionaryBatch {
  readonly id: number;
  /** Goes on after the one before. */
  readonly delta: boolean;
  readonly batch: Batch;
}

/** The messages of a file in order. Dictionaries come before the rows that use them. */
export interface ArrowFile {
  readonly fields: readonly ArrowField[];
  readonly messages: readonly (Batch | DictionaryBatch)[];
}

const MAGIC = "ARROW1";
const CONTINUATION = 0xffffffff;
const MAX_METADATA_BYTES = 1 << 26;
const MAX_MESSAGES = 1_000_000;
const [SCHEMA, DICTIONARY, BATCH] = [1, 2, 3];

/** Reads all metadata of an Arrow file or stream, and no data. Source: Message.fbs and the IPC page of apache/arrow. Fails with "Format". */
export function* readArrowFile(source: ByteSource, path: string): Steps<ArrowFile> {
  const extent = yield* extentOf(source, path);
  const { end } = extent;
  let { at, fields } = extent;
  const messages: (Batch | DictionaryBatch)[] = [];
  for (let message = yield* readMessage(source, path, at, end); message; message = yield* readMessage(source, path, at, end)) {
    const { type, content, body, bodyBytes } = message;
    if (type === SCHEMA) fields ??= arrowFields(content, path);
    else if (!fields) malformed(path, "it does not begin with a schema");
    else if (type === BATCH) messages.push(batchOf(content, body, bodyBytes, path));
    else if (type === DICTIONARY) messages.push(dictionaryOf(content, body, bodyBytes, path));
    if (messages.length > MAX_MESSAGES) fail("TooLarge", `${path}: more than ${MAX_MESSAGES} batches`);
    at = body + bodyBytes;
    yield { kind: "progress", done: at, total: end };
  }
  return fields ? { fields, messages } : malformed(path, "it holds no schema");
}

interface Message {
  readonly type: number;
  readonly content: FlatTable;
  /** Offset of the data in the file, and its bytes. */
  readonly body: number;
  readonly bodyBytes: number;
}

/** The message at `at`; null where the file or stream ends. */
function* readMessage(source: ByteSource, path: string, at: number, end: number): Steps<Message | null> {
  if (at + 4 > end) return null;
  const head = new Cursor(yield* readBytes(source, path, at, Math.min(8, end - at)), path);
  const first = head.uint32();
  // Before version 0.15 there was no mark ahead of the length.
  const length = first === CONTINUATION ? head.uint32() : first;
  if (length === 0) return null;
  const start = at + (first === CONTINUATION ? 8 : 4);
  const body = start + length;
  if (length > MAX_METADATA_BYTES || body > end)
    malformed(path, `a message claims ${length} bytes of metadata where ${end - at} bytes are left (cut short?)`);
  const message = new FlatBuffer(yield* readBytes(source, path, start, length), path).root();
  const bodyBytes = message.int64(3);
  if (!(bodyBytes >= 0 && body + bodyBytes <= end))
    malformed(path, `a message claims ${bodyBytes} bytes of data where ${end - body} are left (cut short?)`);
  return { type: message.int8(1), content: message.table(2) ?? malformed(path, "a message without content"), body, bodyBytes };
}

interface Extent {
  /** Where the messages begin and end. */
  readonly at: number;
  readonly end: number;
  /** The footer's, which JavaScript's writer puts nowhere else. */
  readonly fields?: readonly ArrowField[] | undefined;
}

/** A file has a magic around its messages, and a footer after them that says again what they are. */
function* extentOf(source: ByteSource, path: string): Steps<Extent> {
  const head = yield* readBytes(source, path, 0, Math.min(8, source.size));
  if (!String.fromCharCode(...head).startsWith(MAGIC)) return { at: 0, end: source.size };
  const tailBytes = MAGIC.length + 4;
  if (source.size < 8 + tailBytes) malformed(path, "the file is cut short");
  const tail = yield* readBytes(source, path, source.size - tailBytes, tailBytes);
  if (String.fromCharCode(...tail.subarray(4)) !== MAGIC) malformed(path, "the file does not end as an .arrow file does (cut short?)");
  const length = new Cursor(tail, path).uint32();
  const end = source.size - tailBytes - length;
  if (end < 8) malformed(path, "its footer is longer than the file");
  if (length > MAX_METADATA_BYTES) fail("TooLarge", `${path}: a footer of ${length} bytes; the most is ${MAX_METADATA_BYTES}`);
  const schema = new FlatBuffer(yield* readBytes(source, path, end, length), path).root().table(1);
  return { at: 8, end, fields: schema ? arrowFields(schema, path) : undefined };
}

function batchOf(table: FlatTable, body: number, bodyBytes: number, path: string): Batch {
  const compression = table.table(3);
  const codec = compression ? (compression.int8(0) === 1 ? "zstd" : "lz4 frame") : "none";
  const buffers = table.structs(2, 16, [0, 8]) as readonly (readonly [number, number])[];
  for (const [offset, bytes] of buffers)
    if (!(offset >= 0 && bytes >= 0 && offset + bytes <= bodyBytes)) malformed(path, "a buffer lies outside its batch");
  const lengths = table.structs(1, 16, [0]).map(([length]) => length as number);
  const views = table.structs(4, 8, [0]).map(([count]) => count as number);
  return { rows: table.int64(0), lengths, buffers, views, codec, body, bodyBytes };
}

function dictionaryOf(table: FlatTable, body: number, bodyBytes: number, path: string): DictionaryBatch {
  const data = table.table(1) ?? malformed(path, "a dictionary without data");
  return { id: table.int64(0), delta: table.int8(2) !== 0, batch: batchOf(data, body, bodyBytes, path) };
}
