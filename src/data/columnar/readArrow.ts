import { allocate, type ByteSource, type Dtype, fail, type Steps, type Value } from "../../model/index.ts";
import type { LoadOptions } from "../load.ts";
import { malformed } from "../malformed.ts";
import { elementOf } from "../npyElement.ts";
import { BatchReader, type Part } from "./arrowBatch.ts";
import { type ArrowFile, type Batch, type DictionaryBatch, readArrowFile } from "./arrowMessages.ts";
import type { ArrowField } from "./arrowSchema.ts";
import { type ColumnData, MAX_ELEMENTS, type TableFile, tableValue } from "./column.ts";

/**
 * An Arrow table, as a file (.arrow, .feather) or a stream, plain or compressed by lz4 or zstd: columns of numbers, text, dictionaries of
 * either, or lists of numbers. What is missing is NaN, in a text column "". Only the buffers that are asked for are read.
 * Fails with "Format", "TooLarge" or "Type".
 */
export function* readArrow(source: ByteSource, path: string, options: LoadOptions): Steps<Value> {
  const file = yield* readArrowFile(source, path);
  const rows = file.messages.reduce((sum, message) => sum + ("rows" in message ? message.rows : 0), 0);
  const columns = file.fields.map(({ info }) => info);
  const table: TableFile = { columns, rows, read: (index, exact) => readColumn(source, path, file, index, exact) };
  return yield* tableValue(table, path, options);
}

function* readColumn(source: ByteSource, path: string, file: ArrowFile, index: number, exact: boolean): Steps<ColumnData> {
  const field = file.fields[index];
  if (!field) throw new Error(`no column ${index}`);
  const parts: Part[] = [];
  let dictionary: Part | undefined;
  let total = 0;
  for (const message of file.messages) {
    if (!("rows" in message)) {
      if (message.id === field.dictionary?.id) dictionary = yield* readDictionary(source, path, field, message, dictionary, exact);
      continue;
    }
    const part = yield* readPart(source, path, file, index, message, dictionary, exact);
    total += part.kind === "text" ? part.values.length : part.data.length;
    if (total > MAX_ELEMENTS) fail("TooLarge", `${path}: column "${field.info.name}" has more than ${MAX_ELEMENTS} values`);
    parts.push(part);
    yield { kind: "progress", done: total, total: 0 };
  }
  return joined(parts, field);
}

function* readDictionary(
  source: ByteSource,
  path: string,
  field: ArrowField,
  { batch, delta }: DictionaryBatch,
  before: Part | undefined,
  exact: boolean,
): Steps<Part> {
  const part = yield* new BatchReader(source, path, batch, exact).read(field);
  if (!delta || !before) return part;
  if (part.kind === "text" && before.kind === "text") return { kind: "text", values: [...before.values, ...part.values] };
  if (part.kind === "text" || before.kind === "text") return malformed(path, "a dictionary changes its type");
  return { kind: "numbers", data: Float64Array.from([...before.data, ...part.data]), nulls: before.nulls || part.nulls };
}

function* readPart(
  source: ByteSource,
  path: string,
  file: ArrowFile,
  index: number,
  batch: Batch,
  dictionary: Part | undefined,
  exact: boolean,
): Steps<Part> {
  const reader = new BatchReader(source, path, batch, exact);
  for (const field of file.fields.slice(0, index)) reader.skip(field);
  const field = file.fields[index] as ArrowField;
  const part = field.dictionary ? looked(yield* reader.indices(field.dictionary.element), dictionary, path) : yield* reader.read(field);
  const rows = part.kind === "text" ? part.values.length : part.offsets ? part.offsets.length - 1 : part.data.length;
  return rows === batch.rows ? part : malformed(path, `column "${field.info.name}" has ${rows} entries in a batch of ${batch.rows} rows`);
}

function looked(indices: Float64Array, dictionary: Part | undefined, path: string): Part {
  if (!dictionary) return malformed(path, "a batch comes before its dictionary");
  const size = dictionary.kind === "text" ? dictionary.values.length : dictionary.data.length;
  for (const index of indices) if (index < 0 || index >= size) malformed(path, `entry ${index} of a dictionary of ${size}`);
  if (dictionary.kind === "text") return { kind: "text", values: Array.from(indices, (index) => dictionary.values[index] ?? "") };
  return {
    kind: "numbers",
    data: Float64Array.from(indices, (index) => dictionary.data[index] ?? NaN),
    nulls: dictionary.nulls || indices.some(Number.isNaN),
  };
}

function joined(parts: readonly Part[], field: ArrowField): ColumnData {
  if (field.info.kind === "text") return { kind: "text", values: parts.flatMap((part) => (part.kind === "text" ? part.values : [])) };
  const numbers = parts.filter((part) => part.kind === "numbers");
  const dtype = dtypeOf(
    field.children[0] ?? field,
    numbers.some(({ nulls }) => nulls),
  );
  const data = allocate(
    dtype,
    numbers.reduce((sum, part) => sum + part.data.length, 0),
  );
  const offsets: number[] = [0];
  let done = 0;
  for (const part of numbers) {
    data.set(part.data, done);
    for (const offset of part.offsets?.subarray(1) ?? []) offsets.push(done + offset);
    done += part.data.length;
  }
  return { kind: "numbers", dtype, data, ...(field.info.kind === "lists" ? { offsets: Int32Array.from(offsets) } : {}) };
}

/** Only floating-point numbers can be missing. */
function dtypeOf({ layout }: ArrowField, nulls: boolean): Dtype {
  if (layout.kind === "bool") return nulls ? "float64" : "bool";
  const dtype = layout.kind === "numbers" ? (elementOf(layout.element)?.dtype ?? "float64") : "float64";
  return nulls && dtype === "int32" ? "float64" : dtype;
}
