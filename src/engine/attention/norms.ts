import type { AnyTensor, Steps } from "../../model/index.ts";
import { fail } from "../../model/index.ts";
import { cast } from "../construct.ts";
import { mapBinary } from "../elementwise.ts";
import { reduce } from "../reduce.ts";
import { floatOf } from "../rounding.ts";
import type { Dim } from "../shape.ts";

/** x / √(mean x² + ε) along dim (Zhang & Sennrich, arXiv 1910.07467). Throws Domain for ε < 0, Shape. */
export function* rmsNorm(x: AnyTensor, dim: Dim = -1, epsilon = 1e-6): Steps<AnyTensor> {
  if (!(epsilon >= 0)) fail("Domain", `epsilon must be 0 or more, got ${epsilon}`);
  return yield* divided(x, "mean", dim, (square) => Math.sqrt(square + epsilon));
}

/** x / max(‖x‖₂, 1e-12) along dim, as torch.nn.functional.normalize: 0 stays 0. Throws Shape. */
export function* l2Norm(x: AnyTensor, dim: Dim = -1): Steps<AnyTensor> {
  return yield* divided(x, "sum", dim, (square) => (Number.isNaN(square) ? square : Math.max(Math.sqrt(square), 1e-12)));
}

function* divided(x: AnyTensor, op: "sum" | "mean", dim: Dim, length: (square: number) => number): Steps<AnyTensor> {
  const wide = yield* cast(x, "float64");
  const squares = yield* reduce(yield* mapBinary(wide, wide, "mul"), op, { dim, keepdims: true });
  return yield* cast(yield* mapBinary(wide, squares, (value, square) => value / length(square)), floatOf(x.dtype));
}
