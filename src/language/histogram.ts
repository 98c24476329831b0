import { type AnyTensor, type Chart, fail, type Steps, sizeOf } from "../model/index.ts";
import { chart, MAX_MARKS, spoken, type Titles, tip } from "./chart.ts";
import { eachChunk } from "./chunks.ts";

const NUMBERS = { format: ",.6~g", tickCount: 6 };

/** How many elements fall into each of `bins` equal parts of their range, in two passes; what is not finite is left out. */
export function* histogram(x: AnyTensor, bins: number, titles: Titles): Steps<Chart> {
  if (bins < 1 || bins > MAX_MARKS) fail("Domain", `bins is from 1 to ${MAX_MARKS}, got ${bins}.`);
  const range = yield* rangeOf(x);
  const width = (range.hi - range.lo || 1) / bins;
  const counts = new Float64Array(bins);
  yield* eachChunk(x, (data) => {
    for (let i = 0; i < data.length; i++) {
      const value = data[i] ?? Number.NaN;
      if (!Number.isFinite(value)) continue;
      const bin = Math.min(bins - 1, Math.floor((value - range.lo) / width));
      counts[bin] = (counts[bin] ?? 0) + 1;
    }
  });
  const rows = Array.from(counts, (count, i) => ({ lo: range.lo + i * width, hi: range.lo + (i + 1) * width, count }));
  const encoding = {
    // Without a step: the axis would have its ticks at the bins' edges, which are seldom round.
    x: {
      field: "lo",
      type: "quantitative",
      bin: "binned",
      scale: { zero: false, nice: false },
      axis: { ...NUMBERS, grid: false },
      title: titles.x_label,
    },
    x2: { field: "hi" },
    y: { field: "count", type: "quantitative", axis: { ...NUMBERS, tickMinStep: 1 }, title: titles.y_label ?? "count" },
    tooltip: [tip("lo", "from", ",.4~g"), tip("hi", "to", ",.4~g"), tip("count", "count", ",")],
  };
  const about = titles.title === null ? "" : `${titles.title}: `;
  const sentence = `${about}histogram of ${range.count} values from ${spoken(range.lo)} to ${spoken(range.hi)} in ${bins} bins`;
  return chart(rows, { mark: { type: "bar" }, encoding }, titles.title, sentence);
}

function* rangeOf(x: AnyTensor): Steps<{ lo: number; hi: number; count: number }> {
  let lo = Number.POSITIVE_INFINITY;
  let hi = Number.NEGATIVE_INFINITY;
  let count = 0;
  yield* eachChunk(x, (data) => {
    for (let i = 0; i < data.length; i++) {
      const value = data[i] ?? Number.NaN;
      if (!Number.isFinite(value)) continue;
      lo = Math.min(lo, value);
      hi = Math.max(hi, value);
      count++;
    }
  });
  if (count === 0) return fail("Domain", `None of the ${sizeOf(x.shape)} values is finite.`);
  return { lo, hi, count };
}
