import { allocate, type ByteSource, type Dtype, fail, nearest, type Steps, type Tensor, type Value } from "../model/index.ts";
import { malformed } from "./malformed.ts";
import { isInexact, isNan, isNumber, numberOf } from "./numberOf.ts";
import { parseTable, type Row } from "./parseTable.ts";
import { readText } from "./readText.ts";
import { rounder } from "./round.ts";

interface Table {
  /** Names of the columns; "1", "2"… where the file has no header. */
  readonly names: readonly string[];
  readonly headed: boolean;
  readonly rows: readonly Row[];
}

interface TableOptions {
  readonly column?: string | undefined;
  readonly dtype?: Dtype | undefined;
}

const BLOCK = 2048;
/**
 * A table as a rows × columns float64 matrix, its columns' names as labels; with `column` that column: numbers as a tensor,
 * text as a list of strings. A first row without any number is the header (as in pandas). An empty cell among numbers is NaN.
 * Fails with "Format" and the line's number.
 */
export function* readTable(source: ByteSource, path: string, options: TableOptions, delimiter?: string): Steps<Value> {
  const rows = yield* parseTable(yield* readText(source, path), path, delimiter);
  requireDelimited(rows, path);
  const table = headed(rows, options.column);
  const only = options.column ?? (table.names.length === 1 && isText(table, 0) ? table.names[0] : undefined);
  if (only === undefined) return yield* matrix(table, path, options.dtype);
  const at = table.names.indexOf(only);
  if (at < 0) unknownColumn(table, only, path);
  if (!isText(table, at)) return yield* numbers(table, [at], [table.rows.length], path, options.dtype);
  if (options.dtype) fail("Type", `${path}: column "${only}" holds text, which has no dtype`);
  return { kind: "list", items: table.rows.map((row) => ({ kind: "string", value: row.cells[at] as string })) };
}

/** NumPy's savetxt puts spaces between numbers unless it is told otherwise. */
function requireDelimited(rows: readonly Row[], path: string): void {
  const [first] = rows;
  const words = first?.cells.length === 1 ? (first.cells[0] ?? "").trim().split(/\s+/) : [];
  if (first && words.length > 1 && words.every(isNumber))
    malformed(path, `line ${first.line}: its numbers are separated by spaces; save it with delimiter=","`);
}

function headed(rows: readonly Row[], column: string | undefined): Table {
  const first = rows[0]?.cells ?? [];
  const numbered = first.map((_, i) => String(i + 1));
  const named = !first.some(isNumber);
  const header = rows.length > 0 && (named || (column !== undefined && first.includes(column) && !numbered.includes(column)));
  return header ? { names: first.map((name) => name.trim()), headed: true, rows: rows.slice(1) } : { names: numbered, headed: false, rows };
}

function* matrix(table: Table, path: string, dtype: Dtype | undefined): Steps<Tensor> {
  const columns = table.names.map((_, i) => i);
  const text = columns.find((column) => isText(table, column));
  if (text !== undefined) malformed(path, `column "${table.names[text]}" holds text; choose one by column = "…": ${columnsOf(table)}`);
  const tensor = yield* numbers(table, columns, [table.rows.length, columns.length], path, dtype);
  return table.headed ? { ...tensor, labels: table.names } : tensor;
}

function* numbers(
  table: Table,
  columns: readonly number[],
  shape: readonly number[],
  path: string,
  asked: Dtype | undefined,
): Steps<Tensor> {
  const dtype = asked ?? "float64";
  const data = allocate(dtype, table.rows.length * columns.length);
  const round = rounder(dtype);
  let done = 0;
  for (const { cells, line } of table.rows) {
    for (const column of columns) {
      const cell = cells[column] as string;
      const value = numberOf(cell);
      if (Number.isNaN(value) && !isNan(cell))
        malformed(path, `line ${line}, column "${table.names[column]}": "${cell.slice(0, 40)}" is no number`);
      if (!asked && isInexact(cell))
        malformed(
          path,
          `line ${line}, column "${table.names[column]}": ${cell.trim()} is an integer that float64 cannot hold exactly; dtype = "float64" rounds it`,
        );
      data[done++] = round(value);
      if (done % BLOCK === 0) yield { kind: "progress", done, total: data.length };
    }
  }
  return { kind: "tensor", dtype, shape, data };
}

/**
 * A column is text when fewer than half of its cells are numbers (in its first 1,000 rows, empty ones aside): so a vocabulary
 * with some digits in it is text, and a slip among numbers an error.
 */
function isText(table: Table, column: number): boolean {
  const cells = table.rows.slice(0, 1000).map((row) => row.cells[column]?.trim() ?? "");
  const filled = cells.filter((cell) => cell !== "");
  return filled.length > 2 * filled.filter(isNumber).length;
}

function unknownColumn(table: Table, name: string, path: string): never {
  const near = table.headed ? nearest(name, table.names) : undefined;
  return malformed(path, `there is no column "${name}"${near === undefined ? ";" : `; did you mean "${near}"?`} ${columnsOf(table)}`);
}

function columnsOf(table: Table): string {
  const names = table.names.slice(0, 20).map((name) => `"${name}"`);
  const more = table.names.length > 20 ? ` and ${table.names.length - 20} more` : "";
  return `${table.headed ? "it has" : "it has no header, so they count"} ${names.join(", ")}${more}`;
}
