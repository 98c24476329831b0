import { type ByteSource, fail, type Steps } from "../../model/index.ts";
import { Cursor } from "../cursor.ts";
import { malformed } from "../malformed.ts";
import { readBytes } from "../readBytes.ts";
import { readHybrid } from "./hybrid.ts";
import type { Chunk } from "./parquetFile.ts";
import type { Leaf } from "./parquetSchema.ts";
import { ENCODING, readValues, type Values } from "./parquetValues.ts";
import { Fields, readThrift } from "./thrift.ts";
import { type Codec, unpack } from "./unpack.ts";

/** A data page: its levels, one for each value, and its values without the nulls. Levels are null where there is but one. */
export interface Page {
  readonly count: number;
  readonly definitions: Uint8Array | null;
  readonly repetitions: Uint8Array | null;
  readonly values: Values;
}

const [DATA, DICTIONARY, DATA_2] = [0, 2, 3];

interface Body {
  readonly bytes: Uint8Array;
  /** Unpacked size. */
  readonly size: number;
}

/** How many bytes the pages of a column may still unpack to. A page says so itself, and a few bytes can say 256 MiB. */
export interface Allowance {
  bytes: number;
}

/** What a column may unpack to, in all of its pages: twice what its most values take as float64. */
export const MAX_UNPACKED = 2 ** 31;

/**
 * The data pages of a column in one row group, in order; each yields, and takes its unpacked size off `allowance`.
 * Fails with "Format" or "TooLarge".
 */
export function* readPages(
  source: ByteSource,
  path: string,
  leaf: Leaf,
  chunk: Chunk,
  exact: boolean,
  allowance: Allowance,
): Steps<readonly Page[]> {
  const cursor = new Cursor(yield* readBytes(source, path, chunk.start, chunk.bytes), path);
  const pages: Page[] = [];
  let dictionary: Values | undefined;
  for (let done = 0; done < chunk.values; ) {
    const head = new Fields(readThrift(cursor), path);
    const body = { bytes: cursor.take(head.count(3)), size: head.count(2) };
    allowance.bytes -= body.size;
    if (allowance.bytes < 0) fail("TooLarge", `${path}: column "${leaf.name}" unpacks to more than ${MAX_UNPACKED} bytes`);
    const type = head.number(1);
    if (type === DICTIONARY) dictionary = dictionaryOf(head, body, chunk.codec, leaf, exact, path);
    else if (type === DATA || type === DATA_2) {
      const reader = { leaf, codec: chunk.codec, dictionary, exact, path, left: chunk.values - done };
      const page = type === DATA ? pageOf(head.inner(5), body, reader) : page2Of(head.inner(8), body, reader);
      done += page.count;
      pages.push(page);
    }
    yield { kind: "progress", done, total: chunk.values };
  }
  return pages;
}

function dictionaryOf(head: Fields, body: Body, codec: Codec, leaf: Leaf, exact: boolean, path: string): Values {
  const count = head.inner(7)?.count(1) ?? malformed(path, "a dictionary without a length");
  return readValues(new Cursor(unpack(codec, body.bytes, body.size, path), path), ENCODING.plain, leaf, count, exact);
}

interface Reader {
  readonly leaf: Leaf;
  readonly codec: Codec;
  readonly dictionary: Values | undefined;
  readonly exact: boolean;
  readonly path: string;
  /** The most values that the page may have. */
  readonly left: number;
}

function countOf(fields: Fields | undefined, { left, path }: Reader): { fields: Fields; count: number } {
  const count = fields?.count(1);
  if (!fields || count === undefined) return malformed(path, "a page without a header");
  return count <= left ? { fields, count } : malformed(path, `a page claims ${count} values where ${left} are left`);
}

/** Version 1: levels and values are packed together, each level behind its length. */
function pageOf(head: Fields | undefined, body: Body, reader: Reader): Page {
  const { fields, count } = countOf(head, reader);
  const cursor = new Cursor(unpack(reader.codec, body.bytes, body.size, reader.path), reader.path);
  const repetitions = levels(cursor, reader.leaf.repetition, count);
  const definitions = levels(cursor, reader.leaf.definition, count);
  return {
    count,
    repetitions,
    definitions,
    values: valuesOf(cursor, fields.number(2) ?? -1, present(definitions, count, reader.leaf), reader),
  };
}

function levels(cursor: Cursor, most: number, count: number): Uint8Array | null {
  if (most === 0) return null;
  return levelsIn(cursor.take(cursor.uint32()), most, count, cursor.path);
}

/** Version 2: the levels lie before the packed values, and their lengths in the header. */
function page2Of(head: Fields | undefined, body: Body, reader: Reader): Page {
  const { fields, count } = countOf(head, reader);
  const { leaf, path } = reader;
  const cursor = new Cursor(body.bytes, path);
  const lengths = [fields.count(6), fields.count(5)] as const;
  const repetitions = leaf.repetition === 0 ? skip(cursor, lengths[0]) : levelsIn(cursor.take(lengths[0]), leaf.repetition, count, path);
  const definitions = leaf.definition === 0 ? skip(cursor, lengths[1]) : levelsIn(cursor.take(lengths[1]), leaf.definition, count, path);
  const codec = fields.flag(7) === false ? "none" : reader.codec;
  const size = body.size - lengths[0] - lengths[1];
  const values = new Cursor(unpack(codec, cursor.take(cursor.left), size, path), path);
  return { count, repetitions, definitions, values: valuesOf(values, fields.number(4) ?? -1, present(definitions, count, leaf), reader) };
}

function skip(cursor: Cursor, length: number): null {
  cursor.take(length);
  return null;
}

function levelsIn(bytes: Uint8Array, most: number, count: number, path: string): Uint8Array {
  const out = new Uint8Array(count);
  readHybrid(new Cursor(bytes, path), 32 - Math.clz32(most), out);
  return out;
}

/** How many of the values are there. */
function present(definitions: Uint8Array | null, count: number, { definition }: Leaf): number {
  if (!definitions) return count;
  let there = 0;
  for (const level of definitions) if (level === definition) there++;
  return there;
}

function valuesOf(cursor: Cursor, encoding: number, count: number, { leaf, dictionary, exact, path }: Reader): Values {
  if (encoding !== ENCODING.dictionary && encoding !== ENCODING.plainDictionary) return readValues(cursor, encoding, leaf, count, exact);
  const indices = new Int32Array(count);
  if (count > 0) readHybrid(cursor, cursor.byte(), indices);
  return looked(indices, dictionary ?? malformed(path, `column "${leaf.name}" has no dictionary`), path);
}

function looked(indices: Int32Array, dictionary: Values, path: string): Values {
  const size = dictionary.kind === "text" ? dictionary.values.length : dictionary.data.length;
  for (const index of indices) if (index < 0 || index >= size) malformed(path, `entry ${index} of a dictionary of ${size}`);
  if (dictionary.kind === "text") return { kind: "text", values: Array.from(indices, (index) => dictionary.values[index] as string) };
  return { kind: "numbers", data: Float64Array.from(indices, (index) => dictionary.data[index] as number) };
}
