import type { AnyTensor, Steps, Tensor } from "../../model/index.ts";
import { fail } from "../../model/index.ts";
import { cast } from "../construct.ts";
import { mapBinary, where } from "../elementwise.ts";
import { reduce } from "../reduce.ts";
import { floatOf } from "../rounding.ts";
import type { Dim } from "../shape.ts";

export interface StandardizeOptions {
  readonly dim?: Dim;
  /** Added to the variance. */
  readonly epsilon?: number;
  /** Where it is 0, an entry takes no part in mean and variance; it is standardized all the same. */
  readonly mask?: Tensor | undefined;
}

/** (x − mean) / √(variance + ε) along dim, the variance divided by n, as jax.nn.standardize. Throws Domain for ε < 0, Shape. */
export function* standardize(x: AnyTensor, options: StandardizeOptions = {}): Steps<AnyTensor> {
  const { dim = -1, epsilon = 1e-5, mask } = options;
  if (!(epsilon >= 0)) fail("Domain", `epsilon must be 0 or more, got ${epsilon}`);
  const wide = yield* cast(x, "float64");
  const gaps = yield* mapBinary(wide, yield* mean(wide, dim, mask), "sub");
  const variance = yield* mean(yield* mapBinary(gaps, gaps, "mul"), dim, mask);
  const scaled = yield* mapBinary(gaps, variance, (gap, v) => gap / Math.sqrt(v + epsilon));
  return yield* cast(scaled, floatOf(x.dtype));
}

function* mean(x: AnyTensor, dim: Dim, mask: Tensor | undefined): Steps<Tensor> {
  if (!mask) return yield* reduce(x, "mean", { dim, keepdims: true });
  const kept = yield* where(mask, x, 0);
  const sum = yield* reduce(kept, "sum", { dim, keepdims: true });
  const ones = yield* where(mask, yield* mapBinary(kept, 0, () => 1), 0);
  // SAFETY: of tensors in memory, mapBinary gives one in memory.
  return (yield* mapBinary(sum, yield* reduce(ones, "sum", { dim, keepdims: true }), "div")) as Tensor;
}
