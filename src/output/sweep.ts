import { fromJsonNumber, type JsonNumber, type SweepView } from "../model/index.ts";
import { barHeight, barRows, barSpec, layoutOf } from "./bars.ts";
import type { Figure, Row, Spec } from "./figure.ts";
import { edgesAround, gridAxis, heatFigure } from "./heat.ts";
import { distinct, shortened } from "./labels.ts";
import { finiteOrNull, readable } from "./numbers.ts";

/** Lines with a colour and a name of their own; further ones are drawn in grey. */
const NAMED_LINES = 7;
const LINES_HEIGHT = 290;
const LABEL_GAP = 15;
const LABEL_LENGTH = 12;

interface Line {
  readonly name: string;
  readonly values: readonly (number | null)[];
  /** 0 … 6 for named lines, in falling order of their largest value; −1 for the rest. */
  readonly slot: number;
}

/** Pictures of a sweep, of which a host shows one at a time. `entropy` has a second panel for the largest probability. */
export type SweepTab = "lines" | "heatmap" | "entropy";

/** The pictures that a sweep has. */
export function sweepTabs(view: SweepView): SweepTab[] {
  const all: [SweepTab, boolean][] = [
    ["lines", true],
    ["heatmap", view.grid !== undefined],
    ["entropy", view.entropy !== undefined || view.max !== undefined],
  ];
  return all.filter(([, has]) => has).map(([tab]) => tab);
}

/** The panels of one picture. With `at`, each has a data set `cursor` that draws a rule at the parameter's value number `at`. */
export function sweepFigures(view: SweepView, tab: SweepTab, at?: number): Figure[] {
  const figures = panelsOf(view, tab);
  return at === undefined ? figures : figures.map((figure) => withCursor(figure, view, at));
}

function panelsOf(view: SweepView, tab: SweepTab): Figure[] {
  if (tab === "lines") return [linesFigure(view)];
  if (tab === "heatmap") return view.grid === undefined ? [] : [gridFigure(view, view.grid)];
  const entropy = view.entropy === undefined ? [] : [curveFigure(view, "entropy", "entropy (nats)", view.entropy)];
  return view.max === undefined ? entropy : [...entropy, curveFigure(view, "max", "largest probability", view.max)];
}

/** The row of the data set `cursor` for the parameter's value number `at`. */
export function cursorRows(view: SweepView, at: number): readonly Row[] {
  return [{ x: view.values[at] ?? view.values[0] ?? 0 }];
}

function withCursor(figure: Figure, view: SweepView, at: number): Figure {
  const rule = { data: { name: "cursor" }, mark: { type: "rule", style: "cursor", aria: false }, encoding: { x: parameterAxis(view) } };
  const layer = [...(figure.spec.layer as readonly Spec[]), rule];
  return { ...figure, spec: { ...figure.spec, layer }, data: { ...figure.data, cursor: cursorRows(view, at) } };
}

/** The named entries at the parameter's value number `at`, as bars on one scale for all values. */
export function sliceFigure(view: SweepView, at: number): Figure | null {
  if (view.of === "number" || view.entries.length < 2) return null;
  const values = view.lines.map((line) => finiteOrNull(line[at] ?? "NaN") ?? 0);
  const names = distinct(view.entries, indicesOf(view.entries), LABEL_LENGTH + 2);
  const numbered = names.every((name) => /^\d+$/.test(name));
  const layout = { ...layoutOf(names, !numbered), texts: false };
  const value = view.of === "distribution" ? "probability" : "value";
  const spec = barSpec("slice", layout, value, layout.horizontal ? null : "entry");
  return {
    name: "slice",
    spec: { layer: [spec, ...frames(layout.horizontal)] },
    data: { slice: barRows(names, values, 0), extent: extentOf(view) },
    height: mainHeight(view),
    minWidth: 220,
    maxWidth: 420,
    marks: names.length,
  };
}

/** Outer height of the lines and the heatmap: that of the bars beside them. */
function mainHeight(view: SweepView): number {
  const named = view.of !== "number" && !view.entries.every((entry) => /^\d+$/.test(entry));
  const bars = named ? barHeight({ horizontal: true, texts: false, turned: false }, view.entries.length) : 0;
  return Math.max(LINES_HEIGHT, bars);
}

