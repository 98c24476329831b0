import { type AnyTensor, type Chart, type Distribution, fail, type Steps } from "../model/index.ts";
import { chart, finiteOrNull, MAX_MARKS, namesAxis, type Row, spoken, type Titles } from "./chart.ts";
import { eachChunk } from "./chunks.ts";
import { denseOf, tensorOf } from "./convert.ts";
import { select } from "./slices.ts";

const DASH = [3, 3];
const SOLID = [1, 0];
const NUMBERS = { format: ",.6~g", tickCount: 6 };

export type PlotKind = "line" | "bar" | "area" | "point";

export interface PlotOptions extends Titles {
  readonly x: AnyTensor | null;
  readonly kind: PlotKind;
  /** Names of the series. */
  readonly labels: readonly string[] | null;
  /** Title of the legend. */
  readonly legend: string | null;
  /** Names of the series whose lines are dashed. */
  readonly dashed: readonly string[] | null;
}

/** One line of a plot: at most `budget` points, each with its index in the whole. */
interface Series {
  readonly name: string;
  readonly points: readonly { readonly index: number; readonly y: number }[];
  readonly size: number;
  readonly entries: readonly string[] | undefined;
}

/** Rows of numbers over their index or over x; a matrix gives a series for each row. Throws Shape. */
export function* plot(ys: readonly (AnyTensor | Distribution)[], options: PlotOptions): Steps<Chart> {
  const rows: { row: AnyTensor; entries: readonly string[] | undefined }[] = [];
  for (const y of ys) for (const row of yield* rowsOf(y)) rows.push({ row, entries: y.labels });
  const { labels } = options;
  if (labels && labels.length !== rows.length) fail("Shape", `${labels.length} labels for ${rows.length} series.`);
  if (rows.length > MAX_MARKS / 2) fail("TooLarge", `${rows.length} series are too many to tell apart; heatmap shows a matrix.`);
  const budget = Math.max(2, Math.floor(MAX_MARKS / Math.max(1, rows.length)));
  const series: Series[] = [];
  for (const [i, { row, entries }] of rows.entries()) series.push(yield* thinned(row, labels?.[i] ?? String(i + 1), entries, budget));
  const x = options.x ? yield* denseOf(options.x) : undefined;
  const wrong = x && series.find(({ size }) => size !== x.data.length);
  if (x && wrong) fail("Shape", `${x.data.length} places in x for ${wrong.size} values.`);
  return draw(series, x?.data, options);
}

function* rowsOf(y: AnyTensor | Distribution): Steps<AnyTensor[]> {
  const t = yield* tensorOf(y);
  if (t.shape.length <= 1) return [t];
  if (t.shape.length > 2) fail("Shape", `plot draws rows of numbers, got shape [${t.shape.join(", ")}].`);
  const columns = Array.from({ length: t.shape[1] ?? 0 }, (_, j) => j);
  const rows: AnyTensor[] = [];
  for (let i = 0; i < (t.shape[0] ?? 0); i++) rows.push(yield* select(t, [i, columns]));
  return rows;
}

/** All points, or the lowest and the highest of every bucket, so that no peak is lost. */
function* thinned(y: AnyTensor, name: string, entries: readonly string[] | undefined, budget: number): Steps<Series> {
  const size = y.shape[0] ?? 1;
  const width = size <= budget ? 1 : Math.ceil(size / Math.floor(budget / 2));
  const low = new Map<number, { index: number; y: number }>();
  const high = new Map<number, { index: number; y: number }>();
  yield* eachChunk(y, (data, start) => {
    for (let i = 0; i < data.length; i++) {
      const point = { index: start + i, y: data[i] ?? Number.NaN };
      const bucket = Math.floor(point.index / width);
      if (!(point.y >= (low.get(bucket)?.y ?? Number.POSITIVE_INFINITY))) low.set(bucket, point);
      if (!(point.y <= (high.get(bucket)?.y ?? Number.NEGATIVE_INFINITY))) high.set(bucket, point);
    }
  });
  const points = new Map([...low.values(), ...high.values()].map((point) => [point.index, point]));
  return { name, size, entries, points: [...points.values()].sort((a, b) => a.index - b.index) };
}

function draw(series: readonly Series[], x: ArrayLike<number> | undefined, options: PlotOptions): Chart {
  const categories = options.kind === "bar" && x === undefined && series.every(({ points, size }) => points.length === size);
  // Bars without names stand beside those of the first that has them, entry by entry.
  const named = series.find(({ entries }) => entries);
  const nameOf = ({ entries, size }: Series, index: number) => (entries ?? (size === named?.size ? named.entries : undefined))?.[index];
  const rows: Row[] = series.flatMap((one) =>
    one.points.map(({ index, y }) => ({
      x: categories ? (nameOf(one, index) ?? String(index)) : finiteOrNull(x?.[index] ?? index),
      y: finiteOrNull(y),
      ...(series.length > 1 ? { series: one.name } : {}),
    })),
  );
  const fromZero = options.kind === "bar" || options.kind === "area";
  const encoding = {
    x: {
      field: "x",
      title: options.x_label,
      ...(categories
        ? { type: "nominal", sort: null, axis: namesAxis(rows.map(({ x }) => String(x))) }
        : { type: "quantitative", scale: { zero: false, nice: false }, axis: { ...NUMBERS, grid: false } }),
    },
    y: { field: "y", type: "quantitative", title: options.y_label, axis: NUMBERS, ...(fromZero ? {} : { scale: { zero: false } }) },
    ...(series.length > 1 ? { color: { field: "series", type: "nominal", title: options.legend, sort: null } } : {}),
    ...(options.dashed ? { strokeDash: dashes(series, options.dashed, options.legend) } : {}),
    ...(categories && series.length > 1 ? { xOffset: { field: "series", sort: null } } : {}),
  };
  return chart(
    rows,
    { mark: { type: options.kind, tooltip: true }, encoding, usermeta: { softmaxnb: "plot" } },
    options.title,
    sentence(series, options),
  );
}

/** Dashes by the series, as a scale, so that a legend shows them with the colours. */
function dashes(series: readonly Series[], dashed: readonly string[], title: string | null): unknown {
  const names = [...new Set(series.map(({ name }) => name))];
  const unknown = dashed.find((name) => !names.includes(name));
  if (unknown !== undefined) fail("Domain", `dashed names series of the plot, and none is called '${unknown}'.`);
  if (series.length === 1) return { value: dashed.length > 0 ? DASH : SOLID };
  const range = names.map((name) => (dashed.includes(name) ? DASH : SOLID));
  return { field: "series", type: "nominal", title, sort: null, scale: { domain: names, range } };
}

function sentence(series: readonly Series[], { kind, title }: PlotOptions): string {
  const values = series.flatMap(({ points }) => points.map(({ y }) => y)).filter(Number.isFinite);
  const about = title === null ? "" : `${title}: `;
  const count = `${series.length} series of ${series[0]?.size ?? 0} values`;
  if (values.length === 0) return `${about}${kind} chart, ${count}, none of them finite`;
  const lo = values.reduce((a, b) => Math.min(a, b));
  const hi = values.reduce((a, b) => Math.max(a, b));
  return `${about}${kind} chart, ${count} from ${spoken(lo)} to ${spoken(hi)}`;
}
