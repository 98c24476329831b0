import type { Bin } from "../engine/index.ts";
import { fromNested } from "../engine/index.ts";
import type { Chart, Value } from "../model/index.ts";
import { spoken } from "./chart.ts";
import { brand } from "./values.ts";

const FIELDS = ["lower", "upper", "confidence", "accuracy", "count"] as const;

/** Accuracy over confidence, bin by bin, beside the diagonal of perfect calibration. The bins' numbers are its fields. */
export function reliabilityChart(bins: readonly Bin[]): Chart {
  const fields = Object.fromEntries(FIELDS.map((name): [string, Value] => [name, fromNested(bins.map((bin) => bin[name]))]));
  const unit = { domain: [0, 1], nice: false };
  const y = { field: "accuracy", type: "quantitative", scale: unit, title: "accuracy" };
  const spec = {
    $schema: "https://vega.github.io/schema/vega-lite/v5.json",
    width: 320,
    height: 320,
    data: { values: bins.map((bin) => ({ ...bin })) },
    layer: [
      {
        mark: { type: "bar", tooltip: true, opacity: 0.6 },
        encoding: { x: { field: "lower", type: "quantitative", scale: unit, title: "confidence" }, x2: { field: "upper" }, y },
      },
      {
        mark: { type: "point", filled: true, tooltip: true },
        encoding: { x: { field: "confidence", type: "quantitative", scale: unit }, y },
      },
      {
        data: { values: [0, 1].map((at) => ({ at })) },
        mark: { type: "line", strokeDash: [4, 4], color: "gray" },
        encoding: {
          x: { field: "at", type: "quantitative", scale: unit },
          y: { field: "at", type: "quantitative", scale: unit },
        },
      },
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
