import type { AnyTensor, Distribution, Grid, Steps, Sweep, SweepView, Value } from "../../model/index.ts";
import { jsonNumber, sizeOf } from "../../model/index.ts";
import { distributionStats } from "../entropy.ts";
import { kernels } from "../kernels.ts";
import { foldOf } from "../softmax.ts";
import { readStrided, window } from "../source.ts";
import { Blocks } from "./grid.ts";
import { LEADERS, logitRows, type Row, searched } from "./logitRow.ts";

const LINES = 20;
const ROWS = 64;

/** Row 0 of a result. */
interface Curve {
  readonly row: Row;
  /** Value of the entry whose logit or element is z. */
  readonly at: (z: number) => number;
  /** Of a distribution: nats and the largest probability. */
  readonly entropy: number;
  readonly max: number;
}

/**
 * The picture of a sweep: lines for the entries that become largest, a thinned heatmap; entropy and maximum of distributions. Where many of
 * these are over the same logits, all of it comes from one pass over them, the numbers within the bound that the sketch states.
 */
export function* describeSweep(s: Sweep): Steps<SweepView> {
  const of = kindOf(s.results);
  const base = { kind: "sweep", parameter: s.parameter, values: s.values, logParameter: isLogSpaced(s.values), of } as const;
  if (of === "number") return { ...base, entries: ["value"], lines: [s.results.map((r) => jsonNumber(plainNumber(r)))] };
  const curves = yield* curvesOf(s.results);
  const chosen = leading(curves);
  const table = yield* tableOf(curves, chosen);
  const labels = labelsOf(s.results);
  const name = (i: number) => labels?.[chosen[i] as number] ?? String(chosen[i]);
  const drawn = drawnOf(curves, chosen);
  const lines = drawn.map((i) => table.map((row) => jsonNumber(row[i] as number)));
  const view: SweepView = { ...base, entries: drawn.map(name), lines, grid: gridOf(table, chosen, s.values, name) };
  if (of !== "distribution") return view;
  return { ...view, entropy: curves.map((curve) => jsonNumber(curve.entropy)), max: curves.map((curve) => jsonNumber(curve.max)) };
}

/** Places in `chosen` that get a line: in index order where that is all there is, else in falling order. */
function drawnOf(curves: readonly Curve[], chosen: readonly number[]): number[] {
  const size = Math.max(0, ...curves.map((curve) => curve.row.size));
  const places = chosen.map((_, i) => i);
  if (size <= LINES) places.sort((a, b) => (chosen[a] as number) - (chosen[b] as number));
  return places.slice(0, LINES);
}

function kindOf(results: readonly Value[]): SweepView["of"] {
  if (results.length > 0 && results.every((r) => r.kind === "distribution")) return "distribution";
  return results.some((r) => r.kind === "tensor" || r.kind === "lazy" || r.kind === "distribution" || r.kind === "list")
    ? "tensor"
    : "number";
}

function plainNumber(value: Value): number {
  return value.kind === "number" || value.kind === "boolean" ? Number(value.value) : Number.NaN;
}

function isLogSpaced(values: readonly number[]): boolean {
  if (values.length < 3 || !values.every((v) => v > 0 && v < Infinity)) return false;
  const steps = values.slice(1).map((v, i) => Math.log(v / (values[i] as number)));
  const mean = steps.reduce((a, b) => a + b, 0) / steps.length;
  const linear = values.slice(1).map((v, i) => v - (values[i] as number));
  const linearMean = linear.reduce((a, b) => a + b, 0) / linear.length;
  return spread(steps, mean) < 0.1 && spread(steps, mean) < spread(linear, linearMean);
}

function spread(steps: readonly number[], mean: number): number {
  return Math.max(...steps.map((step) => Math.abs(step - mean))) / Math.abs(mean);
}

function* curvesOf(results: readonly Value[]): Steps<Curve[]> {
  const rows = yield* logitRows(results.filter((result) => result.kind === "distribution"));
  const curves: Curve[] = [];
  for (const result of results) {
    const row = result.kind === "distribution" ? rows.get(result) : undefined;
    curves.push(result.kind === "distribution" && row ? yield* distributed(result, row) : yield* plain(result));
  }
  return curves;
}

