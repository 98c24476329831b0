import type { SweepView } from "../model/index.ts";
import type { Figure, Row, Spec } from "./figure.ts";
import { shortened } from "./labels.ts";
import { LOG_LABEL, LOG_TICKS, type Look, logFloor } from "./look.ts";
import { readable } from "./numbers.ts";
import {
  apart,
  drawnNumbers,
  LABEL_LENGTH,
  type Line,
  mainHeight,
  namedLines,
  parameterAxis,
  slotColor,
  valueTitle,
} from "./sweepParts.ts";

const LABEL_GAP = 15;

/** A line an entry over the parameter, the larger ones named at their ends. */
export function linesFigure(view: SweepView, look: Look): Figure {
  const floor = look.log ? logFloor(drawnNumbers(view)) : null;
  const lines = namedLines(view).map((line) => (floor === null ? line : { ...line, values: line.values.map((y) => above(y, floor)) }));
  const rest = lines.filter((line) => line.slot < 0);
  const named = lines.filter((line) => line.slot >= 0);
  const single = view.of === "number";
  return {
    name: "lines",
    spec: linesSpec(view, look, { rest: rest.length > 0, labels: !single }),
    data: {
      lines: named.flatMap((line) => rowsOf(view, line)),
      ...(rest.length > 0 ? { rest: rest.flatMap((line) => rowsOf(view, line)) } : {}),
      ...(single ? {} : { labels: dodged(named, view, look) }),
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
  const scale = log ? { type: "log", nice: false } : { zero: view.of === "distribution" };
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
  return {
    layer: [
      ...(has.rest ? [{ data: { name: "rest" }, mark: { type: "line", style: "rest" }, encoding: { x, y, detail: series } }] : []),
      { data: { name: "lines" }, mark: { type: "line" }, encoding: { x, y, detail: series, color: slotColor } },
      ...(has.labels
        ? [{ data: { name: "labels" }, mark: { type: "rule", style: "leader", xOffset: 12, x2Offset: 2 }, encoding: leader }]
        : []),
      ...(has.labels ? [{ data: { name: "labels" }, mark: { type: "text", align: "left", dx: 15, aria: false }, encoding: name }] : []),
    ],
  };
}

/** Names at the lines' right ends, moved apart until none touches its neighbour, kept within the scale. */
function dodged(lines: readonly Line[], view: SweepView, { log }: Look): Row[] {
  const place = log ? Math.log10 : (y: number) => y;
  const back = log ? (y: number) => 10 ** y : (y: number) => y;
  const all = lines.flatMap((line) => line.values).filter((y) => y !== null);
  const start = view.of === "distribution" && !log ? 0 : Number.POSITIVE_INFINITY;
  const low = all.reduce((a, b) => Math.min(a, place(b)), start);
  const high = all.reduce((a, b) => Math.max(a, place(b)), Number.NEGATIVE_INFINITY);
  const gap = ((high - low) * LABEL_GAP) / (mainHeight(view) - 60);
  const ends = lines.flatMap((line) => {
    const end = line.values[line.values.length - 1];
    return end === null || end === undefined ? [] : [{ line, end }];
  });
  ends.sort((a, b) => a.end - b.end || b.line.slot - a.line.slot);
  const rising = ends.map(({ end }) => place(end));
  const places = apart(rising, gap, low, high);
  return ends.map(({ line, end }, i) => {
    const y = back(places[i] ?? place(end));
    return { y, end, slot: String(line.slot), text: shortened(line.name, LABEL_LENGTH) };
  });
}
