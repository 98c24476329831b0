import type { AnyTensor, Steps, Tensor } from "../../model/index.ts";
import { fail } from "../../model/index.ts";
import { cast } from "../construct.ts";
import { mapBinary } from "../elementwise.ts";
import { resultDtype } from "../promotion.ts";
import { reduce } from "../reduce.ts";
import { axisOf, sameShape, shapeText } from "../shape.ts";
import { checkedTau, type SoftmaxOptions, softmax, streamedProbabilities } from "../softmax.ts";

/**
 * J·v for J = ∂softmax(z/τ)/∂z, p(v − Σpv)/τ, without J; J is symmetric, so it is Jᵀ·v as well. `name` is v's in messages. 0 for τ = ∞ and for
 * masked entries. Throws Domain for τ = 0, where softmax jumps, and Shape.
 */
export function* softmaxProduct(z: AnyTensor, v: AnyTensor, name: string, options: SoftmaxOptions = {}): Steps<AnyTensor> {
  const tau = smoothTau(options.tau ?? 1);
  const p = yield* wideProbabilities(z, v, name, options);
  const mean = yield* weighted(p, v, axisOf(options.dim ?? -1, z.shape.length));
  const gaps = yield* mapBinary(yield* cast(v, "float64"), mean, "sub");
  return yield* cast(
    yield* mapBinary(p, gaps, (x, gap) => (x === 0 || tau === Infinity ? 0 * x : (x * gap) / tau)),
    resultDtype("float", [z, v]),
  );
}

/** Jᵀ·v for J = ∂log_softmax(z)/∂z, v − p Σv. What stands in v at masked entries counts for nothing, and they get 0. Throws Shape. */
export function* logSoftmaxVjp(z: AnyTensor, v: AnyTensor, options: Omit<SoftmaxOptions, "tau"> = {}): Steps<AnyTensor> {
  const p = yield* wideProbabilities(z, v, "cotangent", options);
  const wide = yield* cast(v, "float64");
  const kept = options.mask ? yield* mapBinary(options.mask, wide, (keep, x) => (keep === 0 ? 0 : x)) : wide;
  const sum = yield* reduce(kept, "sum", { dim: axisOf(options.dim ?? -1, z.shape.length), keepdims: true });
  const back = yield* mapBinary(p, sum, (x, total) => (x === 0 ? 0 : x * total));
  return yield* cast(yield* mapBinary(kept, back, "sub"), resultDtype("float", [z, v]));
}

/** ∂logsumexp(a)/∂a: softmax(a) over the last axis. Throws Shape. */
export function* logsumexpGrad(a: AnyTensor, mask?: Tensor): Steps<AnyTensor> {
  return yield* streamedProbabilities(yield* softmax(a, { mask }));
}

/** Throws Domain for τ = 0 too. */
export function smoothTau(tau: number): number {
  return checkedTau(tau) > 0 ? tau : fail("Domain", "tau must be positive or Infinity: at 0 softmax jumps and has no derivative");
}

function* wideProbabilities(z: AnyTensor, v: AnyTensor, name: string, options: SoftmaxOptions): Steps<AnyTensor> {
  if (!sameShape(z.shape, v.shape)) fail("Shape", `${name} must have the shape of z, ${shapeText(z.shape)}, got ${shapeText(v.shape)}`);
  return yield* streamedProbabilities(yield* softmax(yield* cast(z, "float64"), options));
}

/** Σ p·v along the axis, kept. */
function* weighted(p: AnyTensor, v: AnyTensor, axis: number): Steps<Tensor> {
  const terms = yield* mapBinary(p, yield* cast(v, "float64"), (x, y) => (x === 0 ? 0 : x * y));
  return yield* reduce(terms, "sum", { dim: axis, keepdims: true });
}