/** Two unseen points hold the scale still while the bars move. */
function frames(horizontal: boolean): Spec[] {
  const channel = horizontal ? "x" : "y";
  const encoding = { [channel]: { field: "value", type: "quantitative" }, [horizontal ? "y" : "x"]: { value: 0 } };
  return [{ data: { name: "extent" }, mark: { type: "point", opacity: 0, aria: false }, encoding }];
}

function extentOf(view: SweepView): Row[] {
  const finite = view.lines.flat().map(fromJsonNumber).filter(Number.isFinite);
  return [{ value: finite.reduce((a, b) => Math.min(a, b), 0) }, { value: finite.reduce((a, b) => Math.max(a, b), 0) }];
}

function indicesOf(entries: readonly string[]): number[] {
  return entries.map((_, i) => i);
}

function linesFigure(view: SweepView): Figure {
  const lines = namedLines(view);
  const rest = lines.filter((line) => line.slot < 0);
  const named = lines.filter((line) => line.slot >= 0);
  const rows = (line: Line): Row[] =>
    line.values.flatMap((y, i) => (y === null ? [] : [{ x: view.values[i] ?? 0, y, series: line.name, slot: String(line.slot) }]));
  const single = view.of === "number";
  const title = single ? "value" : view.of === "distribution" ? "probability" : "value";
  return {
    name: "lines",
    spec: linesSpec(view, title, { rest: rest.length > 0, labels: !single }),
    data: {
      lines: named.flatMap(rows),
      ...(rest.length > 0 ? { rest: rest.flatMap(rows) } : {}),
      ...(single ? {} : { labels: dodged(named, view) }),
    },
    height: mainHeight(view),
    minWidth: 320,
    maxWidth: 960,
    marks: lines.length + 14,
  };
}

function linesSpec(view: SweepView, title: string, has: { rest: boolean; labels: boolean }): Spec {
  const slots = Array.from({ length: NAMED_LINES }, (_, i) => String(i));
  const color = { field: "slot", type: "nominal", scale: { domain: slots }, legend: null };
  const y = {
    field: "y",
    type: "quantitative",
    scale: { zero: view.of === "distribution" },
    axis: { title, format: ",.6~g", tickCount: 5 },
  };
  const series = { field: "series", type: "nominal" };
  // Offsets, not an expression of the width: in a concatenated picture that signal has another name.
  const right = { value: "width" };
  const leader = { x: right, x2: right, y, y2: { field: "end" }, color };
  const name = { x: right, y, text: { field: "text" }, color };
  return {
    layer: [
      ...(has.rest
        ? [{ data: { name: "rest" }, mark: { type: "line", style: "rest" }, encoding: { x: parameterAxis(view), y, detail: series } }]
        : []),
      { data: { name: "lines" }, mark: { type: "line" }, encoding: { x: parameterAxis(view), y, detail: series, color } },
      ...(has.labels
        ? [{ data: { name: "labels" }, mark: { type: "rule", style: "leader", xOffset: 12, x2Offset: 2 }, encoding: leader }]
        : []),
      ...(has.labels ? [{ data: { name: "labels" }, mark: { type: "text", align: "left", dx: 15, aria: false }, encoding: name }] : []),
    ],
  };
}

function parameterAxis(view: SweepView): Spec {
  const scale = view.logParameter ? { type: "log", nice: false } : { nice: false, zero: false };
  const axis = { title: view.parameter, format: ",.6~g", grid: false, tickCount: 6, labelOverlap: "greedy" };
  return { field: "x", type: "quantitative", scale, axis };
}

function namedLines(view: SweepView): Line[] {
  const names = distinct(view.entries, indicesOf(view.entries), LABEL_LENGTH + 6);
  const values = view.lines.map((line) => line.map(finiteOrNull));
  const peak = values.map((line) => line.reduce<number>((a, v) => Math.max(a, v ?? a), Number.NEGATIVE_INFINITY));
  const order = indicesOf(view.entries).sort((a, b) => (peak[b] ?? 0) - (peak[a] ?? 0) || a - b);
  return values.map((line, i) => {
    const place = order.indexOf(i);
    return { name: names[i] ?? "", values: line, slot: place < NAMED_LINES ? place : -1 };
  });
}

