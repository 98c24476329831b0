import { type AnyTensor, fail, type Steps, type Trace } from "../../model/index.ts";
import { denseOf, nestedOf } from "../convert.ts";
import { heatmap } from "../heatmap.ts";
import { histogram } from "../histogram.ts";
import { any, choice, integer, nullable, probable, string, strings, tensor } from "../kinds.ts";
import { is } from "../mathjs.ts";
import { plot } from "../plot.ts";
import { brand } from "../values.ts";
import { vegaLite } from "../vegaLite.ts";
import { define, optional, type RunnableEntry, required, rest } from "./entry.ts";

const FAMILY = "Display";

const titles = {
  title: optional(nullable(string), null),
  x_label: optional(nullable(string), null),
  y_label: optional(nullable(string), null),
};

export const display: readonly RunnableEntry[] = [
  define({
    name: "plot",
    family: FAMILY,
    docs: "Rows of numbers as lines, bars, areas or points, over their index or over x. A matrix gives a series for each row; thousands of points are thinned to the lowest and the highest of each stretch.",
    source: "Vega-Lite's line, bar, area and point marks",
    example: 'plot(softmax([1, 2, 3]), softmax([1, 2, 3], tau = 2), labels = ["tau 1", "tau 2"])',
    parameters: {
      y: rest(probable),
      x: optional(nullable(tensor), null),
      kind: optional(choice("line", "bar", "area", "point"), "line"),
      labels: optional(nullable(strings), null, "names of the series"),
      legend: optional(nullable(string), null, "title of the legend"),
      dashed: optional(nullable(strings), null, "names of the series whose lines are dashed"),
      ...titles,
    },
    run: ({ y, ...options }) => plot(y, options),
  }),
  define({
    name: "heatmap",
    family: FAMILY,
    docs: "A matrix as coloured cells; a large one is thinned to means of blocks.",
    source: "Vega-Lite's rect mark",
    example: "heatmap(softmax([1, 2, 3; 3, 2, 1]))",
    parameters: { x: required(tensor), ...titles },
    run: ({ x, ...options }) => heatmap(x, options),
  }),
  define({
    name: "histogram",
    family: FAMILY,
    docs: "How many elements fall into each of `bins` equal parts of their range.",
    source: "numpy.histogram",
    example: "histogram(randn([1000]), bins = 20)",
    parameters: { x: required(tensor), bins: optional(integer, 30), ...titles },
    run: ({ x, bins, ...options }) => histogram(x, bins, options),
  }),
  define({
    name: "table",
    family: FAMILY,
    docs: "Numbers and texts in rows and columns: an object of lists by its names, a matrix of numbers by its columns' numbers, a list as one column.",
    source: "the language's own: columns side by side",
    example: 'table({token: ["a", "b", "c"], p: softmax([1, 2, 3])})',
    parameters: { x: required(any) },
    run: ({ x }) => table(x),
  }),
  define({
    name: "vega_lite",
    family: FAMILY,
    docs: "A Vega-Lite specification of your own. Its data is in it; it loads no URL.",
    source: "Vega-Lite 5",
    example: 'vega_lite({mark: "bar", data: {values: [{a: 1, b: 2}]}, encoding: {x: {field: "a"}, y: {field: "b"}}})',
    parameters: { spec: required(any) },
    run: ({ spec }) => vegaLite(spec),
  }),
];

type Column = readonly (number | string)[];

function* table(x: unknown): Steps<Trace> {
  const columns: Record<string, Column> = {};
  if (is.plainObject(x))
    for (const [name, column] of Object.entries(x)) columns[name] = textsOf(column) ?? columnOf(yield* denseOf(column), name);
  else {
    const texts = textsOf(x);
    if (texts) columns.value = texts;
    else spread(yield* denseOf(x), columns);
  }
  const lengths = new Set(Object.values(columns).map((column) => column.length));
  if (lengths.size > 1) fail("Shape", `The columns of a table have one length, got ${[...lengths].join(", ")}.`);
  return brand({ kind: "trace", columns });
}

/** A list of nothing but texts. */
function textsOf(x: unknown): readonly string[] | undefined {
  const items = nestedOf(x);
  return items && items.length > 0 && items.every((item) => typeof item === "string") ? items : undefined;
}

function columnOf(t: AnyTensor & { kind: "tensor" }, name: string): number[] {
  return t.shape.length <= 1
    ? Array.from(t.data)
    : fail("Shape", `Column ${name} is a list of numbers, got shape [${t.shape.join(", ")}].`);
}

/** A matrix's columns under their numbers, a list under "value". */
function spread(t: AnyTensor & { kind: "tensor" }, columns: Record<string, Column>): void {
  if (t.shape.length > 2) fail("Shape", `A table has rows and columns, got shape [${t.shape.join(", ")}].`);
  if (t.shape.length < 2) columns.value = Array.from(t.data);
  const width = t.shape[1] ?? 0;
  for (let j = 0; j < width; j++) columns[String(j + 1)] = Array.from(t.data).filter((_, i) => i % width === j);
}
