import { type Bar, type DistributionView, fromJsonNumber, type TailBin } from "../model/index.ts";
import { type BarLayout, type BarRow, barHeight, barRows, barSpec, barWidth, layoutOf, logBarRows, NUMBER_OPACITY } from "./bars.ts";
import type { Figure, Row, Spec } from "./figure.ts";
import { gridAxis, heatFigure } from "./heat.ts";
import { distinct } from "./labels.ts";
import { LOG_LABEL, LOG_TICKS, type Look, plainLook } from "./look.ts";
import { brief, counted, finiteOrNull, percent, plural, readable } from "./numbers.ts";

const RANKED_BARS = 20;
const RIGHT_HEIGHT = 185;

/** Panels of a distribution: all rows where there are several, the entries, and where they are many their rank plot. */
export function distributionFigures(view: DistributionView, look: Look = plainLook): Figure[] {
  const rows = view.grid === undefined ? [] : [rowsFigure(view, view.grid)];
  const entries = entriesFigure(view, look);
  return [...rows, ...(entries === null ? [] : [entries]), ...(view.ranked ? [rankFigure(view), massFigure(view)] : [])];
}

function rowsFigure(view: DistributionView, grid: NonNullable<DistributionView["grid"]>): Figure {
  return heatFigure({
    name: "rows",
    caption: `All ${plural(view.rows, "row")}`,
    rows: gridAxis("row", grid.rows, grid.source[0], grid.rowLabels),
    columns: gridAxis("entry", grid.columns, grid.source[1], grid.columnLabels),
    cells: grid.cells,
    valueTitle: "p",
    fromZero: true,
  });
}

function entriesFigure(view: DistributionView, look: Look): Figure | null {
  const bars = view.bars.filter(drawable).slice(0, view.ranked ? RANKED_BARS : undefined);
  if (bars.length === 0) return null;
  const names = distinct(
    bars.map((bar) => bar.label),
    bars.map((bar) => bar.index),
  );
  const numbered = bars.every((bar) => bar.label === String(bar.index));
  const layout = layoutOf(names, view.ranked);
  const several = view.rows > 1 || view.ranked;
  const values = bars.map((bar) => fromJsonNumber(bar.p));
  const pinned = pinRows(view, names, bars);
  const entries = beyondPins(look.log ? logBarRows(names, values) : barRows(names, values, pinned.length > 0 ? 0.3 : 0.16), pinned);
  return {
    name: "entries",
    caption: several ? caption(view, bars.length) : undefined,
    spec: withPins(barSpec("entries", layout, { value: "probability", name: numbered ? "entry" : null, log: look.log }), view, layout),
    data: {
      entries,
      ...(view.pinned === undefined ? {} : { pinned: besideBars(pinned, entries) }),
    },
    height: barHeight(layout, bars.length),
    minWidth: 280,
    maxWidth: barWidth(layout, bars.length),
    marks: bars.length * 2,
    tall: view.ranked,
  };
}

/** The bars with a tick across each at its pinned probability. */
function withPins(bars: Spec, view: DistributionView, layout: BarLayout): Spec {
  if (view.pinned === undefined) return bars;
  const value = { field: "value", type: "quantitative" };
  const encoding = { [layout.horizontal ? "x" : "y"]: value, tooltip: { field: "tip" } };
  const tick = { data: { name: "pinned" }, mark: { type: "tick", style: "pinned" }, encoding };
  return { ...bars, layer: [...(bars.layer as readonly Spec[]), tick, ...(layout.texts ? pinnedNumbers(layout) : [])] };
}

/** Pinned probabilities in the ticks' colour, behind the bars' own numbers. */
function pinnedNumbers({ horizontal }: BarLayout): Spec[] {
  const place = horizontal ? { align: "left", dx: 46 } : { baseline: "bottom", dy: -15, opacity: NUMBER_OPACITY };
  const encoding = { [horizontal ? "x" : "y"]: { field: "end", type: "quantitative" }, text: { field: "text" } };
  const text = (style: string): Spec => ({ data: { name: "pinned" }, mark: { type: "text", style, ...place, aria: false }, encoding });
  return horizontal ? [text("pinnednumber")] : [text("halo"), text("pinnednumber")];
}

/** The bars with their numbers moved out beyond the pinned ticks, which would lie across them. */
function beyondPins(rows: readonly BarRow[], pinned: readonly PinRow[]): readonly BarRow[] {
  if (pinned.length === 0) return rows;
  const at = new Map(pinned.map(({ name, value }) => [name, value]));
  return rows.map((row) => ({ ...row, end: Math.max(row.end, at.get(row.name) ?? row.end) }));
}

/** The pinned ticks with their numbers at those of the bars. */
function besideBars(pinned: readonly PinRow[], rows: readonly BarRow[]): Row[] {
  const at = new Map(rows.map(({ name, end }) => [name, end]));
  return pinned.map((row) => ({ ...row, end: at.get(row.name) ?? row.value, text: brief(row.value) }));
}

interface PinRow extends Row {
  readonly name: string;
  readonly value: number;
}

