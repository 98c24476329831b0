import { allocate, type Dtype, fail, type Steps, type Tensor, type TypedArray, type Value } from "../../model/index.ts";
import { malformed } from "../malformed.ts";
import { rounder } from "../round.ts";
import { listed, unknownKey } from "../unknownKey.ts";

/** A column of a table file, before it is read. */
export interface ColumnInfo {
  readonly name: string;
  readonly kind: "numbers" | "text" | "lists" | "other";
  /** What it holds, in words for a message: "int64", "text", "timestamps"… */
  readonly what: string;
}

/** A column as read. `offsets`, one more than there are rows, are there where every row is a list. */
export type ColumnData =
  | { readonly kind: "numbers"; readonly dtype: Dtype; readonly data: TypedArray; readonly offsets?: Int32Array | undefined }
  | { readonly kind: "text"; readonly values: readonly string[] };

/** A table file of any format: its columns, its length, and how to read one of them. */
export interface TableFile {
  readonly columns: readonly ColumnInfo[];
  readonly rows: number;
  /** `exact`: an integer that float64 can't hold is a failure. */
  read(index: number, exact: boolean): Steps<ColumnData>;
}

interface TableOptions {
  readonly key?: string | undefined;
  readonly dtype?: Dtype | undefined;
}

/** The most elements of a tensor that is held, as everywhere in the product. */
export const MAX_ELEMENTS = 2 ** 27;
const BLOCK = 65_536;

/**
 * One column, the only one or the one that `key` names: numbers as a tensor, lists of equal length as a rows × length matrix (others as a
 * list of tensors), text as a list. Without `key` all columns of numbers as a rows × columns matrix, their names as labels.
 * Fails with "Format", which lists the columns, "TooLarge" or "Type".
 */
export function* tableValue(file: TableFile, path: string, { key, dtype }: TableOptions): Steps<Value> {
  const names = file.columns.map(({ name }) => name);
  const only = key ?? (names.length === 1 ? names[0] : undefined);
  if (only === undefined) return yield* matrixOf(file, path, dtype);
  const index = names.indexOf(only);
  const column = file.columns[index] ?? unknownKey(path, "column", only, names);
  if (column.kind === "other") malformed(path, `column "${column.name}" holds ${column.what}, which are not read`);
  const data = yield* file.read(index, dtype === undefined);
  if (data.kind === "numbers") return data.offsets ? listsOf(data, data.offsets, dtype) : vector(data, dtype);
  if (dtype) fail("Type", `${path}: column "${column.name}" holds text, which has no dtype`);
  return { kind: "list", items: data.values.map((value) => ({ kind: "string", value })) };
}

type Numbers = Extract<ColumnData, { kind: "numbers" }>;

function cast({ dtype, data }: Numbers, to: Dtype): TypedArray {
  if (to === dtype) return data;
  const made = allocate(to, data.length);
  const round = rounder(to);
  for (let i = 0; i < data.length; i++) made[i] = round(data[i] as number);
  return made;
}

function vector(numbers: Numbers, dtype = numbers.dtype): Tensor {
  return { kind: "tensor", dtype, shape: [numbers.data.length], data: cast(numbers, dtype) };
}

function listsOf(numbers: Numbers, offsets: Int32Array, dtype = numbers.dtype): Value {
  const data = cast(numbers, dtype);
  const rows = offsets.length - 1;
  const width = rows > 0 ? (offsets[1] as number) - (offsets[0] as number) : 0;
  const even = offsets.every((offset, i) => offset === i * width);
  if (even) return { kind: "tensor", dtype, shape: [rows, width], data };
  const row = (i: number): Tensor => {
    const slice = data.slice(offsets[i], offsets[i + 1]);
    return { kind: "tensor", dtype, shape: [slice.length], data: slice };
  };
  return { kind: "list", items: Array.from({ length: rows }, (_, i) => row(i)) };
}

function* matrixOf(file: TableFile, path: string, dtype: Dtype | undefined): Steps<Tensor> {
  const { columns, rows } = file;
  const names = columns.map(({ name }) => name);
  const all = listed(
    names,
    columns.map(({ what }) => what),
  );
  const other = columns.find(({ kind }) => kind !== "numbers");
  if (other) malformed(path, `column "${other.name}" holds ${other.what}; choose one by column = "…": ${all}`);
  const size = rows * columns.length;
  if (size > MAX_ELEMENTS)
    fail("TooLarge", `${path}: ${rows} × ${columns.length} numbers; the most is ${MAX_ELEMENTS}. Choose a column: ${all}`);
  const read: Numbers[] = [];
  for (let i = 0; i < columns.length; i++) {
    const data = yield* file.read(i, dtype === undefined);
    if (data.kind === "numbers") read.push(data);
  }
  const kind = dtype ?? (read.every((one) => one.dtype === read[0]?.dtype) ? (read[0]?.dtype ?? "float64") : "float64");
  const data = allocate(kind, size);
  const round = rounder(kind);
  for (let row = 0, to = 0; row < rows; row++) {
    for (const column of read) data[to++] = round(column.data[row] as number);
    if (row % BLOCK === BLOCK - 1) yield { kind: "progress", done: row, total: rows };
  }
  return { kind: "tensor", dtype: kind, shape: [rows, columns.length], data, labels: names };
}
