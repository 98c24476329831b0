import { type AnyTensor, fail, type Steps, type Tensor } from "../../model/index.ts";
import { full } from "../construct.ts";
import { type AttentionOptions, attention as attentionOf, type Heads, headsOf } from "../differentiable.ts";
import { CHUNK } from "../limits.ts";
import type { Dim } from "../shape.ts";
import { progress, tensorOf } from "../source.ts";
import { div, mapped, mul, unary } from "./elementwise.ts";
import { mean, sum } from "./reductions.ts";
import { lift, made, type Operand, unbroadcast, Variable, wide } from "./variable.ts";

/** What attention takes, with variables where numbers may move. */
export interface AttentionBy extends Omit<AttentionOptions, "scale" | "mask" | "sink"> {
  readonly scale?: Operand | undefined;
  readonly mask?: Operand | undefined;
  readonly sink?: Operand | undefined;
  /** A mask of booleans, which does not move. */
  readonly boolean?: boolean;
}

export function* rmsNorm(x: Operand, dim: Dim, epsilon: number): Steps<Variable> {
  const square = yield* mean(yield* unary(x, "square"), dim, true);
  return yield* div(
    x,
    yield* mapped(
      square,
      (s) => Math.sqrt(s + epsilon),
      (_, y) => 0.5 / y,
    ),
  );
}

export function* l2Norm(x: Operand, dim: Dim): Steps<Variable> {
  const square = yield* sum(yield* unary(x, "square"), dim, true);
  const length = yield* mapped(
    square,
    (s) => Math.max(Math.sqrt(s), 1e-12),
    (s, y) => (Math.sqrt(s) < 1e-12 ? 0 : 0.5 / y),
  );
  return yield* div(x, length);
}

/** As attention; the gradient goes back to q, k, v, an additive mask, the sinks and the scale. */
export function* attention(
  queries: Operand,
  keys: Operand,
  values: Operand,
  options: AttentionBy,
): Steps<{ output: Variable; weights: Variable }> {
  const scaled = options.scale instanceof Variable;
  const q0 = yield* normed(queries, options.qkNorm);
  const q = options.scale instanceof Variable ? yield* mul(q0, options.scale) : q0;
  const k = yield* normed(keys, options.qkNorm);
  const v = yield* lift(values);
  const mask = options.mask === undefined ? undefined : yield* lift(options.mask);
  const sink = options.sink === undefined ? undefined : yield* lift(options.sink);
  const scale = scaled ? 1 : options.scale;
  if (scale !== undefined && typeof scale !== "number") fail("Type", "scale must be a number");
  const given = { ...options, qkNorm: undefined, scale, mask: maskOf(mask, options.boolean), sink: sink?.value, weights: true };
  const result = yield* attentionOf(q.value, k.value, v.value, given);
  const weights = yield* wide(result.weights ?? full([], 0));
  const heads = headsOf(q.value, k.value, v.value);
  const back = {
    heads,
    q: q.value,
    k: k.value,
    v: v.value,
    weights,
    scale: scale ?? 1 / Math.sqrt(heads.E),
    softcap: options.softcap ?? 0,
  };
  const parents = [q, k, v, ...(mask ? [mask] : []), ...(sink ? [sink] : [])];
  const pull = function* (toOutput: Tensor | undefined, toWeights: Tensor | undefined): Steps<readonly (Tensor | undefined)[]> {
    const all = yield* backward(back, toOutput, toWeights);
    const toMask = mask?.tracked ? yield* unbroadcast(all.scores, mask.shape) : undefined;
    const toSink = sink?.tracked ? yield* unbroadcast(all.sinks, sink.shape) : undefined;
    return [all.q, all.k, all.v, ...(mask ? [toMask] : []), ...(sink ? [toSink] : [])];
  };
  return {
    output: made(yield* wide(result.output), parents, (g) => pull(g, undefined)),
    weights: made(weights, parents, (g) => pull(undefined, g)),
  };
}

function* normed(x: Operand, norm: AttentionOptions["qkNorm"]): Steps<Variable> {
  if (norm === "rms") return yield* rmsNorm(x, -1, 1e-6);
  return norm === "l2" ? yield* l2Norm(x, -1) : yield* lift(x);
}

function maskOf(mask: Variable | undefined, boolean = false): AnyTensor | undefined {
  return mask && boolean
    ? tensorOf(
        "bool",
        mask.shape,
        Uint8Array.from(mask.value.data, (keep) => (keep === 0 ? 0 : 1)),
      )
    : mask?.value;
}

