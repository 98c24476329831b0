import type { AnyTensor, Distribution, FloatArray, Steps, Tensor } from "../model/index.ts";
import { allocateUnset, fail, finish } from "../model/index.ts";
import { eachBlock } from "./blocks.ts";
import { type Fold, foldHere, foldRows } from "./fold.ts";
import { CHUNK, checkedSize } from "./limits.ts";
import { checkMask, fillMasked, masked } from "./mask.ts";
import { normalised } from "./normalised.ts";
import { type Goal, normaliseTogether, type What, writer } from "./parallel/normaliseJob.ts";
import { storeRows } from "./parallel/storeJob.ts";
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
 * softmax(z / tau) along dim. m and l take one streaming pass: over lazy logits at once, over those in memory when they are first asked for.
 * Probabilities are computed when they are read. Throws Domain for tau < 0 or NaN, Shape for a wrong dim or mask.
 */
export function* softmax(z: AnyTensor, options: SoftmaxOptions = {}): Steps<Distribution> {
  const tau = checkedTau(options.tau ?? 1);
  const axis = axisOf(options.dim ?? -1, z.shape.length);
  if (options.mask) checkMask(z.shape, options.mask);
  const labels = axis === Math.max(z.shape.length, 1) - 1 ? z.labels : undefined;
  const distribution = deferred({ kind: "distribution", logits: z, tau, axis, mask: options.mask, labels });
  if (z.kind === "lazy") yield* foldOf(distribution);
  return distribution;
}

const folds = new WeakMap<Distribution, Fold>();

/** With m and l for those who ask; the engine itself asks `foldOf`, in steps. */
function deferred(parts: Omit<Distribution, "m" | "l">): Distribution {
  const distribution: Distribution = {
    ...parts,
    get m() {
      return maxima(foldNow(distribution), parts.tau);
    },
    get l() {
      return foldNow(distribution).l;
    },
  };
  return distribution;
}

/** The distribution under other names for its entries. */
export function relabelled(d: Distribution, labels: readonly string[]): Distribution {
  const { kind, logits, tau, axis, mask } = d;
  const named = deferred({ kind, logits, tau, axis, mask, labels });
  const known = folds.get(d);
  if (known) folds.set(named, known);
  return named;
}

/** max(z)/tau of every row, the limit for tau = 0. */
export function maxima(fold: Fold, tau: number): Float64Array {
  return fold.peak.map((peak) => (peak === 0 || Math.abs(peak) === Infinity ? peak : peak / tau));
}

/** The fold behind a distribution, remembered. */
export function* foldOf(d: Distribution): Steps<Fold> {
  return folds.get(d) ?? (yield* folded(d, foldRows));
}

/** The same at once, which over lazy logits it is only where it is known. */
function foldNow(d: Distribution): Fold {
  return folds.get(d) ?? finish(folded(d, foldHere));
}

function* folded(d: Distribution, fold: typeof foldRows): Steps<Fold> {
  const made = yield* fold(yield* masked(d.logits, d.mask), layoutOf(d.logits.shape, d.axis), d.tau);
  folds.set(d, made);
  return made;
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
  const out = given ?? (allocateUnset(dtype, size) as FloatArray);
  const layout = layoutOf(d.logits.shape, d.axis);
  const z = yield* masked(d.logits, d.mask);
  const logits = what === "probabilities" && (layout.inner === 1 || layout.n <= CHUNK) && !folds.has(d) ? directly(z) : null;
  if (logits) yield* storeRows({ logits, rows: layout.rows, n: layout.n, inner: layout.inner, tau: d.tau, out });
  else yield* recompute(z, yield* foldOf(d), { what, dtype, tau: d.tau, layout, out });
  if (d.mask) yield* fillMasked(out, d.mask, d.logits.shape, what === "probabilities" ? 0 : -Infinity);
  return tensorOf(dtype, d.logits.shape, out, d.logits.labels);
}

/** Logits that a kernel can read where they are. */
export function directly(z: AnyTensor): FloatArray | null {
  if (z.kind === "lazy" || (z.dtype !== "float32" && z.dtype !== "float64")) return null;
  // SAFETY: storage of these dtypes.
  return z.data as FloatArray;
}

function* recompute(z: AnyTensor, fold: Fold, to: Omit<Goal, "peak" | "norm">): Steps<void> {
  const goal = { ...to, peak: fold.peak, norm: to.what === "probabilities" ? fold.l : fold.logl };
  if (!(yield* normaliseTogether(z, goal))) yield* eachBlock(z, to.layout, writer(goal));
}