function pinRows({ pinned, bars }: DistributionView, names: readonly string[], drawn: readonly Bar[]): PinRow[] {
  return drawn.flatMap((bar, i): PinRow[] => {
    const value = finiteOrNull(pinned?.bars[bars.indexOf(bar)] ?? "NaN");
    return value === null || !(value > 0) ? [] : [{ name: names[i] ?? "", value, tip: `${names[i]}, pinned: ${readable(value, 6)}` }];
  });
}

function drawable(bar: Bar): boolean {
  return Number.isFinite(fromJsonNumber(bar.p));
}

function caption(view: DistributionView, drawn: number): string {
  const which = view.ranked ? `Largest ${drawn} of ${counted(view.size)}` : "Entries";
  return view.rows > 1 ? `${which}, first row` : which;
}

/** Rows with numbers where numbers belong, which need no parsing; with `invalid: "filter"` a line's are looked at but once a frame. */
function numbers(name: string): Spec {
  return { name, format: { parse: null } };
}

/** Probability against rank, both in logs: exact for the listed entries, at the edges of the bins beyond them. */
function rankFigure(view: DistributionView): Figure {
  const { listed, tail } = rankRows(view);
  const y = {
    field: "p",
    type: "quantitative",
    scale: { type: "log", nice: true },
    axis: { title: "probability", labelExpr: LOG_LABEL, values: LOG_TICKS, labelOverlap: "greedy" },
  };
  return {
    name: "rank",
    caption: "Probability by rank",
    spec: {
      encoding: { x: rankAxis(view), y },
      layer: [
        { data: numbers("rank"), mark: { type: "line", invalid: "filter" } },
        { data: numbers("listed"), mark: { type: "point", size: 14 }, encoding: { tooltip: { field: "tip" } } },
      ],
    },
    data: { rank: [...listed, ...tail], listed },
    height: RIGHT_HEIGHT,
    minWidth: 280,
    maxWidth: 720,
    marks: listed.length + 1,
  };
}

function rankAxis(view: DistributionView): Spec {
  const axis = { title: "rank", format: ",.6~g", values: LOG_TICKS, labelOverlap: "greedy", labelSeparation: 4, grid: false };
  return { field: "rank", type: "quantitative", scale: { type: "log", nice: false, domain: [1, view.size] }, axis };
}

/** The mass of the n largest entries against n; the entries that are not listed lie under the shade. */
function massFigure(view: DistributionView): Figure {
  const rows = massRows(view);
  const y = { field: "mass", type: "quantitative", scale: { domain: [0, 1] }, axis: { title: "mass", format: "%", tickCount: 4 } };
  const place = { align: "right", baseline: "bottom", aria: false, dx: -4, dy: -6 };
  const text = { x: { value: "width" }, y: { value: "height" }, text: { field: "text" } };
  return {
    name: "mass",
    caption: "Mass of the largest n",
    spec: {
      encoding: { x: rankAxis(view), y },
      layer: [
        { data: numbers("beyond"), mark: { type: "area", style: "shade", invalid: "filter" } },
        { data: numbers("mass"), mark: { type: "line", invalid: "filter" } },
        { data: { name: "tailNote" }, mark: { type: "text", style: "note", ...place }, encoding: text },
      ],
    },
    data: { mass: rows, beyond: rows.filter((row) => row.rank >= view.bars.length), tailNote: [{ text: `… ${tailSentence(view)}` }] },
    height: RIGHT_HEIGHT,
    minWidth: 280,
    maxWidth: 720,
    marks: 3,
  };
}

function massRows(view: DistributionView): { rank: number; mass: number }[] {
  let [rank, mass] = [0, 0];
  const add = (count: number, share: number): { rank: number; mass: number } => {
    rank += count;
    mass = Math.min(1, mass + share);
    return { rank, mass };
  };
  const listed = view.bars.filter(drawable).map((bar) => add(1, fromJsonNumber(bar.p)));
  return [...listed, ...fallingBins(view).map((bin) => add(bin.count, bin.mass))];
}

function fallingBins(view: DistributionView): TailBin[] {
  return [...(view.tail?.bins ?? [])].filter((bin) => bin.count > 0).sort((a, b) => b.hi - a.hi);
}

function rankRows(view: DistributionView): { listed: Row[]; tail: Row[] } {
  const positive = view.bars.filter((bar) => drawable(bar) && fromJsonNumber(bar.p) > 0);
  const listed = positive.map((bar, i) => ({
    rank: i + 1,
    p: fromJsonNumber(bar.p),
    tip: `${i + 1}. ${bar.label}: ${readable(bar.p, 6)}`,
  }));
  let rank = listed.length;
  const tail = fallingBins(view).flatMap((bin) => {
    rank += bin.count;
    return bin.lo > 0 ? [{ rank, p: bin.lo, tip: "" }] : [];
  });
  return { listed, tail };
}

/** "151,872 more entries hold 3.1 %"; empty where all entries are listed. */
export function tailSentence(view: DistributionView): string {
  const { tail } = view;
  if (tail === undefined || tail.count === 0) return "";
  return `${plural(tail.count, "more entry", "more entries")} ${tail.count === 1 ? "holds" : "hold"} ${percent(tail.mass)}`;
}
