import { type Bar, type DistributionView, fromJsonNumber } from "../model/index.ts";
import { barHeight, barRows, barSpec, barWidth, layoutOf } from "./bars.ts";
import type { Figure, Row } from "./figure.ts";
import { gridAxis, heatFigure } from "./heat.ts";
import { distinct } from "./labels.ts";
import { counted, percent, plural, readable } from "./numbers.ts";

const RANKED_BARS = 20;

/** Panels of a distribution: all rows where there are several, the entries, and where they are many their rank plot. */
export function distributionFigures(view: DistributionView): Figure[] {
  const rows = view.grid === undefined ? [] : [rowsFigure(view, view.grid)];
  const entries = entriesFigure(view);
  return [...rows, ...(entries === null ? [] : [entries]), ...(view.ranked ? [rankFigure(view)] : [])];
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

function entriesFigure(view: DistributionView): Figure | null {
  const bars = view.bars.filter(drawable).slice(0, view.ranked ? RANKED_BARS : undefined);
  if (bars.length === 0) return null;
  const names = distinct(
    bars.map((bar) => bar.label),
    bars.map((bar) => bar.index),
  );
  const numbered = bars.every((bar) => bar.label === String(bar.index));
  const layout = layoutOf(names, view.ranked);
  const several = view.rows > 1 || view.ranked;
  return {
    name: "entries",
    caption: several ? caption(view, bars.length) : undefined,
    spec: barSpec("entries", layout, "probability", numbered ? "entry" : null),
    data: {
      entries: barRows(
        names,
        bars.map((bar) => fromJsonNumber(bar.p)),
        0.16,
      ),
    },
    height: barHeight(layout, bars.length),
    minWidth: 280,
    maxWidth: barWidth(layout, bars.length),
    marks: bars.length * 2,
  };
}

function drawable(bar: Bar): boolean {
  return Number.isFinite(fromJsonNumber(bar.p));
}

function caption(view: DistributionView, drawn: number): string {
  const which = view.ranked ? `Largest ${drawn} of ${counted(view.size)}` : "Entries";
  return view.rows > 1 ? `${which}, first row` : which;
}

/** Probability against rank, both in logs: exact for the listed entries, at the edges of the bins beyond them. */
function rankFigure(view: DistributionView): Figure {
  const { listed, tail } = rankRows(view);
  const x = {
    field: "rank",
    type: "quantitative",
    scale: { type: "log", nice: false },
    axis: { title: "rank", format: ",.6~g", tickCount: 6, labelOverlap: "greedy", grid: false },
  };
  const y = {
    field: "p",
    type: "quantitative",
    scale: { type: "log", nice: true },
    axis: { title: "probability", format: "~g", tickCount: 5, labelOverlap: "greedy" },
  };
  const place = { align: "right", baseline: "top", aria: false };
  return {
    name: "rank",
    caption: "Probability by rank",
    spec: {
      encoding: { x, y },
      layer: [
        { data: { name: "rank" }, mark: { type: "line" } },
        { data: { name: "listed" }, mark: { type: "point", size: 18 }, encoding: { tooltip: { field: "tip" } } },
        {
          data: { name: "tailNote" },
          mark: { type: "text", style: "note", ...place },
          encoding: { x: { value: "width" }, y: { value: 2 }, text: { field: "text" } },
        },
      ],
    },
    data: { rank: [...listed, ...tail], listed, tailNote: [{ text: tailSentence(view) }] },
    height: 260,
    minWidth: 280,
    maxWidth: 560,
    marks: listed.length + 2,
  };
}

function rankRows(view: DistributionView): { listed: Row[]; tail: Row[] } {
  const positive = view.bars.filter((bar) => drawable(bar) && fromJsonNumber(bar.p) > 0);
  const listed = positive.map((bar, i) => ({
    rank: i + 1,
    p: fromJsonNumber(bar.p),
    tip: `${i + 1}. ${bar.label}: ${readable(bar.p, 6)}`,
  }));
  const bins = [...(view.tail?.bins ?? [])].sort((a, b) => b.hi - a.hi);
  let rank = listed.length;
  const tail = bins.flatMap((bin) => {
    rank += bin.count;
    return bin.lo > 0 && bin.count > 0 ? [{ rank, p: bin.lo, tip: "" }] : [];
  });
  return { listed, tail };
}

/** "151,872 more entries hold 3.1 %"; empty where all entries are listed. */
export function tailSentence(view: DistributionView): string {
  const { tail } = view;
  if (tail === undefined || tail.count === 0) return "";
  return `${plural(tail.count, "more entry", "more entries")} ${tail.count === 1 ? "holds" : "hold"} ${percent(tail.mass)}`;
}
