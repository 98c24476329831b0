import type { AnyTensor, Steps, Tensor } from "../../model/index.ts";
import { cast } from "../construct.ts";
import { mapBinary } from "../elementwise.ts";
import { reduce } from "../reduce.ts";
import { floatOf } from "../rounding.ts";
import { axisOf } from "../shape.ts";
import { materialise } from "../source.ts";

/**
 * e^z / (e^sink + Σ e^z) along dim: softmax with one more logit that gets no entry of the result. A tensor of sinks broadcasts against z with
 * extent 1 along dim. All −∞ gives 0. Miller, "Attention is off by one" (2023); gpt-oss learns the sink. Throws Shape.
 */
export function* softmax1(z: AnyTensor, dim = -1, sink: AnyTensor | number = 0): Steps<Tensor> {
  const wide = yield* cast(z, "float64");
  axisOf(dim, z.shape.length);
  const peak = yield* reduce(wide, "max", { dim, keepdims: true });
  const m = yield* materialise(yield* mapBinary(peak, sink, "max"));
  const total = yield* reduce(yield* mapBinary(wide, m, decay), "sum", { dim, keepdims: true });
  const rest = yield* mapBinary(sink, m, decay);
  const all = yield* mapBinary(total, rest, "add");
  const p = yield* mapBinary(yield* mapBinary(wide, m, decay), all, "div");
  return yield* materialise(yield* cast(p, floatOf(z.dtype)));
}

/** e^(x − m); +∞ against itself stays undefined. */
function decay(x: number, m: number): number {
  return x === -Infinity && m > x ? 0 : Math.exp(x - m);
}
