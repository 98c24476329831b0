import { fromJsonNumber, type Grid } from "../model/index.ts";
import type { Figure, Row, Spec } from "./figure.ts";
import { distinct } from "./labels.ts";
import { brief, finiteOrNull, readable, roundUp, twoDecimals } from "./numbers.ts";

/** One axis of a heatmap: a name for every line of cells, or numbers at the edges of the cells. */
export type HeatAxis =
  | { readonly kind: "names"; readonly title: string | null; readonly names: readonly string[] }
  | { readonly kind: "edges"; readonly title: string | null; readonly edges: readonly number[]; readonly log: boolean };

export interface Heat {
  readonly name: string;
  readonly caption?: string | undefined;
  readonly rows: HeatAxis;
  readonly columns: HeatAxis;
  /** Row-major. */
  readonly cells: Grid["cells"];
  readonly valueTitle: string;
  /** Probabilities run from 0 up; other values get a middle at 0 when they have both signs. */
  readonly fromZero: boolean;
}

const NAMED_LIMIT = 32;
const TEXT_CELLS = 144;
const TEXT_COLUMNS = 12;

/** Axis of one side of a grid: names where each line of cells is one line of the source and few enough, else positions. */
export function gridAxis(title: string | null, count: number, source: number, labels: readonly string[] | undefined): HeatAxis {
  if (count === source && count <= NAMED_LIMIT) {
    const indices = Array.from({ length: count }, (_, i) => i);
    return { kind: "names", title, names: distinct(labels ?? indices.map(String), indices, 16) };
  }
  const edges = Array.from({ length: count + 1 }, (_, i) => (i * source) / count);
  return { kind: "edges", title, edges, log: false };
}

/** Edges of cells around given positions: halfway between neighbours, in logs where the axis is. */
export function edgesAround(values: readonly number[], log: boolean): number[] {
  const place = log ? Math.log : (x: number) => x;
  const back = log ? Math.exp : (x: number) => x;
  const at = values.map(place);
  const first = at[0] ?? 0;
  const last = at[at.length - 1] ?? 0;
  const step = at.length > 1 ? (last - first) / (at.length - 1) : 1;
  const middles = at.slice(1).map((x, i) => (x + (at[i] ?? x)) / 2);
  return [first - step / 2, ...middles, last + step / 2].map(back);
}

/** A heatmap. Cells that are not finite are left out, so that they can't break the scale. */
export function heatFigure(heat: Heat): Figure {
  const limit = heat.fromZero ? null : signedLimit(heat.cells);
  const rows = cellRows(heat, limit);
  const texts = lengthOf(heat.columns) <= TEXT_COLUMNS && heat.cells.length <= TEXT_CELLS;
  const layer = [
    cellLayer(heat, limit),
    ...(texts ? [textLayer("onLow", "datum.level <= 0.6"), textLayer("onHigh", "datum.level > 0.6")] : []),
  ];
  const placed = { data: { name: heat.name }, encoding: textPlace(heat), layer: layer.slice(1) };
  const spec = { layer: [layer[0], ...(texts ? [placed] : [])] };
  return {
    name: heat.name,
    caption: heat.caption,
    spec,
    data: { [heat.name]: rows },
    height: Math.min(340, Math.max(110, lengthOf(heat.rows) * 22 + 60)),
    minWidth: 280,
    maxWidth: texts ? Math.max(260, lengthOf(heat.columns) * 72 + 160) : 960,
    marks: rows.length * (texts ? 2 : 1),
  };
}

function lengthOf(axis: HeatAxis): number {
  return axis.kind === "names" ? axis.names.length : axis.edges.length - 1;
}

/** Half-width of a scale around 0 for values of both signs, rounded so that it seldom changes; null for values of one sign. */
function signedLimit(cells: Grid["cells"]): number | null {
  const finite = cells.map(fromJsonNumber).filter(Number.isFinite);
  const least = finite.reduce((a, b) => Math.min(a, b), 0);
  const most = finite.reduce((a, b) => Math.max(a, b), 0);
  return least < 0 && most > 0 ? roundUp(Math.max(-least, most)) : null;
}

