import type { JsonNumber, SweepView } from "../model/index.ts";
import { barRows, barSpec, layoutOf } from "./bars.ts";
import type { Figure, Row, Spec } from "./figure.ts";
import { edgesAround, gridAxis, heatFigure } from "./heat.ts";
import { distinct } from "./labels.ts";
import { type Look, plainLook } from "./look.ts";
import { finiteOrNull, readable } from "./numbers.ts";
import { linesFigure, pointsAt } from "./sweepLines.ts";
import { drawnNumbers, indicesOf, LABEL_LENGTH, mainHeight, namedLines, parameterAxis, slotColor, valueTitle } from "./sweepParts.ts";
import { ranksAt, ranksFigure } from "./sweepRanks.ts";
import { profile, ridgePlaces, ridgePoints, ridgesFigure } from "./sweepRidges.ts";

/** Pictures of a sweep, of which a host shows one at a time. `entropy` has a second panel for the largest probability. */
export type SweepTab = "lines" | "heatmap" | "ridges" | "ranks" | "entropy";

/** The pictures that a sweep has. */
export function sweepTabs(view: SweepView): SweepTab[] {
  const several = view.of !== "number" && view.entries.length > 2;
  const all: [SweepTab, boolean][] = [
    ["lines", true],
    ["heatmap", view.grid !== undefined],
    ["ridges", several],
    ["ranks", several],
    ["entropy", view.entropy !== undefined || view.max !== undefined],
  ];
  return all.filter(([, has]) => has).map(([tab]) => tab);
}

export interface SweepOptions {
  /** Draws a cursor at the parameter's value of this number. */
  readonly at?: number;
  readonly look?: Look;
}

/** The panels of one picture. */
export function sweepFigures(view: SweepView, tab: SweepTab, { at, look = plainLook }: SweepOptions = {}): Figure[] {
  const figures = panelsOf(view, tab, look);
  return at === undefined ? figures : figures.map((figure) => withCursor(figure, view, at));
}

function panelsOf(view: SweepView, tab: SweepTab, look: Look): Figure[] {
  switch (tab) {
    case "lines":
      return [linesFigure(view, look)];
    case "heatmap":
      return view.grid === undefined ? [] : [gridFigure(view, view.grid)];
    case "ridges":
      return [ridgesFigure(view)];
    case "ranks":
      return [ranksFigure(view)];
    case "entropy":
      return [
        ...(view.entropy === undefined ? [] : [curveFigure(view, "entropy", "entropy (nats)", view.entropy)]),
        ...(view.max === undefined ? [] : [curveFigure(view, "max", "largest probability", view.max)]),
      ];
  }
}

/** What moves with the cursor in a figure: the rows of its data sets `cursor` and `here` for the parameter's value number `at`. */
export function cursorData(view: SweepView, figure: string, at: number): Figure["data"] {
  if (figure === "ridges") {
    const places = ridgePlaces(view);
    const nearest = places.reduce((best, place, i) => (Math.abs(place - at) < Math.abs((places[best] ?? 0) - at) ? i : best), 0);
    const ridge = places[nearest] ?? 0;
    return { cursor: profile(view, ridge, nearest), here: ridgePoints(view, ridge, nearest) };
  }
  return { cursor: [{ x: view.values[at] ?? view.values[0] ?? 0 }], here: pointsOf(view, figure, at) };
}

function pointsOf(view: SweepView, figure: string, at: number): readonly Row[] {
  if (figure === "lines") return pointsAt(view, at);
  if (figure === "ranks") return ranksAt(view, at);
  const curve = figure === "entropy" ? view.entropy : figure === "max" ? view.max : undefined;
  const y = finiteOrNull(curve?.[at] ?? "NaN");
  return y === null ? [] : [{ x: view.values[at] ?? 0, y, slot: "0", tip: `${sliceText(view, at)}: ${readable(y, 6)}` }];
}

function withCursor(figure: Figure, view: SweepView, at: number): Figure {
  const layer = [...(figure.spec.layer as readonly Spec[]), ...cursorLayers(figure, view)];
  return { ...figure, spec: { ...figure.spec, layer }, data: { ...figure.data, ...cursorData(view, figure.name, at) } };
}

function cursorLayers(figure: Figure, view: SweepView): Spec[] {
  const [first] = figure.spec.layer as readonly Spec[];
  const encoding = first?.encoding as Spec | undefined;
  if (figure.name === "ridges") return ridgeCursor(encoding ?? {});
  const x = parameterAxis(view);
  const rule = { data: { name: "cursor" }, mark: { type: "rule", style: "cursor", aria: false }, encoding: { x } };
  if (figure.name === "heat") return [rule];
  const color = figure.name === "lines" || figure.name === "ranks" ? { color: slotColor } : {};
  const point = {
    data: { name: "here" },
    mark: { type: "point", style: "here" },
    encoding: { x, y: encoding?.y, ...color, tooltip: { field: "tip" } },
  };
  return [rule, point];
}

/** The ridge at the cursor in full colour, and its points. */
function ridgeCursor({ x, y }: Spec): Spec[] {
  const line = { type: "line", style: "ridgehere", interpolate: "step-after", aria: false };
  return [
    { data: { name: "cursor" }, mark: line, encoding: { x, y } },
    { data: { name: "here" }, mark: { type: "point", style: "here", opacity: 0 }, encoding: { x, y, tooltip: { field: "tip" } } },
  ];
}

/** The named entries at the parameter's value number `at`, as bars on one scale for all values, in the colours of their lines. */
export function sliceFigure(view: SweepView, at: number): Figure | null {
  if (view.of === "number" || view.entries.length < 2) return null;
  const values = view.lines.map((line) => finiteOrNull(line[at] ?? "NaN") ?? 0);
  const names = distinct(view.entries, indicesOf(view.entries), LABEL_LENGTH + 2);
  const numbered = names.every((name) => /^\d+$/.test(name));
  const layout = { ...layoutOf(names, !numbered), texts: false };
  const spec = barSpec("slice", layout, {
    value: valueTitle(view),
    name: layout.horizontal ? null : "entry",
    log: false,
    color: slotColor,
  });
  const slots = namedLines(view).map(({ slot }) => String(slot));
  return {
    name: "slice",
    spec: { layer: [spec, ...frames(layout.horizontal)] },
    data: { slice: barRows(names, values, 0).map((row, i) => ({ ...row, slot: slots[i] })), extent: extentOf(view) },
    height: mainHeight(view),
    minWidth: 220,
    maxWidth: 420,
    marks: names.length,
  };
}

/** Two unseen points hold the scale still while the bars move. */
function frames(horizontal: boolean): Spec[] {
  const channel = horizontal ? "x" : "y";
  const encoding = { [channel]: { field: "value", type: "quantitative" }, [horizontal ? "y" : "x"]: { value: 0 } };
  return [{ data: { name: "extent" }, mark: { type: "point", opacity: 0, aria: false }, encoding }];
}

function extentOf(view: SweepView): Row[] {
  const finite = drawnNumbers(view);
  return [{ value: finite.reduce((a, b) => Math.min(a, b), 0) }, { value: finite.reduce((a, b) => Math.max(a, b), 0) }];
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
