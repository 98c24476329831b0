import type { Row, Spec } from "./figure.ts";
import { LOG_LABEL, LOG_TICKS, logFloor } from "./look.ts";
import { brief, readable } from "./numbers.ts";

/** What a bar chart draws: `name` is unique, `text` stands at the bar's end. */
export interface BarRow extends Row {
  readonly name: string;
  readonly value: number;
  readonly text: string;
  readonly tip: string;
  /** A little beyond the value, so that the text at the bar's end has room. */
  readonly reach: number;
  /** Where the bar begins on a logarithmic axis. */
  readonly base?: number;
}

export interface BarTitles {
  /** The axis of values, and the other one. */
  readonly value: string;
  readonly name: string | null;
  readonly log: boolean;
}

export interface BarLayout {
  readonly horizontal: boolean;
  /** Numbers at the bars' ends. */
  readonly texts: boolean;
  /** Vertical bars whose names need to be turned. */
  readonly turned: boolean;
}

const FORMAT = ",.6~g";
const HORIZONTAL_LIMIT = 24;
const BAR_HEIGHT = 17;
/** Room for axis labels in px, kept so that the plot stands still while its labels change. */
const LABEL_ROOM = 36;
/** Bars narrower than this, in px, have no room for a number above them. */
const NUMBER_ROOM = 32;

/** Long names read along the line; many numbers stand upright. */
export function layoutOf(names: readonly string[], ranked = false): BarLayout {
  const longest = Math.max(0, ...names.map((name) => [...name].length));
  const total = names.reduce((sum, name) => sum + [...name].length, 0);
  const fitsUpright = longest <= 3 || (total <= 56 && longest <= 8);
  const horizontal = ranked || (!fitsUpright && names.length <= HORIZONTAL_LIMIT);
  return { horizontal, texts: horizontal || names.length <= 16, turned: !horizontal && !fitsUpright };
}

/** Outer height in px. */
export function barHeight(layout: BarLayout, count: number): number {
  if (layout.horizontal) return Math.max(72, count * BAR_HEIGHT + 46);
  return layout.turned ? 300 : 240;
}

/** Outer width in px beyond which the bars would grow fat. */
export function barWidth(layout: BarLayout, count: number): number {
  return layout.horizontal ? 720 : Math.min(1100, Math.max(240, count * 56 + 80));
}

/** Rows for bars; `text` writes the value at the bar's end, the tooltip has 6 digits. `room` is the share of a value to leave beyond it. */
export function barRows(names: readonly string[], values: readonly number[], room: number, text = brief): BarRow[] {
  return values.map((value, i) => ({
    name: names[i] ?? "",
    value,
    text: text(value),
    tip: `${names[i] ?? ""}: ${readable(value, 6)}`,
    reach: value * (1 + room),
  }));
}

/** Rows for bars on a logarithmic axis, all from one power of ten; a value of 0 has no length there. */
export function logBarRows(names: readonly string[], values: readonly number[]): BarRow[] {
  const base = logFloor(values);
  const most = values.reduce((a, b) => Math.max(a, b), base);
  return barRows(names, values, 0).map((row) => {
    const value = Math.max(row.value, base);
    return { ...row, value, base, reach: value * (most / base) ** 0.14 };
  });
}

/** Bars over a named data set of BarRow. */
export function barSpec(data: string, layout: BarLayout, titles: BarTitles): Spec {
  return layout.horizontal ? across(data, layout, titles) : upright(data, layout, titles);
}

function logAxis(title: string, grid: boolean): Spec {
  return { title, values: LOG_TICKS, labelExpr: LOG_LABEL, labelOverlap: "greedy", grid };
}

function across(data: string, layout: BarLayout, titles: BarTitles): Spec {
  const y = {
    field: "name",
    type: "nominal",
    sort: null,
    axis: { title: null, labelLimit: 180, labelPadding: 6 },
    scale: { paddingInner: 0.28, paddingOuter: 0.14 },
  };
  const scale = titles.log ? { type: "log", nice: false } : { nice: false, zero: true };
  const axis = titles.log ? logAxis(titles.value, true) : { title: titles.value, format: FORMAT, tickCount: 4, grid: true };
  const x = { field: "value", type: "quantitative", scale, axis };
  const from = titles.log ? { x2: { field: "base" } } : {};
  const bar = { mark: { type: "bar" }, encoding: { x, ...from, tooltip: { field: "tip" } } };
  return {
    data: { name: data },
    encoding: { y },
    layer: [bar, ...(layout.texts ? [atEnd("x", x, { align: "left", dx: 4 }), roomFor("x")] : [])],
  };
}

function upright(data: string, layout: BarLayout, titles: BarTitles): Spec {
  const labels = layout.turned
    ? { labelAngle: -60, labelLimit: 88, labelOverlap: "greedy", labelSeparation: 2 }
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
    axis: titles.log ? logAxis(titles.value, true) : { title: titles.value, format: FORMAT, tickCount: 5, minExtent: LABEL_ROOM },
  };
  const from = titles.log ? { y2: { field: "base" } } : {};
  const bar = { mark: { type: "bar" }, encoding: { y, ...from, tooltip: { field: "tip" } } };
  return {
    data: { name: data },
    encoding: { x },
    layer: [
      bar,
      ...(layout.texts
        ? [atEnd("y", y, { baseline: "bottom", dy: -3, opacity: { expr: `bandwidth('x') < ${NUMBER_ROOM} ? 0 : 1` } })]
        : []),
    ],
  };
}

function atEnd(channel: "x" | "y", position: Spec, place: Spec): Spec {
  return { mark: { type: "text", style: "figure", ...place, aria: false }, encoding: { [channel]: position, text: { field: "text" } } };
}

/** One unseen point that stretches the scale, so that the longest bar leaves room for its number. */
function roomFor(channel: "x" | "y"): Spec {
  const encoding = { [channel]: { field: "reach", type: "quantitative", aggregate: "max" }, y: { value: 0 } };
  return { mark: { type: "point", opacity: 0, aria: false, tooltip: false }, encoding };
}
