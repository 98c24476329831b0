import type { Row, Spec } from "./figure.ts";
import { LOG_LABEL, LOG_TICKS, logCeiling, logFloor } from "./look.ts";
import { brief, readable } from "./numbers.ts";

/** What a bar chart draws: `name` is unique, `text` stands at the bar's end. */
export interface BarRow extends Row {
  readonly name: string;
  readonly value: number;
  readonly text: string;
  readonly tip: string;
  /** A little beyond the value, so that the text at the bar's end has room. */
  readonly reach: number;
  /** Where the number stands: at the bar's end, or beyond what else is marked on it. */
  readonly end: number;
  /** Where the bar begins on a logarithmic axis. */
  readonly base?: number;
}

export interface BarTitles {
  /** The axis of values, and the other one. */
  readonly value: string;
  readonly name: string | null;
  readonly log: boolean;
  /** A colour channel for the bars; one colour without. */
  readonly color?: Spec;
}

export interface BarLayout {
  readonly horizontal: boolean;
  /** Numbers at the bars' ends. */
  readonly texts: boolean;
  /** Vertical bars whose names need to be turned. */
  readonly turned: boolean;
}

const FORMAT = ",.6~g";
/** So many names are listed below each other where they are words, and where they are phrases. */
const WORDS_LISTED = 24;
const PHRASES_LISTED = 40;
const PHRASE = 9;
const BAR_HEIGHT = 17;
/** Few bars are drawn larger: their height in px, and how many count as few. */
const FEW = 8;
const FEW_HEIGHT = 24;
/** Room for axis labels in px, kept so that the plot stands still while its labels change. */
const LABEL_ROOM = 36;
/** Bars narrower than this, in px, have no room for a number above them. */
const NUMBER_ROOM = 32;

/** Shows a number above an upright bar that has room for it. */
export const NUMBER_OPACITY: Spec = { expr: `bandwidth('x') < ${NUMBER_ROOM} ? 0 : 1` };

/** Long names read along the line; many numbers stand upright. */
export function layoutOf(names: readonly string[], ranked = false): BarLayout {
  const longest = Math.max(0, ...names.map((name) => [...name].length));
  const total = names.reduce((sum, name) => sum + [...name].length, 0);
  const fitsUpright = longest <= 3 || (total <= 56 && longest <= 8);
  const horizontal = ranked || (!fitsUpright && names.length <= (longest >= PHRASE ? PHRASES_LISTED : WORDS_LISTED));
  return { horizontal, texts: horizontal || names.length <= 16, turned: !horizontal && !fitsUpright };
}

/** Outer height in px. */
export function barHeight(layout: BarLayout, count: number): number {
  if (layout.horizontal) return count * (count <= FEW ? FEW_HEIGHT : BAR_HEIGHT) + 46;
  return layout.turned ? 300 : 240;
}

/** Outer width in px beyond which the bars would grow fat. */
export function barWidth(layout: BarLayout, count: number): number {
  return layout.horizontal ? 720 : Math.min(1100, Math.max(400, count * 56 + 80));
}

/** Rows for bars; `text` writes the value at the bar's end, the tooltip has 6 digits. `room` is the share of a value to leave beyond it. */
export function barRows(names: readonly string[], values: readonly number[], room: number, text = brief): BarRow[] {
  return values.map((value, i) => ({
    name: names[i] ?? "",
    value,
    text: text(value),
    tip: `${names[i] ?? ""}: ${readable(value, 6)}`,
    reach: value * (1 + room),
    end: value,
  }));
}

/**
 * Rows for bars on a logarithmic axis, all from one power of ten below the least value to one above the largest; a value of 0 has no
 * length there.
 */
export function logBarRows(names: readonly string[], values: readonly number[]): BarRow[] {
  const floor = logFloor(values);
  // A bar that begins at its own value could not be seen.
  const base = values.some((x) => x > 0 && x < floor * 1.05) ? floor / 10 : floor;
  const reach = logCeiling(values);
  return barRows(names, values, 0).map((row) => {
    const value = Math.max(row.value, base);
    return { ...row, value, base, reach, end: value };
  });
}

