import type { Grid, JsonNumber, View } from "../model/index.ts";
import { chartFigures } from "./chart.ts";

type Cell = JsonNumber | string | null | undefined;

/** The data behind a view's picture as RFC 4180 text with a header line, numbers to full precision; null where there are none. */
export function csvOf(view: View): string | null {
  const table = cellsOf(view);
  return table === null ? null : `${table.map((row) => row.map(field).join(",")).join("\r\n")}\r\n`;
}

function field(cell: Cell): string {
  if (cell === null || cell === undefined) return "";
  const text = typeof cell === "number" ? String(cell) : cell;
  return /[",\r\n]/.test(text) ? `"${text.replace(/"/g, '""')}"` : text;
}

/** Header first. */
function cellsOf(view: View): Cell[][] | null {
  switch (view.kind) {
    case "distribution":
      return view.grid === undefined ? listed(view) : gridCells(view.grid, "row");
    case "tensor":
      return view.grid === undefined ? points(view) : gridCells(view.grid, "row");
    case "sweep":
      return sweepCells(view);
    case "table":
      return columns(view.columns);
    case "chart":
      return chartCells(view);
    case "text":
    case "group":
    case "control":
    case "error":
      return null;
  }
}

function listed(view: Extract<View, { kind: "distribution" }>): Cell[][] {
  const { pinned } = view;
  const header = ["index", "label", "probability", ...(pinned === undefined ? [] : ["pinned"])];
  return [header, ...view.bars.map((bar, i): Cell[] => [bar.index, bar.label, bar.p, ...(pinned === undefined ? [] : [pinned.bars[i]])])];
}

function points(view: Extract<View, { kind: "tensor" }>): Cell[][] | null {
  if (view.points === undefined) return null;
  const bucketed = view.points.length < view.size;
  const header = [...["index", "value"], ...(bucketed ? ["least", "greatest"] : []), ...(view.labels === undefined ? [] : ["label"])];
  const rows = view.points.map(({ x, y, lo, hi }): Cell[] => [
    ...[x, y],
    ...(bucketed ? [lo, hi] : []),
    ...(view.labels === undefined ? [] : [view.labels[x]]),
  ]);
  return [header, ...rows];
}

/** Cells of a thinned matrix stand under the first source index that they cover. */
function gridCells(grid: Grid, corner: string): Cell[][] {
  const name = (labels: readonly string[] | undefined, i: number, count: number, source: number): string =>
    labels?.[i] ?? String(Math.ceil((i * source) / count));
  const across = (i: number): string => name(grid.columnLabels, i, grid.columns, grid.source[1]);
  const header: Cell[] = [corner, ...Array.from({ length: grid.columns }, (_, i) => across(i))];
  const rows = Array.from({ length: grid.rows }, (_, r): Cell[] => [
    name(grid.rowLabels, r, grid.rows, grid.source[0]),
    ...grid.cells.slice(r * grid.columns, (r + 1) * grid.columns),
  ]);
  return [header, ...rows];
}

function sweepCells(view: Extract<View, { kind: "sweep" }>): Cell[][] {
  const named = (name: string, cells: readonly JsonNumber[] | undefined): { name: string; cells: readonly Cell[] }[] =>
    cells === undefined ? [] : [{ name, cells }];
  return columns([
    { name: view.parameter, cells: view.values },
    ...named("entropy", view.entropy),
    ...named("max", view.max),
    ...view.entries.map((name, i) => ({ name, cells: view.lines[i] ?? [] })),
  ]);
}

function columns(all: readonly { readonly name: string; readonly cells: readonly Cell[] }[]): Cell[][] {
  const count = Math.max(0, ...all.map(({ cells }) => cells.length));
  return [all.map(({ name }) => name), ...Array.from({ length: count }, (_, i) => all.map(({ cells }) => cells[i]))];
}

/** The largest of a specification's inline data sets. */
function chartCells(view: Extract<View, { kind: "chart" }>): Cell[][] | null {
  const sets = chartFigures(view).flatMap((figure) => Object.values(figure.data));
  const [rows] = sets.sort((a, b) => b.length - a.length);
  if (rows === undefined || rows.length === 0) return null;
  const names = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  return [names, ...rows.map((row) => names.map((name) => plain(row[name])))];
}

function plain(value: unknown): Cell {
  if (value === null || value === undefined || typeof value === "string") return value;
  if (typeof value === "number") return Number.isFinite(value) ? value : String(value);
  return JSON.stringify(value);
}
