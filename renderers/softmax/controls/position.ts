import type { Control } from "../../../src/model/index.ts";

export type Slider = Extract<Control, { control: "slider" }>;

/** The thumb's coordinate: the value itself, or its natural logarithm on a log scale. */
export interface Track {
  readonly min: number;
  readonly max: number;
  readonly step: number | "any";
}

const CONTINUOUS_STEPS = 200;

export function trackOf({ min, max, step, scale }: Slider): Track {
  const [low, high] = scale === "log" ? [Math.log(min), Math.log(max)] : [min, max];
  return { min: low, max: high, step: step ?? "any" };
}

export function positionOf(slider: Slider, value: number): number {
  return slider.scale === "log" ? Math.log(value) : value;
}

/** The value under the thumb. On a continuous track it is rounded to what one can read, so that what is shown is what is sent. */
export function valueAt(slider: Slider, position: number): number {
  const { min, max, step, scale } = slider;
  const raw = scale === "log" ? Math.exp(position) : position;
  const rounded =
    step === null && scale === "log" ? Number(raw.toPrecision(3)) : step === null ? toGrid(raw, (max - min) / CONTINUOUS_STEPS) : tidy(raw);
  return Math.min(max, Math.max(min, rounded));
}

/** Rounded to the power of ten at or below `unit`. */
function toGrid(x: number, unit: number): number {
  if (!(unit > 0)) return x;
  const digits = Math.max(0, Math.min(12, -Math.floor(Math.log10(unit))));
  return Number(x.toFixed(digits));
}

/** Without the dust of binary steps: 0.30000000000000004 is 0.3. */
function tidy(x: number): number {
  return Number(x.toPrecision(12));
}
