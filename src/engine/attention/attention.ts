import type { AnyTensor, ChunkSource, Steps, Tensor } from "../../model/index.ts";
import { fail } from "../../model/index.ts";
import { broadcastsTo, broadcastTo } from "../broadcast.ts";
import { cast } from "../construct.ts";
import { CHUNK, checkedSize } from "../limits.ts";
import { resultDtype } from "../promotion.ts";
import { resultOf } from "../reduce.ts";
import { shapeText } from "../shape.ts";
import { materialise, progress, tensorOf } from "../source.ts";
import { type Heads, headsOf } from "./heads.ts";
import { l2Norm, rmsNorm } from "./norms.ts";
import { tiledAttention } from "./tiled.ts";

export interface AttentionOptions {
  /** Default 1/√E. */
  readonly scale?: number | undefined;
  /** Broadcasts to … × L × S: bool, true = attend; else added to the scores. */
  readonly mask?: AnyTensor | undefined;
  /** Query i sees keys j ≤ i, from the upper left. */
  readonly causal?: boolean;
  /** cap·tanh(score/cap) before the mask; 0: none. */
  readonly softcap?: number;
  /** Query i sees keys i − left … i + right; −1: without limit. */
  readonly window?: readonly number[] | undefined;
  /** q and k divided by their length first. */
  readonly qkNorm?: "rms" | "l2" | undefined;
  /** One more logit for each head that takes its share and has no value. */
  readonly sink?: AnyTensor | number | undefined;
  /** Keep the weights, … × L × S; else one row of them is held at a time. */
  readonly weights?: boolean;
}

/** The scores of a query against all keys; −∞ where it must not look. */
interface Scorer {
  readonly heads: Heads;
  readonly scale: number;
  readonly softcap: number;
  readonly causal: boolean;
  /** −1: without limit. */
  readonly left: number;
  readonly right: number;
  readonly first: (i: number) => number;
  readonly last: (i: number) => number;
  readonly mask: { readonly source: ChunkSource; readonly boolean: boolean } | undefined;
}

/**
 * softmax(scale·q·kᵀ)·v as torch's scaled_dot_product_attention; a row that may look nowhere gives 0. Heads of k and v may serve groups of q's.
 * Row by row in float64, or where that pays in tiles, in the precision of the result. Throws Shape, Domain, TooLarge.
 */
export function* attention(
  queries: AnyTensor,
  keys: AnyTensor,
  values: AnyTensor,
  options: AttentionOptions = {},
): Steps<{ output: Tensor; weights: Tensor | undefined }> {
  const q = yield* prepared(queries, options.qkNorm);
  const k = yield* prepared(keys, options.qkNorm);
  const v = yield* prepared(values, undefined);
  const heads = headsOf(q, k, v);
  const { lead, L, S, V } = heads;
  const scorer = yield* scorerOf(heads, options);
  const sinks = yield* sinksOf(options.sink, lead);
  const dtype = resultDtype("float", [queries, keys, values]);
  const plain = options.weights || options.mask || scorer.softcap > 0;
  const tiled = plain ? null : yield* tiledAttention(q, k, v, heads, { ...scorer, sinks }, dtype);
  if (tiled) return { output: tensorOf(dtype, [...lead, L, V], tiled), weights: undefined };
  const weights = new Float64Array(options.weights ? checkedSize([...lead, L, S]) : S);
  const output = new Float64Array(checkedSize([...lead, L, V]));
  for (let row = 0, pending = 0; row < heads.keyOf.length * L; row++) {
    const head = Math.floor(row / L);
    const scores = options.weights ? weights.subarray(row * S, (row + 1) * S) : weights;
    yield* score(scorer, q, k, row, scores);
    normalise(scores, sinks ? (sinks[head] as number) : -Infinity);
    combine(scores, v.data, (heads.valueOf[head] as number) * S * V, output.subarray(row * V, (row + 1) * V));
    pending += S * (heads.E + V);
    if (pending < CHUNK) continue;
    pending = 0;
    yield progress(row + 1, heads.keyOf.length * L);
  }
  return {
    output: resultOf(output, dtype, [...lead, L, V]),
    weights: options.weights ? resultOf(weights, dtype, [...lead, L, S]) : undefined,
  };
}

function* prepared(x: AnyTensor, norm: AttentionOptions["qkNorm"]): Steps<Tensor> {
  const wide = yield* cast(x, "float64");
  return yield* materialise(norm === "rms" ? yield* rmsNorm(wide) : norm === "l2" ? yield* l2Norm(wide) : wide);
}

