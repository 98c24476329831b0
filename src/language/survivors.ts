import { probabilities, topk } from "../engine/index.ts";
import type { Chart, Distribution, Steps, Tensor } from "../model/index.ts";
import { chart, finiteOrNull, MAX_MARKS, type Row, spoken } from "./chart.ts";

/** Entries that are drawn: the largest ones of the raw logits. */
const MAX_ENTRIES = 40;

/** Who survives where: a row of cells for each stage, a cell for each entry that is left, coloured by its probability. Of the first row. */
export function* survivors(names: readonly string[], results: readonly Tensor[], softmaxes: readonly Distribution[]): Steps<Chart> {
  const n = results[0]?.shape.at(-1) ?? 1;
  const shown = n === 0 ? [] : yield* largest(results[0] as Tensor, Math.min(n, MAX_ENTRIES, Math.floor(MAX_MARKS / names.length)));
  const rows: Row[] = [];
  for (const [i, stage] of names.entries()) {
    const p = (yield* probabilities(softmaxes[i] as Distribution)).data;
    for (const entry of shown) {
      if ((results[i] as Tensor).data[entry] === Number.NEGATIVE_INFINITY) continue;
      rows.push({ stage: `${i}. ${stage}`, entry: labelOf(results[0] as Tensor, entry), p: finiteOrNull(p[entry] ?? Number.NaN) });
    }
  }
  const axis = (field: string, title: string | null, domain: readonly string[]): unknown => ({
    field,
    type: "ordinal",
    title,
    sort: null,
    scale: { domain },
    axis: { labelOverlap: true },
  });
  const entries = shown.map((entry) => labelOf(results[0] as Tensor, entry));
  const encoding = {
    x: axis("entry", "entry", entries),
    y: axis(
      "stage",
      null,
      names.map((stage, i) => `${i}. ${stage}`),
    ),
    color: { field: "p", type: "quantitative", title: "p", scale: { scheme: "viridis" } },
  };
  return chart(rows, { type: "rect", tooltip: true }, encoding, null, sentenceOf(names, results, softmaxes));
}

function* largest(z: Tensor, count: number): Steps<readonly number[]> {
  const n = z.shape.at(-1) ?? 1;
  const row: Tensor = { kind: "tensor", dtype: z.dtype, shape: [n], data: z.data.subarray(0, n) };
  return Array.from((yield* topk(row, z.data.length === 0 ? 0 : count)).indices.data);
}

/** The entry's label; with its index too where another entry has the same. */
function labelOf(z: Tensor, entry: number): string {
  const label = z.labels?.[entry];
  if (label === undefined) return String(entry);
  return z.labels?.indexOf(label) === z.labels?.lastIndexOf(label) ? label : `${label} (${entry})`;
}

function sentenceOf(names: readonly string[], results: readonly Tensor[], softmaxes: readonly Distribution[]): string {
  const counts = results.map((z) => {
    const first = Array.from(z.data.subarray(0, z.shape.at(-1) ?? 1));
    return first.filter((x) => x !== Number.NEGATIVE_INFINITY).length;
  });
  const steps = names.slice(1).map((name, i) => `${name} leaves ${counts[i + 1]}`);
  const last = softmaxes.at(-1);
  // Of the first row, max p = 1 / l.
  const peak = last?.l[0] ? `; largest p ${spoken(1 / last.l[0])}` : "";
  return `decode: ${counts[0] ?? 0} entries${steps.length > 0 ? `; ${steps.join(", ")}` : ""}${peak}`;
}
