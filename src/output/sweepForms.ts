import { fromJsonNumber, type SweepView } from "../model/index.ts";
import type { Figure, Row, Spec } from "./figure.ts";
import { shortened } from "./labels.ts";
import { readable } from "./numbers.ts";
import { LABEL_LENGTH, mainHeight, namedLines, parameterAxis, slotColor } from "./sweepParts.ts";

/** Ridges that are drawn, evenly spaced over the values; how many steps the highest one rises over its neighbours. */
const RIDGES = 24;
const RISE = 2.6;
const RIDGE_HEIGHT = 380;
const EDGE_NAMES = 10;

/** Numbers of the values that get a ridge. */
export function ridgePlaces(view: SweepView): number[] {
  const count = Math.min(RIDGES, view.values.length);
  const step = count > 1 ? (view.values.length - 1) / (count - 1) : 0;
  return Array.from({ length: count }, (_, i) => Math.round(i * step));
}

/** Profiles over the entries, one a value of the parameter, each a step lower than the one before. */
export function ridgesFigure(view: SweepView): Figure {
  const places = ridgePlaces(view);
  const names = ridgeNames(view);
  const rows = places.flatMap((at, ridge) => profile(view, at, ridge));
  return {
    name: "ridges",
    spec: ridgesSpec(names.length <= EDGE_NAMES || !names.every((name) => /^\d+$/.test(name))),
    data: { ridges: rows, names: places.filter((_, i) => named(i, places.length)).map((at) => nameRow(view, at, places.indexOf(at))) },
    height: RIDGE_HEIGHT,
    minWidth: 320,
    maxWidth: 760,
    marks: rows.length / 8 + places.length,
  };
}

/** Every ridge has a name where they are few, every third where they are many. */
function named(i: number, count: number): boolean {
  return count <= 10 || i % 3 === 0;
}

function nameRow(view: SweepView, at: number, ridge: number): Row {
  return { base: -ridge, text: readable(view.values[at] ?? Number.NaN) };
}

function ridgeNames(view: SweepView): string[] {
  return view.entries.map((name) => shortened(name, LABEL_LENGTH));
}

/** The profile at the value number `at`, drawn as ridge number `ridge`. */
export function profile(view: SweepView, at: number, ridge: number): Row[] {
  const names = namedLines(view).map((line) => line.name);
  const [low, high] = extent(view);
  const text = `${view.parameter} ${readable(view.values[at] ?? Number.NaN)}`;
  return view.lines.map((line, i) => {
    const y = fromJsonNumber(line[at] ?? "NaN");
    const share = Number.isFinite(y) ? (y - low) / (high - low || 1) : 0;
    return { entry: names[i], base: -ridge, top: -ridge + RISE * share, ridge, tip: `${names[i]}, ${text}: ${readable(y, 4)}` };
  });
}

function extent(view: SweepView): [number, number] {
  const finite = view.lines.flat().map(fromJsonNumber).filter(Number.isFinite);
  return [finite.reduce((a, b) => Math.min(a, b), 0), finite.reduce((a, b) => Math.max(a, b), 0)];
}

function ridgesSpec(words: boolean): Spec {
  const axis = words ? { labelAngle: -40, labelOverlap: "greedy", labelSeparation: -8 } : { labelAngle: 0, labelOverlap: "parity" };
  const x = { field: "entry", type: "ordinal", sort: null, scale: { type: "point", padding: 0 }, axis: { title: "entry", ...axis } };
  const y = { field: "top", type: "quantitative", scale: { nice: false, zero: false }, axis: null };
  const mark = { type: "area", style: "ridge", interpolate: "monotone", line: { style: "ridgeline", interpolate: "monotone" } };
  const name = { x: { value: 0 }, y: { ...y, field: "base" }, text: { field: "text" } };
  return {
    layer: [
      { data: { name: "ridges" }, mark, encoding: { x, y, y2: { field: "base" }, detail: { field: "ridge" } } },
      { data: { name: "names" }, mark: { type: "text", style: "figure", align: "right", dx: -6, aria: false }, encoding: name },
    ],
  };
}

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
  const axis = { title: "rank", format: "d", grid: false, tickCount: Math.min(count, 6), tickMinStep: 1 };
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
