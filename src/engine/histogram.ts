import { type AnyTensor, type Steps, sizeOf } from "../model/index.ts";
import { eachBlock } from "./blocks.ts";
import { countTogether } from "./parallel/countJob.ts";
import type { Extent } from "./parallel/surveyJob.ts";
import { type Layout, layoutOf } from "./shape.ts";
import { surveyOf } from "./survey.ts";
import { type Bins, tally } from "./tally.ts";

/** All elements as one row. */
function flat(x: AnyTensor): Layout {
  return layoutOf([sizeOf(x.shape)], 0);
}

/** Where the finite elements of x lie. */
export function* extentOf(x: AnyTensor): Steps<Extent> {
  const survey = yield* surveyOf(x, flat(x));
  if (survey) return survey.extent;
  let [lo, hi, count] = [Infinity, -Infinity, 0];
  yield* eachBlock(x, flat(x), (_, data, start, end) => {
    for (let i = start; i < end; i++) {
      const value = data[i] as number;
      if (value - value !== 0) continue;
      if (value < lo) lo = value;
      if (value > hi) hi = value;
      count++;
    }
  });
  return { lo, hi, count };
}

/** How many elements of x lie in each bin; `bins` begin at or below its lowest finite one. */
export function* countsOf(x: AnyTensor, bins: Bins): Steps<Float64Array> {
  const together = yield* countTogether(x, flat(x), bins);
  if (together) return together;
  const counts = new Uint32Array(bins.count);
  const counter = tally().counter(bins);
  yield* eachBlock(x, flat(x), (_, data, start, end) => counter.add(data, start, end));
  counter.moveTo(counts);
  return Float64Array.from(counts);
}
