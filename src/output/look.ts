import { fromJsonNumber, type View } from "../model/index.ts";

/** What a reader chose for a picture. */
export interface Look {
  /** Values on a logarithmic axis. */
  readonly log: boolean;
}

export const plainLook: Look = { log: false };

/** Values so many decades below the largest one lie at the foot of a logarithmic axis. */
const DECADES = 12;

/** Whether a logarithmic axis makes sense for the view's values. */
export function hasLog(view: View): boolean {
  switch (view.kind) {
    case "distribution":
      return view.bars.length > 1;
    case "tensor":
      return view.grid === undefined && view.size > 1 && fromJsonNumber(view.min) > 0;
    case "sweep":
      return view.of === "distribution" || view.lines.every((line) => line.every((x) => fromJsonNumber(x) > 0));
    case "table":
    case "chart":
    case "text":
    case "group":
    case "control":
    case "error":
      return false;
  }
}

/** Where a logarithmic axis begins: the power of ten at or below the least value, no more than 12 decades below the largest. */
export function logFloor(values: readonly number[]): number {
  const positive = values.filter((x) => x > 0 && Number.isFinite(x));
  const most = positive.reduce((a, b) => Math.max(a, b), Number.MIN_VALUE);
  const least = positive.reduce((a, b) => Math.min(a, b), most);
  const decade = Math.floor(Math.log10(Math.max(least, most * 10 ** -DECADES)) + 1e-9);
  const floor = Number(`1e${decade}`);
  // A single value, or values of one decade, still need a length.
  return floor < most ? floor : floor / 10;
}

/** Where a logarithmic axis ends: the power of ten at or above the largest value. */
export function logCeiling(values: readonly number[]): number {
  const most = values.reduce((a, b) => (Number.isFinite(b) ? Math.max(a, b) : a), 0);
  return most > 0 ? Number(`1e${Math.ceil(Math.log10(most) - 1e-9)}`) : 1;
}

/** A label of a logarithmic axis, as a Vega expression. */
export const LOG_LABEL = "datum.value >= 0.001 && datum.value < 1e6 ? format(datum.value, ',~g') : format(datum.value, '.0e')";

// Ticks at powers of ten alone; a scale keeps those within its domain.
export const LOG_TICKS: readonly number[] = Array.from({ length: 64 }, (_, i) => Number(`1e${i - 50}`));
