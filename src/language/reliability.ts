import type { Bin } from "../engine/index.ts";
import { fromNested } from "../engine/index.ts";
import type { Chart, Value } from "../model/index.ts";
import { spoken, tip } from "./chart.ts";
import { brand } from "./values.ts";

const FIELDS = ["lower", "upper", "confidence", "accuracy", "count"] as const;

/** Accuracy over confidence, bin by bin, beside the diagonal of perfect calibration. The bins' numbers are its fields. */
export function reliabilityChart(bins: readonly Bin[]): Chart {
  const fields = Object.fromEntries(FIELDS.map((name): [string, Value] => [name, fromNested(bins.map((bin) => bin[name]))]));
  const unit = { domain: [0, 1], nice: false };
  const axis = { format: ".1~f", tickCount: 5 };
  const y = { field: "accuracy", type: "quantitative", scale: unit, title: "accuracy", axis };
  const x = { type: "quantitative", scale: unit, title: "confidence", axis: { ...axis, grid: false } };
  const tooltip = [
    tip("lower", "from", ".3~f"),
    tip("upper", "to", ".3~f"),
    tip("confidence", "mean confidence", ".3~f"),
    tip("accuracy", "accuracy", ".3~f"),
    tip("count", "samples", ","),
  ];
  const spec = {
    $schema: "https://vega.github.io/schema/vega-lite/v5.json",
    width: 320,
    height: 320,
    data: { values: bins.map((bin) => ({ ...bin })) },
    layer: [
      {
        mark: { type: "bar", opacity: 0.6 },
        encoding: { x: { ...x, bin: "binned", field: "lower" }, x2: { field: "upper" }, y, tooltip },
      },
      {
        data: { values: [0, 1].map((at) => ({ at })) },
        mark: { type: "line", style: "zero", strokeDash: [4, 4] },
        encoding: { x: { ...x, field: "at" }, y: { ...y, field: "at" } },
      },
      { mark: { type: "point", filled: true }, encoding: { x: { ...x, field: "confidence" }, y, tooltip } },
    ],
  };
  return brand({ kind: "chart", spec, sentence: sentenceOf(bins), fields });
}

function sentenceOf(bins: readonly Bin[]): string {
  const samples = bins.reduce((sum, { count }) => sum + count, 0);
  if (samples === 0) return "reliability of no samples";
  const worst = bins.reduce((a, b) => (Math.abs(b.accuracy - b.confidence) > Math.abs(a.accuracy - a.confidence) ? b : a));
  const gap = `confidence ${spoken(worst.confidence)}, accuracy ${spoken(worst.accuracy)}`;
  return `reliability of ${samples} samples in ${bins.length} bins; widest gap: ${gap}`;
}
