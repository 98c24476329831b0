import { allocate, type ByteSource, type Dtype, fail, type Steps, type Value } from "../../model/index.ts";
import type { LoadOptions } from "../load.ts";
import { malformed } from "../malformed.ts";
import { type ColumnData, MAX_ELEMENTS, type TableFile, tableValue } from "./column.ts";
import { type ParquetFile, readParquetFile } from "./parquetFile.ts";
import { MAX_UNPACKED, type Page, readPages } from "./parquetPages.ts";
import type { Leaf } from "./parquetSchema.ts";
import { elementIn } from "./parquetValues.ts";

/**
 * A .parquet table: columns of numbers, text, or lists of numbers, compressed by snappy, gzip, zstd, brotli or lz4. A null among numbers is
 * NaN, in a text column "". Only the column groups that are asked for are read. Fails with "Format", "TooLarge" or "Type".
 */
export function* readParquet(source: ByteSource, path: string, options: LoadOptions): Steps<Value> {
  const file = yield* readParquetFile(source, path);
  const table: TableFile = { columns: file.leaves, rows: file.rows, read: (index, exact) => readColumn(source, path, file, index, exact) };
  return yield* tableValue(table, path, options);
}

function* readColumn(source: ByteSource, path: string, file: ParquetFile, index: number, exact: boolean): Steps<ColumnData> {
  const leaf = file.leaves[index];
  if (!leaf) throw new Error(`no column ${index}`);
  const values = file.groups.reduce((sum, { chunks }) => sum + (chunks[index]?.values ?? 0), 0);
  if (values > MAX_ELEMENTS) fail("TooLarge", `${path}: column "${leaf.name}" has ${values} values; the most is ${MAX_ELEMENTS}`);
  const pages: Page[] = [];
  const allowance = { bytes: MAX_UNPACKED };
  for (const { chunks } of file.groups) {
    const chunk = chunks[index];
    // One by one: a spread of many pages is a long argument list.
    if (chunk) for (const page of yield* readPages(source, path, leaf, chunk, exact, allowance)) pages.push(page);
  }
  const data = leaf.kind === "text" ? texts(pages, leaf) : numbers(pages, leaf, values);
  const rows = data.kind === "text" ? data.values.length : data.offsets ? data.offsets.length - 1 : data.data.length;
  return rows === file.rows ? data : malformed(path, `column "${leaf.name}" has ${rows} rows instead of ${file.rows}`);
}

function texts(pages: readonly Page[], leaf: Leaf): ColumnData {
  const out: string[] = [];
  for (const { values, definitions, count } of pages) {
    if (values.kind !== "text") continue;
    for (let i = 0, from = 0; i < count; i++)
      out.push(!definitions || definitions[i] === leaf.definition ? (values.values[from++] as string) : "");
  }
  return { kind: "text", values: out };
}

/** All values in one array; those that are null are NaN, those below a list's entry level are no entry. */
function numbers(pages: readonly Page[], leaf: Leaf, most: number): ColumnData {
  const nulls = pages.some(({ definitions }) => definitions?.some((level) => level >= leaf.entry && level < leaf.definition));
  const dtype = dtypeOf(leaf, nulls);
  const data = allocate(dtype, most);
  const starts: number[] = [];
  let done = 0;
  for (const { values, definitions, repetitions, count } of pages) {
    if (values.kind !== "numbers") continue;
    for (let i = 0, from = 0; i < count; i++) {
      const level = definitions ? (definitions[i] as number) : leaf.definition;
      if (repetitions && repetitions[i] === 0) starts.push(done);
      if (level === leaf.definition) data[done++] = values.data[from++] as number;
      else if (level >= leaf.entry) data[done++] = NaN;
    }
  }
  const filled = done === most ? data : data.slice(0, done);
  return { kind: "numbers", dtype, data: filled, ...(leaf.repetition > 0 ? { offsets: Int32Array.from([...starts, done]) } : {}) };
}

/** Only floating-point numbers can be missing. */
function dtypeOf(leaf: Leaf, nulls: boolean): Dtype {
  const dtype = leaf.physical === "BOOLEAN" ? "bool" : (elementIn(leaf)?.dtype ?? "float64");
  return nulls && (dtype === "bool" || dtype === "int32") ? "float64" : dtype;
}
