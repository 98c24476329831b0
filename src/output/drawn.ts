import type { JsonNumber, View } from "../model/index.ts";
import { visible } from "./labels.ts";
import { counted, readable, shapeText } from "./numbers.ts";

/** The drawn data as a table of texts. `left` is what the table leaves out. */
export interface DrawnTable {
  readonly header: readonly string[];
  readonly rows: readonly (readonly string[])[];
  readonly left?: string | undefined;
}

const ROWS = 64;
const COLUMNS = 12;

/** The data behind a view's picture, to be read; null for views that are text already. */
export function drawnTable(view: View): DrawnTable | null {
  switch (view.kind) {
    case "distribution":
      return {
        header: ["entry", "index", "probability"],
        rows: view.bars.map((bar) => [visible(bar.label), String(bar.index), readable(bar.p, 6)]),
      };
    case "tensor":
      return view.grid === undefined ? elements(view) : matrix(view.grid, shapeText(view.shape));
    case "sweep":
      return sweepTable(view);
    case "table":
      return columnsTable(view);
    default:
      return null;
  }
}

function elements(view: Extract<View, { kind: "tensor" }>): DrawnTable {
  const points = view.points ?? [];
  const bucketed = points.length < view.size;
  const rows = points.slice(0, ROWS).map((p) => {
    const name = visible(view.labels?.[p.x] ?? String(p.x));
    return bucketed ? [name, readable(p.y, 6), readable(p.lo, 6), readable(p.hi, 6)] : [name, readable(p.y, 6)];
  });
  return { header: bucketed ? ["index", "value", "least", "greatest"] : ["index", "value"], rows, left: missing(points.length) };
}

function missing(count: number): string | undefined {
  return count > ROWS ? `${counted(count - ROWS)} more rows` : undefined;
}

function matrix(grid: NonNullable<Extract<View, { kind: "tensor" }>["grid"]>, shape: string): DrawnTable {
  const columns = Math.min(COLUMNS, grid.columns);
  const rows = Array.from({ length: Math.min(ROWS, grid.rows) }, (_, r) => {
    const cells = grid.cells.slice(r * grid.columns, r * grid.columns + columns);
    return [grid.rowLabels?.[r] ?? String(r), ...cells.map((cell) => readable(cell, 4))];
  });
  const header = ["", ...Array.from({ length: columns }, (_, c) => grid.columnLabels?.[c] ?? String(c))];
  const whole = rows.length === grid.source[0] && columns === grid.source[1];
  return { header, rows, left: whole ? undefined : `a part of ${shape}; each cell is the mean of what it covers` };
}

function sweepTable(view: Extract<View, { kind: "sweep" }>): DrawnTable {
  const columns: [string, readonly JsonNumber[]][] = [
    ...(view.entropy === undefined ? [] : ([["entropy", view.entropy]] as [string, readonly JsonNumber[]][])),
    ...(view.max === undefined ? [] : ([["max", view.max]] as [string, readonly JsonNumber[]][])),
    ...view.entries.slice(0, COLUMNS).map((name, i): [string, readonly JsonNumber[]] => [visible(name), view.lines[i] ?? []]),
  ];
  const rows = view.values
    .slice(0, ROWS)
    .map((value, i) => [readable(value, 4), ...columns.map(([, cells]) => readable(cells[i] ?? "NaN", 4))]);
  return { header: [view.parameter, ...columns.map(([name]) => name)], rows, left: missing(view.values.length) };
}

function columnsTable(view: Extract<View, { kind: "table" }>): DrawnTable {
  const count = view.columns[0]?.cells.length ?? 0;
  const rows = Array.from({ length: count }, (_, i) => view.columns.map((column) => cellText(column.cells[i])));
  const left = view.rows > count ? `${counted(view.rows - count)} more rows` : undefined;
  return { header: view.columns.map((column) => column.name), rows, left };
}

function cellText(cell: JsonNumber | string | undefined): string {
  if (typeof cell === "number" || cell === "NaN" || cell === "Infinity" || cell === "-Infinity") return readable(cell, 6);
  return cell === undefined ? "" : visible(cell);
}
