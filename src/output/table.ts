import type { TableView } from "../model/index.ts";
import type { Figure, Row } from "./figure.ts";
import { finiteOrNull } from "./numbers.ts";

const MAXIMUM = new Set(["m", "max", "maximum"]);
const SUM = new Set(["l", "ℓ", "sum"]);

type Column = TableView["columns"][number];

/** Where a table holds the state of an online softmax: its m and its ℓ, step by step. */
export function tableFigures(view: TableView): Figure[] {
  const m = view.columns.find((column) => MAXIMUM.has(column.name));
  const l = view.columns.find((column) => SUM.has(column.name));
  if (m === undefined || l === undefined) return [];
  const step = stepColumn(view, [m, l]);
  return [stepFigure("running m", "m", step, m), stepFigure("running sum ℓ", "l", step, l)];
}

/** The first column of numbers that rises and is neither m nor ℓ; the row's number otherwise. */
function stepColumn(view: TableView, taken: readonly Column[]): { name: string; at: readonly number[] } {
  const rising = view.columns.find(
    (column) =>
      !taken.includes(column) &&
      column.cells.every((cell, i) => typeof cell === "number" && (i === 0 || cell > Number(column.cells[i - 1]))),
  );
  if (rising !== undefined) return { name: rising.name, at: rising.cells.map(Number) };
  return { name: "step", at: view.columns[0]?.cells.map((_, i) => i + 1) ?? [] };
}

function stepFigure(caption: string, name: string, step: { name: string; at: readonly number[] }, column: Column): Figure {
  const rows = column.cells.flatMap((cell, i): Row[] => {
    const value = typeof cell === "string" ? null : finiteOrNull(cell);
    return value === null ? [] : [{ x: step.at[i] ?? i, value }];
  });
  const x = {
    field: "x",
    type: "quantitative",
    scale: { nice: false, zero: false, padding: 6, domain: [step.at[0] ?? 0, step.at[step.at.length - 1] ?? 1] },
    axis: { title: step.name, format: ",.6~g", tickMinStep: 1, tickCount: 6, grid: false },
  };
  const y = {
    field: "value",
    type: "quantitative",
    scale: { zero: false },
    axis: { title: name === "l" ? "ℓ" : name, format: ",.6~g", tickCount: 4 },
  };
  const mark = { type: "line", interpolate: "step-after", point: rows.length <= 64 };
  return {
    name,
    caption,
    spec: { data: { name }, mark, encoding: { x, y } },
    data: { [name]: rows },
    height: 200,
    minWidth: 260,
    maxWidth: 560,
    marks: rows.length,
  };
}
