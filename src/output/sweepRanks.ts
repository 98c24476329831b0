import { fromJsonNumber, type SweepView } from "../model/index.ts";
import type { Figure, Row, Spec } from "./figure.ts";
import { shortened } from "./labels.ts";
import { readable } from "./numbers.ts";
import { LABEL_LENGTH, mainHeight, namedLines, parameterAxis, slotColor } from "./sweepParts.ts";

/** The entries' places among each other, 1 the largest, over the parameter. */
export function ranksFigure(view: SweepView): Figure {
  const lines = namedLines(view);
  const ranks = ranksOf(view);
  const rows = (slot: (s: number) => boolean): Row[] =>
    lines.flatMap((line, i) =>
      slot(line.slot) ? view.values.map((x, at) => ({ x, y: ranks[at]?.[i] ?? 0, series: line.name, slot: String(line.slot) })) : [],
    );
  return {
    name: "ranks",
    spec: ranksSpec(view, lines.length),
    data: { ranks: rows((slot) => slot >= 0), rest: rows((slot) => slot < 0), ...names(view) },
    height: Math.max(mainHeight(view), 60 + 16 * lines.length),
    minWidth: 320,
    maxWidth: 960,
    marks: lines.length * 3,
  };
}

/** Names at the lines' right ends: a place for each, so that none collides. */
function names(view: SweepView): { names: Row[]; others: Row[] } {
  const ranks = ranksOf(view).at(-1) ?? [];
  const rows = namedLines(view).map((line, i) => ({ y: ranks[i] ?? 0, text: shortened(line.name, LABEL_LENGTH), slot: String(line.slot) }));
  return { names: rows.filter(({ slot }) => slot !== "-1"), others: rows.filter(({ slot }) => slot === "-1") };
}

/** For each value of the parameter the rank of each entry; of equals the earlier one comes first. */
export function ranksOf(view: SweepView): number[][] {
  return view.values.map((_, at) => {
    const y = (i: number): number => {
      const value = fromJsonNumber(view.lines[i]?.[at] ?? "NaN");
      return Number.isNaN(value) ? Number.NEGATIVE_INFINITY : value;
    };
    const order = view.lines.map((_, i) => i).sort((a, b) => Math.sign(y(b) - y(a)) || a - b);
    const ranks: number[] = [];
    for (const [rank, i] of order.entries()) ranks[i] = rank + 1;
    return ranks;
  });
}

/** The named entries' ranks at the value number `at`: points on the lines. */
export function ranksAt(view: SweepView, at: number): Row[] {
  const ranks = ranksOf(view)[at] ?? [];
  const x = view.values[at] ?? 0;
  return namedLines(view).flatMap((line, i): Row[] => {
    const tip = `${line.name}: rank ${ranks[i] ?? "?"}, ${readable(line.values[at] ?? Number.NaN, 4)}`;
    return line.slot < 0 ? [] : [{ x, y: ranks[i], slot: String(line.slot), tip }];
  });
}

function ranksSpec(view: SweepView, count: number): Spec {
  const x = parameterAxis(view);
  const places = Array.from({ length: count }, (_, i) => i + 1);
  const values = count <= 8 ? places : places.filter((rank) => rank === 1 || rank % 5 === 0);
  const axis = { title: "rank", format: "d", grid: false, values };
  const y = { field: "y", type: "quantitative", scale: { reverse: true, zero: false, nice: false, domain: [0.5, count + 0.5] }, axis };
  const series = { field: "series", type: "nominal" };
  const line = { type: "line", interpolate: "monotone" };
  const name = { x: { value: "width" }, y, text: { field: "text" } };
  const mark = { type: "text", align: "left", dx: 8, aria: false };
  return {
    layer: [
      { data: { name: "rest" }, mark: { ...line, style: "rest" }, encoding: { x, y, detail: series } },
      { data: { name: "ranks" }, mark: { ...line, strokeWidth: 2.5 }, encoding: { x, y, detail: series, color: slotColor } },
      { data: { name: "others" }, mark: { ...mark, style: "figure" }, encoding: name },
      { data: { name: "names" }, mark, encoding: { ...name, color: slotColor } },
    ],
  };
}
