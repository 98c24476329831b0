import { distributionStats, probabilities, topk } from "../engine/index.ts";
import type { Chart, Distribution, Steps, Tensor } from "../model/index.ts";
import { chart, type Drawn, finiteOrNull, MAX_MARKS, namesAxis, type Row, spoken, tip } from "./chart.ts";

/** Entries that are drawn: the largest ones of the raw logits. */
const MAX_ENTRIES = 40;

/** Who survives where: a row of cells for each stage, a cell for each entry that is left, coloured by its probability. Of the first row. */
export function* survivors(names: readonly string[], results: readonly Tensor[], softmaxes: readonly Distribution[]): Steps<Chart> {
  const raw = results[0] as Tensor;
  const shown = yield* largest(raw, Math.min(MAX_ENTRIES, Math.floor(MAX_MARKS / names.length)));
  const { max } = yield* distributionStats(softmaxes.at(-1) as Distribution);
  const stages = names.map((name, i) => `${i}. ${name}`);
  const rows: Row[] = [];
  const removed: Row[] = [];
  for (const [i, stage] of stages.entries()) {
    const p = (yield* probabilities(softmaxes[i] as Distribution)).data;
    const left = shown.filter((entry) => isLeft(results[i], entry));
    rows.push(...left.map((entry) => ({ stage, entry: labelOf(raw, entry), p: finiteOrNull(p[entry] ?? Number.NaN) })));
    const gone = shown.filter((entry) => isLeft(results[i - 1], entry) && !isLeft(results[i], entry));
    removed.push(...gone.map((entry) => ({ stage, entry: labelOf(raw, entry) })));
  }
  const entries = shown.map((entry) => labelOf(raw, entry));
  return chart(rows, drawn(entries, stages, removed), null, sentenceOf(names, results, max[0]));
}

function isLeft(z: Tensor | undefined, entry: number): boolean {
  return z !== undefined && z.data[entry] !== Number.NEGATIVE_INFINITY;
}

/** Cells, and a cross where a stage removed an entry. Entries and stages of which nothing is left have their place too. */
function drawn(entries: readonly string[], stages: readonly string[], removed: readonly Row[]): Drawn {
  const encoding = {
    x: { field: "entry", type: "ordinal", title: "entry", sort: null, scale: { domain: entries }, axis: namesAxis(entries) },
    y: { field: "stage", type: "ordinal", title: null, sort: null, scale: { domain: stages }, axis: { labelLimit: 180 } },
  };
  // Steeper at small probabilities, which are most of them.
  const scale = { type: "pow", exponent: 0.4, domainMin: 0 };
  const color = { field: "p", type: "quantitative", title: "p", scale, legend: { tickCount: 3 } };
  const cell = {
    mark: { type: "rect", style: "tile" },
    encoding: { color, tooltip: [tip("entry"), tip("stage"), tip("p", "p", ",.4~g")] },
  };
  const cross = {
    data: { values: removed },
    mark: { type: "point", style: "removed", shape: "M-1-1L1 1M-1 1L1-1", filled: false, size: 36 },
    encoding: { tooltip: [tip("entry"), tip("stage", "removed by")] },
  };
  return { encoding, layer: [cell, cross] };
}

function* largest(z: Tensor, count: number): Steps<readonly number[]> {
  const n = z.shape.at(-1) ?? 1;
  if (z.data.length === 0) return [];
  const row: Tensor = { kind: "tensor", dtype: z.dtype, shape: [n], data: z.data.subarray(0, n) };
  return Array.from((yield* topk(row, Math.min(n, count))).indices.data);
}

/** The entry's label; with its index too where another entry has the same. */
function labelOf(z: Tensor, entry: number): string {
  const label = z.labels?.[entry];
  if (label === undefined) return String(entry);
  return z.labels?.indexOf(label) === z.labels?.lastIndexOf(label) ? label : `${label} (${entry})`;
}

function sentenceOf(names: readonly string[], results: readonly Tensor[], peak: number | undefined): string {
  const counts = results.map((z) => {
    const first = Array.from(z.data.subarray(0, z.shape.at(-1) ?? 1));
    return first.filter((x) => x !== Number.NEGATIVE_INFINITY).length;
  });
  const steps = names.slice(1).map((name, i) => `${name} leaves ${counts[i + 1]}`);
  return `decode: ${counts[0] ?? 0} entries${steps.length > 0 ? `; ${steps.join(", ")}` : ""}${peak === undefined ? "" : `; largest p ${spoken(peak)}`}`;
}
