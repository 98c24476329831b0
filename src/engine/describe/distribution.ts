import type { AnyTensor, Bar, Distribution, DistributionView, Grid, Steps } from "../../model/index.ts";
import { jsonNumber } from "../../model/index.ts";
import { eachBlock } from "../blocks.ts";
import { distributionStats } from "../entropy.ts";
import type { Fold } from "../fold.ts";
import { masked } from "../mask.ts";
import { floatOf } from "../rounding.ts";
import { type Layout, layoutOf } from "../shape.ts";
import { foldOf } from "../softmax.ts";
import { readStrided, tensorOf, window } from "../source.ts";
import { Cells } from "./cells.ts";
import { comparison, type Pin } from "./comparison.ts";
import { fallingRow, noteRanked } from "./fallingRow.ts";
import { Blocks, thinningOf } from "./grid.ts";
import { Ranking, SHOWN } from "./ranking.ts";

/**
 * The picture of a distribution, thinned: figures and bars of row 0, a heatmap of all rows where there are several. A pass for the fold, where
 * nobody asked for it before, one over row 0, one more where it is compared with a pinned distribution, and one over everything for the heatmap.
 */
export function* describeDistribution(d: Distribution, pin?: Pin): Steps<DistributionView> {
  const { shape } = d.logits;
  const layout = layoutOf(shape, d.axis);
  const stats = yield* distributionStats(d);
  const fold = yield* foldOf(d);
  const cells = yield* Cells.of(d, fold, layout);
  const ranking = yield* rankRow(d, layout, fold, cells);
  const { bars, tail } = picked(d, layout, ranking);
  const entropy = stats.entropy[0] ?? Number.NaN;
  return {
    kind: "distribution",
    shape,
    dtype: floatOf(d.logits.dtype),
    axis: d.axis,
    tau: jsonNumber(d.tau),
    size: layout.n,
    rows: layout.rows,
    bars,
    ranked: layout.n > SHOWN,
    tail,
    entropy: jsonNumber(entropy),
    perplexity: jsonNumber(Math.exp(entropy)),
    max: jsonNumber(stats.max[0] ?? Number.NaN),
    logsumexp: jsonNumber(stats.logsumexp[0] ?? Number.NaN),
    sumError: jsonNumber(layout.n === 0 ? Number.NaN : ranking.sumError),
    underflowed: ranking.underflowed,
    // Under a mask −Infinity is what the mask made of an entry: nothing to report.
    nonFinite: ranking.nans + ranking.positiveInfinities + (d.mask ? 0 : ranking.negativeInfinities),
    infinite: ranking.positiveInfinities + (d.mask ? 0 : ranking.negativeInfinities),
    grid: layout.rows > 1 && layout.n > 0 ? yield* heatmap(d, layout, cells) : undefined,
    warning: warningOf(d, layout, fold, ranking),
    ...(pin ? { pinned: yield* comparison(d, pin, bars) } : {}),
  };
}

/** Row 0 ranked. Logits in memory that were drawn before are sorted, once, so that at another temperature the ranks are known. */
function* rankRow(d: Distribution, layout: Layout, fold: Fold, cells: Cells): Steps<Ranking> {
  const falling = yield* fallingRow(d, () => firstRow(d, layout));
  const ranking = new Ranking(d.tau, fold.peak[0] ?? Number.NaN, fold.logl[0] ?? Number.NaN, falling?.best);
  if (layout.rows === 0) return ranking;
  const row = falling ? tensorOf(d.logits.dtype, [layout.n], falling.logits) : yield* firstRow(d, layout);
  yield* eachBlock(row, layoutOf([layout.n], 0), (_, data, start, end, first) => {
    const p = cells.block(0, data, start, end, first);
    if (falling) ranking.absorbFalling(data, start, end, first, p);
    else ranking.absorb(data, start, end, first, p);
  });
  if (falling) return ranking;
  ranking.finish();
  noteRanked(d, layout.n, ranking);
  return ranking;
}

function* firstRow(d: Distribution, { inner, n }: Layout): Steps<AnyTensor> {
  const z = yield* masked(d.logits, d.mask);
  return inner === 1 ? window(z, 0, n) : yield* readStrided(z, 0, inner, n);
}

function* heatmap(d: Distribution, layout: Layout, cells: Cells): Steps<Grid> {
  const blocks = new Blocks(thinningOf(layout.rows, layout.n));
  yield* eachBlock(yield* masked(d.logits, d.mask), layout, (row, data, start, end, first) =>
    blocks.add(row, cells.block(row, data, start, end, first), 0, end - start, first),
  );
  return blocks.finish(undefined, d.labels);
}

function picked(d: Distribution, layout: Layout, ranking: Ranking): Pick<DistributionView, "bars" | "tail"> {
  const order = Array.from(ranking.best.indices.subarray(0, ranking.best.size));
  if (layout.n <= SHOWN) order.sort((a, b) => a - b);
  const bars = order.map(
    (index): Bar => ({ index, label: d.labels?.[index] ?? String(index), p: jsonNumber(ranking.bestP.get(index) ?? Number.NaN) }),
  );
  if (layout.n <= SHOWN || layout.rows === 0) return { bars, tail: undefined };
  const bins = ranking.bins();
  return { bars, tail: { count: layout.n - order.length, mass: bins.reduce((mass, bin) => mass + bin.mass, 0), bins } };
}

/** What is wrong with row 0, in words. */
function warningOf(d: Distribution, layout: Layout, fold: Fold, ranking: Ranking): string | undefined {
  if (layout.rows === 0 || layout.n === 0) return undefined;
  if (ranking.nans > 0) return `${count(ranking.nans, "logit")} NaN: the probabilities are NaN`;
  if (ranking.positiveInfinities > 0) return `${count(ranking.positiveInfinities, "logit")} +Infinity: the probabilities are NaN`;
  if ((fold.l[0] as number) > 0) return undefined;
  if (d.mask) return "no entry that the mask leaves is finite: there is no distribution";
  return "every logit is -Infinity: the probabilities are NaN";
}

function count(n: number, noun: string): string {
  return n === 1 ? `1 ${noun} is` : `${n} ${noun}s are`;
}