function cellRows(heat: Heat, limit: number | null): Row[] {
  const columns = lengthOf(heat.columns);
  const finite = heat.cells.map(finiteOrNull);
  const known = finite.filter((v) => v !== null);
  const low = heat.fromZero ? 0 : known.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
  const high = known.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
  const level = (v: number): number => (limit === null ? (v - low) / (high - low || 1) : Math.abs(v) / limit);
  return finite.flatMap((value, i) => {
    if (value === null) return [];
    const [r, c] = [Math.floor(i / columns), i % columns];
    const place = { ...position("y", heat.rows, r), ...position("x", heat.columns, c) };
    const tip = `${spoken(heat.rows, r)}, ${spoken(heat.columns, c)}: ${readable(value, 6)}`;
    return [{ ...place, value, level: level(value), text: heat.fromZero ? twoDecimals(value) : signed(brief(value)), tip }];
  });
}

/** With the minus sign that axes have. */
function signed(text: string): string {
  return text.replace(/^-/, "−");
}

function position(channel: "x" | "y", axis: HeatAxis, i: number): Row {
  return axis.kind === "names" ? { [channel]: axis.names[i] } : { [channel]: axis.edges[i], [`${channel}2`]: axis.edges[i + 1] };
}

function spoken(axis: HeatAxis, i: number): string {
  const prefix = axis.title === null ? "" : `${axis.title} `;
  if (axis.kind === "names") return prefix + (axis.names[i] ?? "");
  const [lo, hi] = [axis.edges[i] ?? 0, axis.edges[i + 1] ?? 0];
  if (axis.log) return prefix + readable(Math.sqrt(lo * hi));
  return Number.isInteger(lo) && hi === lo + 1 ? prefix + lo : `${prefix}${readable(lo)} to ${readable(hi)}`;
}

function cellLayer(heat: Heat, limit: number | null): Spec {
  // Cells overlap their neighbours by half a pixel: without, hairlines of background show between them.
  const across = heat.columns.kind === "edges" ? { x2Offset: 0.6 } : { width: { band: 1.03 } };
  const overlap = { ...across, ...(heat.rows.kind === "edges" ? { y2Offset: 0.6 } : { height: { band: 1.03 } }) };
  const scale =
    limit === null
      ? heat.fromZero
        ? { zero: true, nice: true }
        : { zero: false, nice: false }
      : { range: "diverging", domain: [-limit, limit] };
  const legend = { title: heat.valueTitle, orient: "right", gradientLength: 90, gradientThickness: 8, format: ",.4~g", tickCount: 3 };
  return {
    data: { name: heat.name },
    mark: { type: "rect", tooltip: true, ...overlap },
    encoding: { ...cellPlace(heat), color: { field: "value", type: "quantitative", scale, legend }, tooltip: { field: "tip" } },
  };
}

function cellPlace(heat: Heat): Spec {
  return { ...channel("x", heat.columns, false), ...channel("y", heat.rows, heat.rows.kind === "edges" && !heat.rows.log) };
}

function textPlace(heat: Heat): Spec {
  const middle = (name: "x" | "y", axis: HeatAxis): Spec => {
    const { [name]: first } = channel(name, axis, name === "y");
    return { [name]: axis.kind === "names" ? first : { ...(first as Spec), bandPosition: 0.5 } };
  };
  return { ...middle("x", heat.columns), ...middle("y", heat.rows) };
}

function channel(name: "x" | "y", axis: HeatAxis, reverse: boolean): Readonly<Record<string, unknown>> {
  if (axis.kind === "names") {
    const labels = { labelLimit: name === "x" ? 100 : 140, labelOverlap: axis.names.length > 16 ? "parity" : false, labelSeparation: 2 };
    const angle = name === "x" ? { labelAngle: angleOf(axis.names) } : {};
    const padding = { padding: 0, domain: axis.names };
    return { [name]: { field: name, type: "nominal", sort: null, axis: { title: axis.title, ...labels, ...angle }, scale: padding } };
  }
  const scale = axis.log ? { type: "log", nice: false } : { nice: false, zero: false, reverse };
  const values = { title: axis.title, format: ",.6~g", grid: false, tickCount: 6, labelOverlap: "greedy", labelSeparation: 6 };
  return { [name]: { field: name, type: "quantitative", scale, axis: values }, [`${name}2`]: { field: `${name}2` } };
}

/** Short names stand as they are, a few longer ones lean, and many stand upright, where each has room. */
function angleOf(names: readonly string[]): number {
  if (names.every((text) => [...text].length <= (names.length > 16 ? 2 : 4))) return 0;
  return names.length > 16 ? -90 : -40;
}

function textLayer(style: "onLow" | "onHigh", test: string): Spec {
  return { transform: [{ filter: test }], mark: { type: "text", style, aria: false }, encoding: { text: { field: "text" } } };
}
