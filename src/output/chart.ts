import type { ChartView } from "../model/index.ts";
import type { Figure, Row, Spec } from "./figure.ts";
import { dressedPlot } from "./plot.ts";

const COMPOSED = ["concat", "hconcat", "vconcat", "facet", "repeat", "spec"];
const HEIGHT = 300;
/** Room in px for axes, title and legend, which a given width and height leave out. */
const BESIDE = 140;
const BELOW = 70;

/** A given specification, its inline rows drawn out under names so that a new frame replaces rows alone. */
export function chartFigures(view: ChartView): Figure[] {
  const data: Record<string, readonly Row[]> = {};
  const given = dressedPlot(view.spec);
  const spec = JSON.stringify(given).includes('"temporal"') ? given : (named(given, data) as Spec);
  const composed = COMPOSED.some((key) => key in spec);
  const { width, height } = spec;
  const stepped = [width, height].some((size) => typeof size === "object" && size !== null);
  return [
    {
      name: "chart",
      spec,
      data,
      height: typeof height === "number" ? height + BELOW : HEIGHT,
      minWidth: 240,
      maxWidth: typeof width === "number" ? width + BESIDE : 1200,
      marks: Object.values(data).reduce((n, rows) => n + rows.length, 0),
      ownSize: composed || stepped,
    },
  ];
}

/** The specification with every `data: {values: rows}` replaced by `data: {name}`, the rows put into `data`. */
function named(node: unknown, data: Record<string, readonly Row[]>): unknown {
  if (Array.isArray(node)) return node.map((item) => named(item, data));
  if (typeof node !== "object" || node === null) return node;
  return Object.fromEntries(Object.entries(node).map(([key, value]) => [key, replaced(key, value, data)]));
}

function replaced(key: string, value: unknown, data: Record<string, readonly Row[]>): unknown {
  if (key === "datasets") return value;
  return key === "data" ? drawnOut(value, data) : named(value, data);
}

function drawnOut(source: unknown, data: Record<string, readonly Row[]>): unknown {
  if (typeof source !== "object" || source === null || !("values" in source) || "format" in source) return source;
  if (!Array.isArray(source.values) || !source.values.every(isRow)) return source;
  const name = "name" in source && typeof source.name === "string" ? source.name : `rows_${Object.keys(data).length}`;
  data[name] = source.values;
  return { name };
}

function isRow(row: unknown): row is Row {
  return typeof row === "object" && row !== null && !Array.isArray(row);
}
