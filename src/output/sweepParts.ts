import { fromJsonNumber, type SweepView } from "../model/index.ts";
import { barHeight } from "./bars.ts";
import type { Spec } from "./figure.ts";
import { distinct } from "./labels.ts";
import { finiteOrNull } from "./numbers.ts";

/** Lines with a colour and a name of their own; further ones are drawn in grey. */
export const NAMED_LINES = 7;
export const LABEL_LENGTH = 12;
const LINES_HEIGHT = 290;

/** An entry of a sweep, over all values of the parameter. */
export interface Line {
  readonly name: string;
  readonly values: readonly (number | null)[];
  /** 0 … 6 for named lines, in falling order of their largest value; −1 for the rest. */
  readonly slot: number;
}

export function namedLines(view: SweepView): Line[] {
  const names = distinct(view.entries, indicesOf(view.entries), LABEL_LENGTH + 6);
  const values = view.lines.map((line) => line.map(finiteOrNull));
  const peak = values.map((line) => line.reduce<number>((a, v) => Math.max(a, v ?? a), Number.NEGATIVE_INFINITY));
  const order = indicesOf(view.entries).sort((a, b) => (peak[b] ?? 0) - (peak[a] ?? 0) || a - b);
  return values.map((line, i) => {
    const place = order.indexOf(i);
    return { name: names[i] ?? "", values: line, slot: place < NAMED_LINES ? place : -1 };
  });
}

export function indicesOf(entries: readonly string[]): number[] {
  return entries.map((_, i) => i);
}

/** Outer height of the large picture: that of the bars beside it. */
export function mainHeight(view: SweepView): number {
  const named = view.of !== "number" && !view.entries.every((entry) => /^\d+$/.test(entry));
  const bars = named ? barHeight({ horizontal: true, texts: false, turned: false }, view.entries.length) : 0;
  return Math.max(LINES_HEIGHT, bars);
}

/** What a result's numbers are called. */
export function valueTitle(view: SweepView): string {
  return view.of === "distribution" ? "probability" : "value";
}

/** All finite numbers of the lines. */
export function drawnNumbers(view: SweepView): number[] {
  return view.lines.flat().map(fromJsonNumber).filter(Number.isFinite);
}

export function parameterAxis(view: SweepView): Spec {
  const scale = view.logParameter ? { type: "log", nice: false } : { nice: false, zero: false };
  const axis = { title: view.parameter, format: ",.6~g", grid: false, tickCount: 6, labelOverlap: "greedy" };
  return { field: "x", type: "quantitative", scale, axis };
}

/** Colours by slot; grey for what has none. */
export const slotColor: Spec = {
  field: "slot",
  type: "nominal",
  scale: { domain: [...Array.from({ length: NAMED_LINES }, (_, i) => String(i)), "-1"], range: "slots" },
  legend: null,
};
