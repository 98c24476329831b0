import { type AnyTensor, type Chart, fail, type Steps, sizeOf } from "../model/index.ts";
import { chart, MAX_MARKS, spoken, type Titles } from "./chart.ts";
import { eachChunk } from "./chunks.ts";

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
    x: { field: "lo", type: "quantitative", bin: { binned: true, step: width }, title: titles.x_label },
    x2: { field: "hi" },
    y: { field: "count", type: "quantitative", title: titles.y_label ?? "count" },
  };
  const about = titles.title === null ? "" : `${titles.title}: `;
  const sentence = `${about}histogram of ${range.count} values from ${spoken(range.lo)} to ${spoken(range.hi)} in ${bins} bins`;
  return chart(rows, { type: "bar", tooltip: true }, encoding, titles.title, sentence);
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
