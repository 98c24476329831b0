import { type ByteSource, fail, type Steps } from "../../model/index.ts";
import { Cursor } from "../cursor.ts";
import { malformed } from "../malformed.ts";
import { readBytes } from "../readBytes.ts";
import { MAX_ELEMENTS } from "./column.ts";
import { type Leaf, parquetLeaves } from "./parquetSchema.ts";
import { Fields, readThrift } from "./thrift.ts";
import type { Codec } from "./unpack.ts";

/** Where one column of one row group lies. */
export interface Chunk {
  readonly start: number;
  readonly bytes: number;
  readonly codec: Codec;
  /** Values in all, nulls and entries of lists included. */
  readonly values: number;
}

export interface ParquetFile {
  readonly leaves: readonly Leaf[];
  readonly rows: number;
  /** By row group, then by leaf. */
  readonly groups: readonly { readonly rows: number; readonly chunks: readonly Chunk[] }[];
}

/** The end of the file: the metadata's length and the magic. */
const TAIL_BYTES = 8;
const MAX_METADATA_BYTES = 1 << 26;
/** A chunk is held while its pages are unpacked. */
const MAX_CHUNK_BYTES = 2 ** 30;
const CODECS: readonly (Codec | undefined)[] = ["none", "snappy", "gzip", undefined, "brotli", "lz4", "zstd", "lz4 block"];

/** Reads the metadata at the end of a .parquet file. Source: parquet.thrift in apache/parquet-format. Fails with "Format" or "TooLarge". */
export function* readParquetFile(source: ByteSource, path: string): Steps<ParquetFile> {
  if (source.size < TAIL_BYTES + 4) malformed(path, "the file is cut short");
  const tail = yield* readBytes(source, path, source.size - TAIL_BYTES, TAIL_BYTES);
  if (String.fromCharCode(...tail.subarray(4)) !== "PAR1") malformed(path, "the file does not end as a .parquet file does (cut short?)");
  const length = new Cursor(tail, path).uint32();
  if (length > source.size - TAIL_BYTES - 4) malformed(path, `its metadata claims ${length} bytes of a file of ${source.size}`);
  if (length > MAX_METADATA_BYTES) fail("TooLarge", `${path}: metadata of ${length} bytes; the most is ${MAX_METADATA_BYTES}`);
  const bytes = yield* readBytes(source, path, source.size - TAIL_BYTES - length, length);
  const fields = new Fields(readThrift(new Cursor(bytes, path)), path);
  const leaves = parquetLeaves(fields.list(2), path);
  const groups = fields.list(4).map((group) => groupOf(new Fields(group, path), leaves, source.size, path));
  const rows = fields.count(3);
  if (groups.reduce((sum, group) => sum + group.rows, 0) !== rows) malformed(path, `its row groups do not add up to its ${rows} rows`);
  return { leaves, rows, groups };
}

function groupOf(fields: Fields, leaves: readonly Leaf[], size: number, path: string): ParquetFile["groups"][number] {
  const columns = fields.list(1);
  if (columns.length !== leaves.length) malformed(path, `a row group has ${columns.length} columns, the schema ${leaves.length}`);
  return { rows: fields.count(3), chunks: columns.map((column) => chunkOf(new Fields(column, path), size, path)) };
}

function chunkOf(fields: Fields, size: number, path: string): Chunk {
  const meta = fields.inner(3);
  if (!meta || fields.has(1)) return malformed(path, "a column is encrypted or lies in another file");
  const first = [meta.number(11), meta.number(9)].filter((offset): offset is number => offset !== undefined && offset > 0);
  const start = Math.min(...first);
  const bytes = meta.count(7);
  const codec = CODECS[meta.number(4) ?? -1] ?? malformed(path, `a column is compressed by method ${meta.number(4)}, which is not known`);
  const values = meta.count(5);
  if (!Number.isSafeInteger(start) || start + bytes > size) malformed(path, "a column lies outside the file");
  if (bytes > MAX_CHUNK_BYTES) fail("TooLarge", `${path}: a row group has ${bytes} bytes in one column; the most is ${MAX_CHUNK_BYTES}`);
  if (values > MAX_ELEMENTS) fail("TooLarge", `${path}: a row group has ${values} values in one column; the most is ${MAX_ELEMENTS}`);
  return { start, bytes, codec, values };
}
