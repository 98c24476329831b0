import { fail, type Tensor, type Value } from "../model/index.ts";

type Cell = number | string;

/**
 * A value as comma-separated text, such as `load` reads. A row of numbers is one column, a matrix its rows with its labels as a header,
 * a labelled row two columns (label, value); an object of lists of one length has a column each. NaN and Infinity are spelt out.
 * Fails with "Type" or "Shape" where a value is no table.
 */
export function writeTable(value: Value): string {
  return tableOf(value)
    .map((row) => `${row.map(written).join(",")}\n`)
    .join("");
}

function tableOf(value: Value): readonly (readonly Cell[])[] {
  switch (value.kind) {
    case "number":
      return [[value.value]];
    case "boolean":
      return [[Number(value.value)]];
    case "tensor":
      return tensorRows(value);
    case "list":
      return [["value"], ...value.items.map((item) => [scalarOf(item)])];
    case "trace":
      return columnRows(Object.entries(value.columns));
    case "object":
      return columnRows(Object.entries(value.entries).map(([name, entry]) => [name, columnOf(name, entry)]));
    default:
      return fail("Type", `A ${value.kind} is no table, as .csv needs one; .json takes it.`);
  }
}

function tensorRows(x: Tensor): readonly (readonly Cell[])[] {
  if (x.shape.length > 2) fail("Shape", `A table has rows and columns, and this has ${x.shape.length} axes; .npy and .json take it.`);
  const data = Array.from(x.data, Number);
  if (x.shape.length < 2) {
    if (!x.labels) return data.map((value) => [value]);
    return [["label", "value"], ...data.map((value, i) => [x.labels?.[i] ?? "", value])];
  }
  const columns = x.shape[1] ?? 0;
  const rows = Array.from({ length: x.shape[0] ?? 0 }, (_, r) => data.slice(r * columns, (r + 1) * columns));
  return x.labels ? [x.labels, ...rows] : rows;
}

function columnRows(columns: readonly (readonly [string, readonly Cell[]])[]): readonly (readonly Cell[])[] {
  const lengths = new Set(columns.map(([, cells]) => cells.length));
  if (lengths.size > 1) fail("Shape", "The columns of a table have one length; these differ. .json takes them.");
  const rows = Array.from({ length: columns[0]?.[1].length ?? 0 }, (_, i) => columns.map(([, cells]) => cells[i] ?? ""));
  return [columns.map(([name]) => name), ...rows];
}

function columnOf(name: string, value: Value): readonly Cell[] {
  if (value.kind === "tensor" && value.shape.length <= 1) return Array.from(value.data, Number);
  if (value.kind === "list") return value.items.map(scalarOf);
  if (value.kind === "number" || value.kind === "string" || value.kind === "boolean") return [scalarOf(value)];
  return fail("Type", `${name} is no column of a table; .json takes it.`);
}

function scalarOf(value: Value): Cell {
  if (value.kind === "number" || value.kind === "string") return value.value;
  if (value.kind === "boolean") return Number(value.value);
  return fail("Type", "A table holds numbers and texts; .json takes other values.");
}

/** A number to its last digit; a text in quotes where it needs them. */
function written(cell: Cell): string {
  if (typeof cell === "number") return Object.is(cell, -0) ? "-0" : String(cell);
  return /[",\r\n]|^\s|\s$/.test(cell) || cell === "" ? `"${cell.replaceAll('"', '""')}"` : cell;
}
