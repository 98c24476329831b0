import type { AnyTensor, Steps } from "../../model/index.ts";
import { mapBinary, mapUnary } from "../elementwise.ts";
import { reduce } from "../reduce.ts";

/** e^z / Σ e^z over the last axis, every step rounded to z's dtype and no maximum taken away: it overflows, and is shown for that. */
export function* naiveSoftmax(z: AnyTensor): Steps<AnyTensor> {
  const powers = yield* mapUnary(z, "exp");
  return yield* mapBinary(powers, yield* reduce(powers, "sum", { dim: -1, keepdims: true }), "div");
}
