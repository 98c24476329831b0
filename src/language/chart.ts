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

const SIZE = { width: 480, height: 260 };

/** A chart of rows that are in the specification itself. */
export function chart(rows: readonly Row[], mark: unknown, encoding: unknown, title: string | null, sentence: string): Chart {
  const spec = {
    $schema: "https://vega.github.io/schema/vega-lite/v5.json",
    ...(title === null ? {} : { title }),
    ...SIZE,
    data: { values: rows },
    mark,
    encoding,
  };
  return brand({ kind: "chart", spec, sentence });
}

/** JSON has no NaN and no infinities; a chart leaves such a place empty. */
export function finiteOrNull(x: number): number | null {
  return Number.isFinite(x) ? x : null;
}

/** A number for a sentence: four digits. */
export function spoken(x: number): string {
  return Number.isFinite(x) ? String(Number(x.toPrecision(4))) : String(x);
}