/** Names at the lines' right ends, moved apart until none touches its neighbour, kept within the scale. */
function dodged(lines: readonly Line[], view: SweepView): Row[] {
  const all = view.lines.flat().map(fromJsonNumber).filter(Number.isFinite);
  const low = all.reduce((a, b) => Math.min(a, b), view.of === "distribution" ? 0 : Number.POSITIVE_INFINITY);
  const high = all.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
  const gap = ((high - low) * LABEL_GAP) / (mainHeight(view) - 60);
  const ends = lines.flatMap((line) => {
    const end = line.values[line.values.length - 1];
    return end === null || end === undefined ? [] : [{ line, end }];
  });
  ends.sort((a, b) => a.end - b.end || b.line.slot - a.line.slot);
  const places = apart(
    ends.map(({ end }) => end),
    gap,
    low,
    high,
  );
  return ends.map(({ line, end }, i) => ({ y: places[i] ?? end, end, slot: String(line.slot), text: shortened(line.name, LABEL_LENGTH) }));
}

/** Rising positions at least `gap` apart, within low … high as far as they fit. */
export function apart(rising: readonly number[], gap: number, low: number, high: number): number[] {
  const up: number[] = [];
  for (const at of rising) up.push(Math.max(at, (up[up.length - 1] ?? Number.NEGATIVE_INFINITY) + gap, low));
  const down: number[] = [];
  for (const at of up.reverse()) down.push(Math.min(at, (down[down.length - 1] ?? Number.POSITIVE_INFINITY) - gap, high));
  return down.reverse();
}

function curveFigure(view: SweepView, name: string, title: string, values: readonly JsonNumber[]): Figure {
  const rows = values.flatMap((v, i): Row[] => {
    const y = finiteOrNull(v);
    return y === null ? [] : [{ x: view.values[i] ?? 0, y }];
  });
  const y = { field: "y", type: "quantitative", scale: { zero: true }, axis: { title: null, format: ",.6~g", tickCount: 4 } };
  const line = { data: { name }, mark: { type: "line" }, encoding: { x: parameterAxis(view), y } };
  return {
    name,
    caption: title,
    spec: { layer: [line] },
    data: { [name]: rows },
    height: 250,
    minWidth: 260,
    maxWidth: 560,
    marks: 2,
  };
}

function gridFigure(view: SweepView, grid: NonNullable<SweepView["grid"]>): Figure {
  const edges = grid.rows === view.values.length ? edgesAround(view.values, view.logParameter) : spread(view, grid.rows);
  const columns = gridAxis(
    "entry",
    grid.columns,
    grid.source[1],
    grid.columnLabels ?? (view.entries.length === grid.columns ? view.entries : undefined),
  );
  const figure = heatFigure({
    name: "heat",
    rows: columns,
    columns: { kind: "edges", title: view.parameter, edges, log: view.logParameter },
    cells: transposed(grid.cells, grid.rows, grid.columns),
    valueTitle: view.of === "distribution" ? "p" : "value",
    fromZero: view.of === "distribution",
  });
  return { ...figure, height: mainHeight(view) };
}

/** Edges of `count` cells over the parameter's range, where the grid has fewer rows than the sweep has values. */
function spread(view: SweepView, count: number): number[] {
  const [first, last] = [view.values[0] ?? 0, view.values[view.values.length - 1] ?? 1];
  const place = (t: number): number => (view.logParameter ? first * (last / first) ** t : first + (last - first) * t);
  return Array.from({ length: count + 1 }, (_, i) => place(i / count));
}

function transposed(cells: readonly JsonNumber[], rows: number, columns: number): JsonNumber[] {
  return Array.from({ length: rows * columns }, (_, i) => cells[(i % rows) * columns + Math.floor(i / rows)] ?? "NaN");
}

/** "tau = 0.5" for the value number `at`. */
export function sliceText(view: SweepView, at: number): string {
  return `${view.parameter} = ${readable(view.values[at] ?? Number.NaN)}`;
}
