import type { AnyTensor, Distribution, FloatArray, Steps, Tensor } from "../model/index.ts";
import { fail } from "../model/index.ts";
import { eachBlock } from "./blocks.ts";
import { broadcastTo } from "./broadcast.ts";
import { fuse, mapUnary } from "./elementwise.ts";
import type { Fold } from "./fold.ts";
import { resultDtype } from "./promotion.ts";
import { reduce, resultOf, rowsAlong } from "./reduce.ts";
import { floatOf } from "./rounding.ts";
import { axisOf, type Dim, layoutOf, reducedShape } from "./shape.ts";
import { foldOf, maxima, probabilities, streamedProbabilities } from "./softmax.ts";
import { lazyOf } from "./source.ts";
import { entr, relEntr } from "./special.ts";

export interface EntropyOptions {
  /** With q: the relative entropy Σ p log(p/q), both normalised first. */
  readonly q?: AnyTensor | Distribution | undefined;
  /** Base of the logarithm; default e, so nats. */
  readonly base?: number | undefined;
  readonly dim?: Dim;
}

/**
 * −Σ p log p along dim after dividing by Σ p, as scipy.stats.entropy. Of a distribution it comes from the logits, H = log l − Σ d·e^d / l,
 * and is float64. Throws Domain for a base that is not positive, Shape.
 */
export function* entropy(x: AnyTensor | Distribution, options: EntropyOptions = {}): Steps<Tensor> {
  const { q, base, dim = x.kind === "distribution" ? x.axis : -1 } = options;
  if (base !== undefined && !(base > 0)) fail("Domain", `base must be positive, got ${base}`);
  const nats = yield* inNats(x, q, dim);
  if (base === undefined) return nats;
  const scale = Math.log(base);
  return resultOf(
    Float64Array.from(nats.data, (h) => h / scale),
    nats.dtype,
    nats.shape,
  );
}

function* inNats(x: AnyTensor | Distribution, q: EntropyOptions["q"], dim: Dim): Steps<Tensor> {
  if (q) return yield* relative(yield* tensorFrom(x), yield* tensorFrom(q), dim);
  if (x.kind !== "distribution") return yield* ofTensor(x, dim);
  const axis = x.logits.shape.length === 0 ? 0 : x.axis;
  if (typeof dim !== "number" || axisOf(dim, x.logits.shape.length) !== axis) return yield* ofTensor(yield* streamedProbabilities(x), dim);
  return resultOf(entropies(yield* foldOf(x)), "float64", reducedShape(x.logits.shape, [axis]));
}

/** Nats, one per row. 0 where nothing takes part would hide that there is no distribution, so it is NaN. */
export function entropies(fold: Fold): Float64Array {
  return fold.l.map((l, row) => {
    if (!(l > 0) || fold.peak[row] === Infinity) return Number.NaN;
    return Math.max(0, (fold.logl[row] as number) - (fold.moment[row] as number) / l);
  });
}

function* tensorFrom(x: AnyTensor | Distribution): Steps<AnyTensor> {
  return x.kind === "distribution" ? yield* probabilities(x) : x;
}

/** Σ over rows of f(x / total), f(x) = −x log x, in a second pass. */
function* ofTensor(p: AnyTensor, dim: Dim): Steps<Tensor> {
  const { x, layout, shape } = yield* rowsAlong(p, dim);
  const totals = yield* rowSums(x, layout);
  const sums = new Float64Array(layout.rows);
  yield* eachBlock(x, layout, (row, data, start, end) => {
    sums[row] = (sums[row] as number) + entrSum(data, start, end, totals[row] as number);
  });
  return resultOf(sums, floatOf(p.dtype), shape);
}

function entrSum(data: FloatArray, start: number, end: number, total: number): number {
  let sum = 0;
  for (let i = start; i < end; i++) sum += entr((data[i] as number) / total);
  return sum;
}

function* rowSums(x: AnyTensor, layout: Parameters<typeof eachBlock>[1]): Steps<Float64Array> {
  const sums = new Float64Array(layout.rows);
  yield* eachBlock(x, layout, (row, data, start, end) => {
    let sum = 0;
    for (let i = start; i < end; i++) sum += data[i] as number;
    sums[row] = (sums[row] as number) + sum;
  });
  return sums;
}

function* relative(p: AnyTensor, q: AnyTensor, dim: Dim): Steps<Tensor> {
  const dtype = resultDtype("float", [p, q]);
  const wideP = yield* fuse([p, q], "float64", () => {});
  const wideQ = yield* fuse([p, q], "float64", ([x, y], n) => (x as Float64Array).set((y as Float64Array).subarray(0, n)));
  const sumP = yield* reduce(wideP, "sum", { dim, keepdims: true });
  const sumQ = yield* reduce(wideQ, "sum", { dim, keepdims: true });
  const terms = yield* fuse([wideP, wideQ, sumP, sumQ], "float64", ([x, y, s, t], n) => relativeTerms([x, y, s, t] as Float64Array[], n));
  const sums = yield* reduce(terms, "sum", { dim });
  return resultOf(sums.data as Float64Array, dtype, sums.shape);
}

function relativeTerms(columns: readonly Float64Array[], n: number): void {
  const [p, q, sumP, sumQ] = columns as [Float64Array, Float64Array, Float64Array, Float64Array];
  for (let i = 0; i < n; i++) p[i] = relEntr((p[i] as number) / (sumP[i] as number), (q[i] as number) / (sumQ[i] as number));
}

/** e^entropy: the number of equally likely entries that would be as uncertain. From 1 to K. */
export function* perplexity(x: AnyTensor | Distribution, dim?: Dim): Steps<Tensor> {
  const h = yield* entropy(x, dim === undefined ? {} : { dim });
  // SAFETY: of a tensor in memory, mapUnary gives one in memory.
  return (yield* mapUnary(h, "exp")) as Tensor;
}

/** Nats, m + log l, and the largest probability, one per row; from the fold alone. */
export function* distributionStats(d: Distribution): Steps<{ entropy: Float64Array; logsumexp: Float64Array; max: Float64Array }> {
  const fold = yield* foldOf(d);
  const left = yield* entriesLeft(d, fold);
  return {
    entropy: entropies(fold),
    logsumexp: maxima(fold, d.tau).map((m, row) => m + (fold.logl[row] as number)),
    max: fold.l.map((l, row) => (Number.isFinite(fold.peak[row]) ? 1 / l : left?.[row] === 0 ? 0 : Number.NaN)),
  };
}

/** How many entries of each row the mask leaves; null where no row is empty, so that it doesn't matter. */
function* entriesLeft(d: Distribution, fold: Fold): Steps<Float64Array | null> {
  if (!d.mask || fold.l.every((l) => l !== 0)) return null;
  const { shape } = d.logits;
  const layout = layoutOf(shape, d.axis);
  const counts = new Float64Array(layout.rows);
  yield* eachBlock(lazyOf("float64", shape, yield* broadcastTo(d.mask, shape)), layout, (row, data, start, end) => {
    for (let i = start; i < end; i++) if (data[i] !== 0) counts[row] = (counts[row] as number) + 1;
  });
  return counts;
}
