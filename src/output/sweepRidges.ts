import type { SweepView } from "../model/index.ts";
import type { Figure, Row, Spec } from "./figure.ts";
import { readable } from "./numbers.ts";
import { drawnNumbers, namedLines } from "./sweepParts.ts";
import { ticksOf } from "./ticks.ts";

/** Ridges that are drawn, evenly spaced over the values; how many steps the highest one rises over its neighbours. */
const RIDGES = 24;
const RISE = 2.6;
const RIDGE_HEIGHT = 400;
/** Words of so many letters in all stand side by side; more of them stand upright. */
const SIDE_BY_SIDE = 48;

/** Numbers of the values that get a ridge. */
export function ridgePlaces(view: SweepView): number[] {
  const count = Math.min(RIDGES, view.values.length);
  const step = count > 1 ? (view.values.length - 1) / (count - 1) : 0;
  return Array.from({ length: count }, (_, i) => Math.round(i * step));
}

/** Profiles over the entries, one a value of the parameter, each a step lower than the one before. In steps, for entries have nothing between them. */
export function ridgesFigure(view: SweepView): Figure {
  const places = ridgePlaces(view);
  const rows = places.flatMap((at, ridge) => profile(view, at, ridge));
  return {
    name: "ridges",
    spec: ridgesSpec(view),
    data: { ridges: rows, names: parameterTicks(view, places) },
    height: RIDGE_HEIGHT,
    minWidth: 320,
    maxWidth: 760,
    marks: rows.length / 8 + places.length,
  };
}

/** Round values of the parameter, each at its height between the ridges. */
function parameterTicks(view: SweepView, places: readonly number[]): Row[] {
  const values = places.map((at) => view.values[at] ?? Number.NaN);
  const place = view.logParameter ? Math.log : (x: number): number => x;
  return ticksOf(values[0] ?? 0, values[values.length - 1] ?? 0, view.logParameter).flatMap((tick): Row[] => {
    const next = values.findIndex((value, i) => i > 0 && between(tick, values[i - 1] ?? value, value));
    const [from, to] = [place(values[next - 1] ?? tick), place(values[next] ?? tick)];
    const share = to === from ? 0 : (place(tick) - from) / (to - from);
    return next < 0 ? [] : [{ base: -(next - 1 + share), text: readable(tick) }];
  });
}

function between(x: number, a: number, b: number): boolean {
  const slack = Math.abs(b - a) * 1e-6;
  return x >= Math.min(a, b) - slack && x <= Math.max(a, b) + slack;
}

/** The profile at the value number `at`, drawn as ridge number `ridge`: the left edge of each entry, and the last one's right edge. */
export function profile(view: SweepView, at: number, ridge: number): Row[] {
  const steps = stepsAt(view, at).map(({ y, rise }, x) => ({ x, y, top: -ridge + rise }));
  const last = steps[steps.length - 1];
  const edges = last === undefined ? [] : [...steps, { ...last, x: steps.length }];
  return edges.map(({ x, top }) => ({ x, top, base: -ridge, ridge }));
}

/** The middles of the entries on the profile at the value number `at`, with what they say. */
export function ridgePoints(view: SweepView, at: number, ridge: number): Row[] {
  const text = `${view.parameter} ${readable(view.values[at] ?? Number.NaN)}`;
  return stepsAt(view, at).map(({ name, y, rise }, x) => ({
    x: x + 0.5,
    top: -ridge + rise,
    base: -ridge,
    tip: `${name}, ${text}: ${y === null ? "NaN" : readable(y, 4)}`,
  }));
}

/** The entries' values at the value number `at`, and how many ridges high they rise. */
function stepsAt(view: SweepView, at: number): { readonly name: string; readonly y: number | null; readonly rise: number }[] {
  const finite = drawnNumbers(view);
  const low = finite.reduce((a, b) => Math.min(a, b), 0);
  const high = finite.reduce((a, b) => Math.max(a, b), 0);
  return namedLines(view).map(({ name, values }) => {
    const y = values[at] ?? null;
    return { name, y, rise: y === null ? 0 : (RISE * (y - low)) / (high - low || 1) };
  });
}

function ridgesSpec(view: SweepView): Spec {
  const scale = { nice: false, zero: false, domain: [0, view.entries.length] };
  const x = { field: "x", type: "quantitative", scale, axis: entryAxis(view) };
  const names = { title: view.parameter, labels: false, ticks: false, grid: false, titlePadding: 44 };
  const y = { field: "top", type: "quantitative", scale: { nice: false, zero: false }, axis: names };
  const mark = { type: "area", style: "ridge", interpolate: "step-after", line: { style: "ridgeline", interpolate: "step-after" } };
  const name = { x: { value: 0 }, y: { ...y, field: "base" }, text: { field: "text" } };
  return {
    layer: [
      { data: { name: "ridges" }, mark, encoding: { x, y, y2: { field: "base" }, detail: { field: "ridge" } } },
      { data: { name: "names" }, mark: { type: "text", style: "figure", align: "right", dx: -8, aria: false }, encoding: name },
    ],
  };
}

/** The entries' names below their middles. */
function entryAxis(view: SweepView): Spec {
  const names = namedLines(view).map((line) => line.name);
  const values = names.map((_, i) => i + 0.5);
  const named = { title: "entry", values, labelExpr: `${JSON.stringify(names)}[floor(datum.value)]`, ticks: false, grid: false };
  if (names.every((name) => /^\d+$/.test(name))) return { ...named, labelOverlap: "parity" };
  if (names.join("").length <= SIDE_BY_SIDE) return { ...named, labelOverlap: false };
  return { ...named, labelAngle: -90, labelAlign: "right", labelBaseline: "middle", labelOverlap: "parity", labelLimit: 100 };
}
