import type { SweepView } from "../model/index.ts";
import type { Figure, Row, Spec } from "./figure.ts";
import { LOG_LABEL, LOG_TICKS, type Look, logFloor } from "./look.ts";
import { readable } from "./numbers.ts";
import { type LineNames, lineNames } from "./sweepLabels.ts";
import { drawnNumbers, type Line, mainHeight, namedLines, parameterAxis, slotColor, valueTitle } from "./sweepParts.ts";

const NO_NAMES: LineNames = { inside: [], ends: [] };

/** A line an entry over the parameter, the larger ones named beside them. */
export function linesFigure(view: SweepView, look: Look): Figure {
  const floor = look.log ? logFloor(drawnNumbers(view)) : null;
  const lines = namedLines(view).map((line) => (floor === null ? line : { ...line, values: line.values.map((y) => above(y, floor)) }));
  const rest = lines.filter((line) => line.slot < 0);
  const named = lines.filter((line) => line.slot >= 0);
  const single = view.of === "number";
  const { inside, ends } = single ? NO_NAMES : lineNames(lines, view, look);
  return {
    name: "lines",
    spec: linesSpec(view, look, { rest: rest.length > 0, labels: !single }),
    data: {
      lines: named.flatMap((line) => rowsOf(view, line)),
      ...(rest.length > 0 ? { rest: rest.flatMap((line) => rowsOf(view, line)) } : {}),
      ...(single ? {} : { labels: ends, inside }),
    },
    height: mainHeight(view),
    minWidth: 320,
    maxWidth: 960,
    marks: lines.length + 14,
  };
}

function above(y: number | null, floor: number): number | null {
  return y !== null && y >= floor ? y : null;
}

function rowsOf(view: SweepView, line: Line): Row[] {
  return line.values.flatMap((y, i) => (y === null ? [] : [{ x: view.values[i] ?? 0, y, series: line.name, slot: String(line.slot) }]));
}

/** The named lines at the parameter's value number `at`: points on the lines. */
export function pointsAt(view: SweepView, at: number): Row[] {
  const x = view.values[at] ?? 0;
  return namedLines(view).flatMap((line): Row[] => {
    const y = line.values[at] ?? null;
    const name = view.of === "number" ? "" : `${line.name}: `;
    return y === null || line.slot < 0 ? [] : [{ x, y, slot: String(line.slot), tip: `${name}${readable(y, 6)}` }];
  });
}

function valueAxis(view: SweepView, { log }: Look): Spec {
  const title = valueTitle(view);
  const scale = log ? { type: "log", nice: true } : { zero: view.of === "distribution" };
  const axis = log ? { title, values: LOG_TICKS, labelExpr: LOG_LABEL, labelOverlap: "greedy" } : { title, format: ",.6~g", tickCount: 5 };
  return { field: "y", type: "quantitative", scale, axis };
}

function linesSpec(view: SweepView, look: Look, has: { rest: boolean; labels: boolean }): Spec {
  const y = valueAxis(view, look);
  const x = parameterAxis(view);
  const series = { field: "series", type: "nominal" };
  // Offsets, not an expression of the width: in a concatenated picture that signal has another name.
  const right = { value: "width" };
  const leader = { x: right, x2: right, y, y2: { field: "end" }, color: slotColor };
  const name = { x: right, y, text: { field: "text" }, color: slotColor };
  const above = { type: "text", baseline: "bottom", dy: -3, aria: false };
  const inside = { x, y, text: { field: "text" } };
  return {
    layer: [
      ...(has.rest ? [{ data: { name: "rest" }, mark: { type: "line", style: "rest" }, encoding: { x, y, detail: series } }] : []),
      { data: { name: "lines" }, mark: { type: "line" }, encoding: { x, y, detail: series, color: slotColor } },
      ...(has.labels
        ? [{ data: { name: "labels" }, mark: { type: "rule", style: "leader", xOffset: 12, x2Offset: 2 }, encoding: leader }]
        : []),
      ...(has.labels
        ? [
            { data: { name: "labels" }, mark: { type: "text", align: "left", dx: 15, aria: false }, encoding: name },
            { data: { name: "inside" }, mark: { ...above, style: "halo" }, encoding: inside },
            { data: { name: "inside" }, mark: above, encoding: { ...inside, color: slotColor } },
          ]
        : []),
    ],
  };
}