/** Bars over a named data set of BarRow. */
export function barSpec(data: string, layout: BarLayout, titles: BarTitles): Spec {
  return layout.horizontal ? across(data, layout, titles) : upright(data, layout, titles);
}

function colorOf({ color }: BarTitles): Spec {
  return color === undefined ? {} : { color };
}

function logAxis(title: string, grid: boolean): Spec {
  return { title, values: LOG_TICKS, labelExpr: LOG_LABEL, labelOverlap: "greedy", grid };
}

function across(data: string, layout: BarLayout, titles: BarTitles): Spec {
  const y = {
    field: "name",
    type: "nominal",
    sort: null,
    axis: { title: null, labelLimit: 240, labelPadding: 6 },
    scale: { paddingInner: 0.28, paddingOuter: 0.14 },
  };
  const scale = titles.log ? { type: "log", nice: false } : { nice: false, zero: true };
  // A line through a number would make it hard to read, and the number says what the line would.
  const grid = !layout.texts;
  const axis = titles.log ? logAxis(titles.value, grid) : { title: titles.value, format: FORMAT, tickCount: 4, grid };
  const x = { field: "value", type: "quantitative", scale, axis };
  const from = titles.log ? { x2: { field: "base" } } : {};
  const bar = { mark: { type: "bar" }, encoding: { x, ...from, ...colorOf(titles), tooltip: { field: "tip" } } };
  return {
    data: { name: data },
    encoding: { y },
    layer: [bar, ...(layout.texts ? atEnd("x", { align: "left", dx: 4 }) : []), ...(layout.texts || titles.log ? [roomFor("x")] : [])],
  };
}

function upright(data: string, layout: BarLayout, titles: BarTitles): Spec {
  const labels = layout.turned
    ? { labelAngle: -90, labelLimit: 88, labelOverlap: "parity" }
    : { labelAngle: 0, labelOverlap: "parity", labelSeparation: 3 };
  const x = {
    field: "name",
    type: "nominal",
    sort: null,
    axis: { title: titles.name, ...labels },
    scale: { paddingInner: 0.2, paddingOuter: 0.2 },
  };
  const y = {
    field: "value",
    type: "quantitative",
    scale: titles.log ? { type: "log", nice: false } : { zero: true },
    axis: titles.log
      ? { ...logAxis(titles.value, true), minExtent: LABEL_ROOM }
      : { title: titles.value, format: FORMAT, tickCount: 5, minExtent: LABEL_ROOM },
  };
  const from = titles.log ? { y2: { field: "base" } } : {};
  const bar = { mark: { type: "bar" }, encoding: { y, ...from, ...colorOf(titles), tooltip: { field: "tip" } } };
  const place = { baseline: "bottom", dy: -3, opacity: NUMBER_OPACITY };
  return {
    data: { name: data },
    encoding: { x },
    layer: [bar, ...(layout.texts ? atEnd("y", place, true) : []), ...(titles.log ? [roomFor("y")] : [])],
  };
}

/** Numbers at the bars' ends; with a halo where grid lines run behind them. */
function atEnd(channel: "x" | "y", place: Spec, halo = false): Spec[] {
  const encoding = { [channel]: { field: "end", type: "quantitative" }, text: { field: "text" } };
  const text = (style: string): Spec => ({ mark: { type: "text", style, ...place, aria: false }, encoding });
  return halo ? [text("halo"), text("figure")] : [text("figure")];
}

/** One unseen point that stretches the scale: to leave room for the longest bar's number, or to end at a power of ten. */
function roomFor(channel: "x" | "y"): Spec {
  const other = channel === "x" ? "y" : "x";
  const encoding = { [channel]: { field: "reach", type: "quantitative", aggregate: "max" }, [other]: { value: 0 } };
  return { mark: { type: "point", opacity: 0, aria: false, tooltip: false }, encoding };
}
