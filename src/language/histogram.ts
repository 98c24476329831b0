import { countsOf, extentOf } from "../engine/index.ts";
import { type AnyTensor, type Chart, fail, type Steps, sizeOf } from "../model/index.ts";
import { chart, MAX_MARKS, spoken, type Titles, tip } from "./chart.ts";

const NUMBERS = { format: ",.6~g", tickCount: 6 };

/** How many elements fall into each of `bins` equal parts of their range, in two passes; what is not finite is left out. */
export function* histogram(x: AnyTensor, bins: number, titles: Titles): Steps<Chart> {
  if (bins < 1 || bins > MAX_MARKS) fail("Domain", `bins is from 1 to ${MAX_MARKS}, got ${bins}.`);
  const range = yield* extentOf(x);
  if (range.count === 0) return fail("Domain", `None of the ${sizeOf(x.shape)} values is finite.`);
  // Half and half, because the difference itself may be too large for a number.
  const width = (range.hi / 2 - range.lo / 2 || 0.5) * (2 / bins);
  const counts = yield* countsOf(x, { lo: range.lo, width, count: bins });
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
