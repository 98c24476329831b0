import type { AnyTensor, Distribution, Grid, JsonNumber, Steps, Sweep, SweepView, Value } from "../../model/index.ts";
import { jsonNumber, sizeOf } from "../../model/index.ts";
import { Best } from "../best.ts";
import { eachBlock } from "../blocks.ts";
import { distributionStats } from "../entropy.ts";
import { kernels } from "../kernels.ts";
import { masked } from "../mask.ts";
import { layoutOf } from "../shape.ts";
import { foldOf } from "../softmax.ts";
import { readStrided, window } from "../source.ts";
import { Blocks } from "./grid.ts";

const LINES = 20;
const COLUMNS = 40;
const ROWS = 64;

/** A result's row 0: how to find its largest entries and read any of them. */
interface Curve {
  /** Logits or elements. */
  readonly row: AnyTensor;
  /** Value of the entry whose logit or element is z. */
  readonly at: (z: number) => number;
}

/** The picture of a sweep: lines for the entries that become largest, a thinned heatmap; entropy and maximum of distributions. */
export function* describeSweep(s: Sweep): Steps<SweepView> {
  const of = kindOf(s.results);
  const base = { kind: "sweep", parameter: s.parameter, values: s.values, logParameter: isLogSpaced(s.values), of } as const;
  if (of === "number") return { ...base, entries: ["value"], lines: [s.results.map((r) => jsonNumber(plainNumber(r)))] };
  const curves: Curve[] = [];
  for (const result of s.results) curves.push(yield* curveOf(result));
  const chosen = yield* leading(curves);
  const table: number[][] = [];
  for (const curve of curves) table.push(yield* readEntries(curve, chosen));
  const size = Math.max(0, ...curves.map((curve) => sizeOf(curve.row.shape)));
  const order =
    size <= LINES ? chosen.map((_, i) => i).sort((a, b) => (chosen[a] as number) - (chosen[b] as number)) : chosen.map((_, i) => i);
  const drawn = order.slice(0, LINES);
  const labels = labelsOf(s.results);
  const name = (i: number) => labels?.[chosen[i] as number] ?? String(chosen[i]);
  const view = {
    ...base,
    entries: drawn.map(name),
    lines: drawn.map((i) => table.map((row) => jsonNumber(row[i] as number))),
    grid: gridOf(table, chosen, s.values, name),
  };
  return of === "distribution" ? { ...view, ...(yield* figures(s.results)) } : view;
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

function* curveOf(value: Value): Steps<Curve> {
  if (value.kind === "distribution") return yield* distributionCurve(value);
  const row: AnyTensor = value.kind === "tensor" || value.kind === "lazy" ? value : numbersOf(value);
  return { row: window(row, 0, sizeOf(row.shape)), at: (z) => z };
}

function numbersOf(value: Value): AnyTensor {
  const items = value.kind === "list" ? value.items : [value];
  return { kind: "tensor", dtype: "float64", shape: [items.length], data: Float64Array.from(items, plainNumber) };
}

function* distributionCurve(d: Distribution): Steps<Curve> {
  const layout = layoutOf(d.logits.shape, d.axis);
  const z = yield* masked(d.logits, d.mask);
  const fold = yield* foldOf(d);
  const row = layout.inner === 1 ? window(z, 0, layout.n) : yield* readStrided(z, 0, layout.inner, layout.n);
  const kernel = kernels(d.tau).probabilities;
  const cell = new Float64Array(1);
  const at = (logit: number): number => {
    cell[0] = logit;
    kernel(cell, 0, 1, d.tau, fold.peak[0] as number, fold.l[0] as number, cell, 0);
    return cell[0] as number;
  };
  return { row, at };
}

/** The entries with the largest maximum over the sweep, in falling order: an entry that is among them leads its best result too. */
function* leading(curves: readonly Curve[]): Steps<number[]> {
  const peaks = new Map<number, number>();
  const known = new Map<unknown, Best>();
  for (const curve of curves) {
    const key = identityOf(curve.row);
    const best = known.get(key) ?? (yield* largest(curve.row));
    known.set(key, best);
    for (let i = 0; i < best.size; i++) {
      const index = best.indices[i] as number;
      peaks.set(index, larger(peaks.get(index), curve.at(best.values[i] as number)));
    }
  }
  return [...peaks]
    .sort(([i, p], [j, q]) => q - p || i - j)
    .slice(0, COLUMNS)
    .map(([index]) => index);
}

/** Rows over the same memory share one search: a sweep of the temperature keeps its logits. */
function identityOf(row: AnyTensor): unknown {
  return row.kind === "tensor" && row.data.byteOffset === 0 ? row.data.buffer : row;
}

function larger(known: number | undefined, p: number): number {
  return known === undefined || p > known || Number.isNaN(known) ? p : known;
}

function* largest(row: AnyTensor): Steps<Best> {
  const best = new Best(Math.min(COLUMNS, sizeOf(row.shape)));
  yield* eachBlock(row, layoutOf(row.shape, 0), (_, data, start, end, first) => best.offerBlock(data, start, end, first));
  return best;
}

function* readEntries(curve: Curve, chosen: readonly number[]): Steps<number[]> {
  const size = sizeOf(curve.row.shape);
  const values: number[] = [];
  for (const index of chosen) {
    const entry = index < size ? yield* readStrided(curve.row, index, 1, 1) : undefined;
    values.push(entry ? curve.at(entry.data[0] as number) : Number.NaN);
  }
  return values;
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

function* figures(results: readonly Value[]): Steps<{ entropy: JsonNumber[]; max: JsonNumber[] }> {
  const entropy: JsonNumber[] = [];
  const max: JsonNumber[] = [];
  for (const result of results) {
    if (result.kind !== "distribution") continue;
    const stats = yield* distributionStats(result);
    entropy.push(jsonNumber(stats.entropy[0] ?? Number.NaN));
    max.push(jsonNumber(stats.max[0] ?? Number.NaN));
  }
  return { entropy, max };
}