interface Backward {
  readonly heads: Heads;
  readonly q: Tensor;
  readonly k: Tensor;
  readonly v: Tensor;
  /** … × L × S. */
  readonly weights: Tensor;
  readonly scale: number;
  readonly softcap: number;
}

interface Gradients {
  readonly q: Tensor;
  readonly k: Tensor;
  readonly v: Tensor;
  /** By the scores as the mask finds them, … × L × S. */
  readonly scores: Tensor;
  /** By the sink of every head. */
  readonly sinks: Tensor;
}

/** Row by row: dW = g vᵀ, dS = W ∘ (dW − Σ W dW), dq = scale · dS k, dk = scale · dSᵀ q, dv = Wᵀ g (FlashAttention, arXiv 2205.14135, appendix B). */
function* backward(by: Backward, toOutput: Tensor | undefined, toWeights: Tensor | undefined): Steps<Gradients> {
  const { lead, L, S, E, V, keyOf } = by.heads;
  const out = { q: zeros(by.q), k: zeros(by.k), v: zeros(by.v), scores: zeros(by.weights), sinks: full(lead, 0) };
  for (let row = 0, pending = 0; row < keyOf.length * L; row++) {
    const head = Math.floor(row / L);
    const g = toOutput?.data.subarray(row * V, (row + 1) * V);
    const weights = by.weights.data.subarray(row * S, (row + 1) * S);
    const scores = out.scores.data.subarray(row * S, (row + 1) * S);
    if (toWeights) scores.set(toWeights.data.subarray(row * S, (row + 1) * S));
    if (g) throughValues(weights, g, by.v.data, out.v.data, (by.heads.valueOf[head] as number) * S * V, scores);
    const mean = throughSoftmax(weights, scores);
    let taken = 0;
    for (const weight of weights) taken += weight;
    // What a row's weights lack of 1 is the sink's.
    out.sinks.data[head] = (out.sinks.data[head] as number) - Math.max(0, 1 - taken) * mean;
    throughScores(by, row, (keyOf[head] as number) * S * E, scores, out);
    pending += S * (E + V);
    if (pending < CHUNK) continue;
    pending = 0;
    yield progress(row + 1, keyOf.length * L);
  }
  return out;
}

function zeros(x: Tensor): Tensor {
  return tensorOf("float64", x.shape, new Float64Array(x.data.length));
}

/** dv += w g for every key, and the weights' gradients g·v into `scores`. */
function throughValues(
  w: Tensor["data"],
  g: Tensor["data"],
  v: Tensor["data"],
  toV: Tensor["data"],
  base: number,
  scores: Tensor["data"],
): void {
  for (let j = 0; j < w.length; j++) {
    let sum = scores[j] as number;
    for (let e = 0; e < g.length; e++) {
      const at = base + j * g.length + e;
      sum += (g[e] as number) * (v[at] as number);
      toV[at] = (toV[at] as number) + (w[j] as number) * (g[e] as number);
    }
    scores[j] = sum;
  }
}

/** dW → dS in place; gives Σ W dW. */
function throughSoftmax(w: Tensor["data"], scores: Tensor["data"]): number {
  let mean = 0;
  for (let j = 0; j < w.length; j++) if (w[j] !== 0) mean += (w[j] as number) * (scores[j] as number);
  for (let j = 0; j < w.length; j++) scores[j] = w[j] === 0 ? 0 : (w[j] as number) * ((scores[j] as number) - mean);
  return mean;
}

function throughScores(by: Backward, row: number, base: number, scores: Tensor["data"], out: Gradients): void {
  const { E } = by.heads;
  for (let j = 0; j < scores.length; j++) {
    if (scores[j] === 0) continue;
    let slope = by.scale * (scores[j] as number);
    if (by.softcap > 0) slope *= 1 - Math.tanh((by.scale * product(by, row, base + j * E)) / by.softcap) ** 2;
    for (let e = 0; e < E; e++) {
      const [atQ, atK] = [row * E + e, base + j * E + e];
      out.q.data[atQ] = (out.q.data[atQ] as number) + slope * (by.k.data[atK] as number);
      out.k.data[atK] = (out.k.data[atK] as number) + slope * (by.q.data[atQ] as number);
    }
  }
}

function product(by: Backward, row: number, from: number): number {
  let sum = 0;
  for (let e = 0; e < by.heads.E; e++) sum += (by.q.data[row * by.heads.E + e] as number) * (by.k.data[from + e] as number);
  return sum;
}
