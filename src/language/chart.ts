import type { Chart } from "../model/index.ts";
import { brand } from "./values.ts";

/** Marks that a chart draws at most. */
export const MAX_MARKS = 1000;

export type Row = Readonly<Record<string, string | number | null>>;

export interface Titles {
  readonly title: string | null;
  readonly x_label: string | null;
  readonly y_label: string | null;
}

/** What is drawn from the rows: one mark, or layers of them; `usermeta` tells our renderer which function drew it. */
export type Drawn =
  | { readonly mark: unknown; readonly encoding: unknown; readonly usermeta?: unknown }
  | { readonly layer: readonly unknown[]; readonly encoding: unknown };

const SIZE = { width: 480, height: 260 };

/** A chart of rows that are in the specification itself. It names no colour: whoever draws it has a theme. */
export function chart(rows: readonly Row[], drawn: Drawn, title: string | null, sentence: string): Chart {
  const spec = {
    $schema: "https://vega.github.io/schema/vega-lite/v5.json",
    ...(title === null ? {} : { title }),
    ...SIZE,
    data: { values: rows },
    ...drawn,
  };
  return brand({ kind: "chart", spec, sentence });
}

/** Names that have room side by side when they are slanted. */
const SLANTED = 20;

/** Labels of an axis of names: level where they are short, else slanted, and upright where they are many; as many as fit. */
export function namesAxis(names: readonly string[]): Readonly<Record<string, number | string>> {
  const long = names.some((name) => [...name].length > 4);
  if (long && names.length > SLANTED)
    return { labelAngle: -90, labelBaseline: "middle", labelOverlap: "greedy", labelSeparation: -2, labelLimit: 110 };
  // The boxes around slanted labels overlap long before the labels do.
  return long
    ? { labelAngle: -45, labelOverlap: "greedy", labelSeparation: -9, labelLimit: 110 }
    : { labelAngle: 0, labelOverlap: "parity", labelSeparation: 2 };
}

/** A field of a tooltip. */
export function tip(field: string, title = field, format?: string): Readonly<Record<string, string>> {
  return { field, title, ...(format === undefined ? {} : { format, type: "quantitative" }) };
}

/** JSON has no NaN and no infinities; a chart leaves such a place empty. */
export function finiteOrNull(x: number): number | null {
  return Number.isFinite(x) ? x : null;
}

/** A number for a sentence: four digits. */
export function spoken(x: number): string {
  return Number.isFinite(x) ? String(Number(x.toPrecision(4))) : String(x);
}
