import { fromJsonNumber, type TensorView } from "../model/index.ts";
import { barHeight, barRows, barSpec, barWidth, layoutOf, logBarRows } from "./bars.ts";
import type { Figure, Row, Spec } from "./figure.ts";
import { gridAxis, heatFigure } from "./heat.ts";
import { distinct } from "./labels.ts";
import { LOG_LABEL, LOG_TICKS, type Look, plainLook } from "./look.ts";
import { finiteOrNull, readable } from "./numbers.ts";

const BAR_LIMIT = 64;

/** The picture of a tensor: bars or a line along one axis, a heatmap over two; none for a single element. */
export function tensorFigures(view: TensorView, look: Look = plainLook): Figure[] {
  if (view.size <= 1) return [];
  if (view.grid !== undefined) return [matrixFigure(view, view.grid)];
  if (view.points === undefined) return [];
  return view.points.length <= BAR_LIMIT && view.points.length === view.size ? barFigures(view, look) : [lineFigure(view, look)];
}

function matrixFigure(view: TensorView, grid: NonNullable<TensorView["grid"]>): Figure {
  const folded = view.shape.length > 2;
  return heatFigure({
    name: "matrix",
    rows: gridAxis(folded ? "row (leading axes folded)" : "row", grid.rows, grid.source[0], grid.rowLabels),
    columns: gridAxis("column", grid.columns, grid.source[1], grid.columnLabels ?? view.labels),
    cells: grid.cells,
    valueTitle: "value",
    fromZero: false,
  });
}

function barFigures(view: TensorView, look: Look): Figure[] {
  const points = (view.points ?? []).filter((point) => finiteOrNull(point.y) !== null);
  if (points.length === 0) return [];
  const indices = points.map((point) => point.x);
  const names = distinct(
    indices.map((i) => view.labels?.[i] ?? String(i)),
    indices,
  );
  const numbered = view.labels === undefined;
  const chosen = layoutOf(names);
  const values = points.map((point) => fromJsonNumber(point.y));
  const negative = points.some((point) => fromJsonNumber(point.y) < 0);
  const room = chosen.horizontal || points.length <= 8;
  const layout = negative || !room ? { ...chosen, texts: false } : chosen;
  return [
    {
      name: "elements",
      spec: barSpec("elements", layout, { value: "value", name: numbered ? "index" : null, log: look.log }),
      data: { elements: look.log ? logBarRows(names, values) : barRows(names, values, 0.16) },
      height: barHeight(layout, points.length),
      minWidth: 280,
      maxWidth: barWidth(layout, points.length),
      marks: points.length * 2,
    },
  ];
}

/** A line; where each point stands for a bucket, upon the band of the bucket's least and greatest. */
function lineFigure(view: TensorView, look: Look): Figure {
  const points = view.points ?? [];
  const rows = points.flatMap(({ x, y, lo, hi }): Row[] => {
    const value = finiteOrNull(y);
    const tip = `${view.labels?.[x] ?? x}: ${readable(y, 6)}`;
    return value === null ? [] : [{ x, value, lo: finiteOrNull(lo) ?? value, hi: finiteOrNull(hi) ?? value, tip }];
  });
  const bucketed = points.length < view.size;
  return {
    name: "elements",
    spec: lineSpec(bucketed, look),
    data: { elements: rows },
    height: 220,
    minWidth: 280,
    maxWidth: 1100,
    marks: points.length,
  };
}

function lineSpec(bucketed: boolean, { log }: Look): Spec {
  const linear = { title: "value", format: ",.6~g", tickCount: 5 };
  const y = {
    type: "quantitative",
    scale: log ? { type: "log", nice: true } : { zero: false },
    axis: log ? { title: "value", values: LOG_TICKS, labelExpr: LOG_LABEL, labelOverlap: "greedy" } : linear,
  };
  const x = {
    field: "x",
    type: "quantitative",
    scale: { nice: false, zero: false },
    axis: { title: "index", format: ",.6~g", grid: false, tickCount: 6 },
  };
  const band = { mark: { type: "area", style: "band" }, encoding: { y: { field: "lo", ...y }, y2: { field: "hi" } } };
  const line = { mark: { type: "line" }, encoding: { y: { field: "value", ...y } } };
  const point = { mark: { type: "point", opacity: 0, size: 60 }, encoding: { y: { field: "value", ...y }, tooltip: { field: "tip" } } };
  return { data: { name: "elements" }, encoding: { x }, layer: bucketed ? [band, line, point] : [line, point] };
}
