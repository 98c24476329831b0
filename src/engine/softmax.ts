import type { AnyTensor, Distribution, FloatArray, Steps, Tensor } from "../model/index.ts";
import { allocate, fail } from "../model/index.ts";
import { eachBlock } from "./blocks.ts";
import { type Fold, foldRows } from "./fold.ts";
import { checkedSize } from "./limits.ts";
import { fillMasked, masked } from "./mask.ts";
import { normalised } from "./normalised.ts";
import { normaliseTogether, type What, writer } from "./parallel/normaliseJob.ts";
import { floatOf } from "./rounding.ts";
import { axisOf, layoutOf } from "./shape.ts";
import { tensorOf } from "./source.ts";

export interface SoftmaxOptions {
  /** Temperature: ≥ 0 or Infinity. 0 and Infinity are the limits. */
  readonly tau?: number;
  readonly dim?: number;
  /** Non-zero = takes part. Broadcasts against the logits. */
  readonly mask?: Tensor | undefined;
}

/** Throws Domain unless tau ≥ 0. */
export function checkedTau(tau: number): number {
  if (!(tau >= 0)) fail("Domain", `tau must be 0, positive or Infinity, got ${tau}`);
  return tau;
}

/**
 * softmax(z / tau) along dim: one streaming pass for m and l; probabilities are computed when they are read.
 * Throws Domain for tau < 0 or NaN, Shape for a wrong dim or mask.
 */
export function* softmax(z: AnyTensor, options: SoftmaxOptions = {}): Steps<Distribution> {
  const tau = checkedTau(options.tau ?? 1);
  const axis = axisOf(options.dim ?? -1, z.shape.length);
  const fold = yield* foldRows(yield* masked(z, options.mask), layoutOf(z.shape, axis), tau);
  const distribution: Distribution = {
    kind: "distribution",
    logits: z,
    tau,
    axis,
    mask: options.mask,
    m: fold.peak.map((peak) => scaledPeak(peak, tau)),
    l: fold.l,
    labels: axis === Math.max(z.shape.length, 1) - 1 ? z.labels : undefined,
  };
  folds.set(distribution, fold);
  return distribution;
}

const folds = new WeakMap<Distribution, Fold>();

/** max(z)/tau, the limit for tau = 0. */
function scaledPeak(peak: number, tau: number): number {
  return peak === 0 || Math.abs(peak) === Infinity ? peak : peak / tau;
}

/** The fold behind a distribution: remembered where `softmax` made it, folded again for one that came from elsewhere. */
export function* foldOf(d: Distribution): Steps<Fold> {
  const known = folds.get(d);
  if (known) return known;
  const fold = yield* foldRows(yield* masked(d.logits, d.mask), layoutOf(d.logits.shape, d.axis), d.tau);
  folds.set(d, fold);
  return fold;
}

/**
 * The probabilities, in memory, in `out` if given (the result's storage, not the logits'); float32 for float32 logits, float64 for float64,
 * int32 and bool ones. Throws TooLarge.
 */
export function* probabilities(d: Distribution, out?: FloatArray): Steps<Tensor> {
  return yield* normalise(d, "probabilities", out);
}

/** (z − m·tau)/tau − log l: lazy where the logits are. */
export function* logProbabilities(d: Distribution): Steps<AnyTensor> {
  if (d.logits.kind === "lazy") return yield* normalised(d, yield* foldOf(d), "logProbabilities");
  return yield* normalise(d, "logProbabilities");
}

/** The probabilities of lazy logits, lazily; else as `probabilities`. */
export function* streamedProbabilities(d: Distribution): Steps<AnyTensor> {
  if (d.logits.kind === "lazy") return yield* normalised(d, yield* foldOf(d), "probabilities");
  return yield* normalise(d, "probabilities");
}

export function* logSoftmax(z: AnyTensor, options: SoftmaxOptions = {}): Steps<AnyTensor> {
  return yield* logProbabilities(yield* softmax(z, options));
}

function* normalise(d: Distribution, what: What, given?: FloatArray): Steps<Tensor> {
  const dtype = floatOf(d.logits.dtype);
  const size = checkedSize(d.logits.shape);
  const out = given ?? (allocate(dtype, size) as FloatArray);
  const fold = yield* foldOf(d);
  const layout = layoutOf(d.logits.shape, d.axis);
  const norm = what === "probabilities" ? fold.l : fold.logl;
  const goal = { what, dtype, tau: d.tau, layout, peak: fold.peak, norm, out };
  const z = yield* masked(d.logits, d.mask);
  if (!(yield* normaliseTogether(z, goal))) yield* eachBlock(z, layout, writer(goal));
  if (d.mask) yield* fillMasked(out, d.mask, d.logits.shape, what === "probabilities" ? 0 : -Infinity);
  return tensorOf(dtype, d.logits.shape, out, d.logits.labels);
}