function* scorerOf(heads: Heads, options: AttentionOptions): Steps<Scorer> {
  const { softcap = 0, causal = false } = options;
  if (!(softcap >= 0)) fail("Domain", `softcap must be 0 (none) or positive, got ${softcap}`);
  const [left, right] = checkedWindow(options.window ?? [-1, -1]);
  const ends = (i: number): number => Math.min(causal ? i : heads.S - 1, right < 0 ? heads.S - 1 : i + right, heads.S - 1);
  return {
    heads,
    scale: options.scale ?? 1 / Math.sqrt(heads.E),
    softcap,
    causal,
    left,
    right,
    first: (i) => (left < 0 ? 0 : Math.max(0, i - left)),
    last: ends,
    mask: options.mask && (yield* maskOf(options.mask, [...heads.lead, heads.L, heads.S])),
  };
}

function checkedWindow(window: readonly number[]): readonly [number, number] {
  const [left, right] = window;
  if (window.length === 2 && window.every((x) => Number.isInteger(x) && x >= -1)) return [left as number, right as number];
  return fail("Domain", `window must be [left, right], whole numbers from -1 (without limit), got [${window.join(", ")}]`);
}

function* maskOf(mask: AnyTensor, shape: readonly number[]): Steps<NonNullable<Scorer["mask"]>> {
  if (!broadcastsTo(mask.shape, shape)) {
    fail("Shape", `mask of shape ${shapeText(mask.shape)} does not broadcast to the scores' ${shapeText(shape)}`);
  }
  return { source: yield* broadcastTo(mask, shape), boolean: mask.dtype === "bool" };
}

function* sinksOf(sink: AttentionOptions["sink"], lead: readonly number[]): Steps<Float64Array | undefined> {
  if (sink === undefined) return undefined;
  const sinks = new Float64Array(checkedSize(lead));
  if (typeof sink === "number") return sinks.fill(sink);
  if (!broadcastsTo(sink.shape, lead)) {
    fail("Shape", `sink of shape ${shapeText(sink.shape)} does not broadcast to the heads' ${shapeText(lead)}`);
  }
  yield* (yield* broadcastTo(sink, lead)).read(0, sinks.length, sinks);
  return sinks;
}

/** out[j] ← the score of query `row` against key j. */
function* score(scorer: Scorer, q: Tensor, k: Tensor, row: number, out: Float64Array): Steps<void> {
  const { L, S, E, keyOf } = scorer.heads;
  const base = (keyOf[Math.floor(row / L)] as number) * S * E;
  const [first, last] = [scorer.first(row % L), scorer.last(row % L)];
  const bias = scorer.mask ? new Float64Array(S) : undefined;
  if (bias) yield* scorer.mask?.source.read(row * S, (row + 1) * S, bias) ?? [];
  for (let j = 0; j < S; j++) {
    if (j < first || j > last || (scorer.mask?.boolean && bias?.[j] === 0)) {
      out[j] = -Infinity;
      continue;
    }
    let sum = 0;
    for (let e = 0; e < E; e++) sum += (q.data[row * E + e] as number) * (k.data[base + j * E + e] as number);
    const scaled = sum * scorer.scale;
    const capped = scorer.softcap > 0 ? scorer.softcap * Math.tanh(scaled / scorer.softcap) : scaled;
    out[j] = scorer.mask && !scorer.mask.boolean ? capped + (bias?.[j] as number) : capped;
  }
}

/** scores ← their softmax beside the sink; 0 where there is nothing to look at. */
function normalise(scores: Float64Array, sink: number): void {
  const m = scores.reduce((a, b) => Math.max(a, b), sink);
  if (m === -Infinity) {
    scores.fill(0);
    return;
  }
  let l = Math.exp(sink - m);
  for (let j = 0; j < scores.length; j++) l += scores[j] = Math.exp((scores[j] as number) - m);
  for (let j = 0; j < scores.length; j++) scores[j] = (scores[j] as number) / l;
}

/** out ← Σ w_j·v_j; a weight of 0 leaves out even an infinite value. */
function combine(weights: Float64Array, v: Tensor["data"], base: number, out: Float64Array): void {
  for (let j = 0; j < weights.length; j++) {
    const weight = weights[j] as number;
    if (weight === 0) continue;
    for (let e = 0; e < out.length; e++) out[e] = (out[e] as number) + weight * (v[base + j * out.length + e] as number);
  }
}