function* plain(result: Value): Steps<Curve> {
  const elements = result.kind === "tensor" || result.kind === "lazy" ? result : numbersOf(result);
  const row = yield* searched(window(elements, 0, sizeOf(elements.shape)));
  return { row, at: (z) => z, entropy: Number.NaN, max: Number.NaN };
}

function numbersOf(value: Value): AnyTensor {
  const items = value.kind === "list" ? value.items : [value];
  return { kind: "tensor", dtype: "float64", shape: [items.length], data: Float64Array.from(items, plainNumber) };
}

/** From the sketch of its row; without one, or where that can't tell, from its fold. */
function* distributed(d: Distribution, row: Row): Steps<Curve> {
  const seen = row.temperatures?.at(d.tau);
  if (seen) return { row, at: (z) => Math.exp((z - seen.peak) / d.tau) * seen.max, entropy: seen.entropy, max: seen.max };
  const stats = yield* distributionStats(d);
  return { row, at: yield* probabilityOf(d), entropy: stats.entropy[0] ?? Number.NaN, max: stats.max[0] ?? Number.NaN };
}

/** Logit of row 0 → its probability. */
function* probabilityOf(d: Distribution): Steps<Curve["at"]> {
  const fold = yield* foldOf(d);
  const kernel = kernels(d.tau).probabilities;
  const cell = new Float64Array(1);
  return (z) => {
    cell[0] = z;
    kernel(cell, 0, 1, d.tau, fold.peak[0] as number, fold.l[0] as number, cell, 0);
    return cell[0] as number;
  };
}

/** The entries with the largest maximum over the sweep, in falling order: one that is among them leads in its best result too. */
function leading(curves: readonly Curve[]): number[] {
  const peaks = new Map<number, number>();
  for (const { row, at } of curves) {
    for (let i = 0; i < row.best.size; i++) {
      const index = row.best.indices[i] as number;
      const value = at(row.best.values[i] as number);
      if (!(value <= (peaks.get(index) ?? Number.NEGATIVE_INFINITY))) peaks.set(index, value);
    }
  }
  const entries = [...peaks].sort(([i, p], [j, q]) => q - p || i - j);
  return entries.slice(0, LEADERS).map(([index]) => index);
}

/** Values × chosen entries; NaN for an entry that a result does not have. */
function* tableOf(curves: readonly Curve[], chosen: readonly number[]): Steps<number[][]> {
  const read = new Map<Row, (number | undefined)[]>();
  const table: number[][] = [];
  for (const { row, at } of curves) {
    const elements = read.get(row) ?? (yield* elementsAt(row, chosen));
    read.set(row, elements);
    table.push(elements.map((z) => (z === undefined ? Number.NaN : at(z))));
  }
  return table;
}

function* elementsAt(row: Row, chosen: readonly number[]): Steps<(number | undefined)[]> {
  const elements: (number | undefined)[] = [];
  for (const index of chosen) elements.push(index < row.size ? (yield* readStrided(row.elements, index, 1, 1)).data[0] : undefined);
  return elements;
}

/** Values × entries, the entries in index order. */
function gridOf(
  table: readonly (readonly number[])[],
  chosen: readonly number[],
  values: readonly number[],
  name: (i: number) => string,
): Grid | undefined {
  if (chosen.length === 0 || table.length === 0) return undefined;
  const byIndex = chosen.map((_, i) => i).sort((a, b) => (chosen[a] as number) - (chosen[b] as number));
  const rows = Math.min(table.length, ROWS);
  const blocks = new Blocks({ rows, columns: byIndex.length, source: [table.length, byIndex.length] });
  table.forEach((row, at) => {
    const cells = Float64Array.from(byIndex, (i) => row[i] as number);
    blocks.add(at, cells, 0, cells.length, 0);
  });
  return blocks.finish(rows === table.length ? values.map(String) : undefined, byIndex.map(name));
}

function labelsOf(results: readonly Value[]): readonly string[] | undefined {
  for (const r of results) if ((r.kind === "distribution" || r.kind === "tensor" || r.kind === "lazy") && r.labels) return r.labels;
  return undefined;
}
