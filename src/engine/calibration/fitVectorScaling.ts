import type { AnyTensor, Steps, Tensor } from "../../model/index.ts";
import { resultOf } from "../reduce.ts";
import { progress } from "../source.ts";
import { minimise } from "./minimise.ts";
import { type Scored, scored } from "./scored.ts";

export interface FittedScaling {
  /** One number per class: softmax(scale ∘ z + bias). The bias sums to 0. */
  readonly scale: Tensor;
  readonly bias: Tensor;
  readonly nllBefore: number;
  readonly nllAfter: number;
}

/**
 * Scale and bias of each class of least mean NLL on held-out logits (Guo et al., arXiv 1706.04599), a convex problem solved by L-BFGS from
 * scale 1, bias 0. Where the scaled logits can separate the classes there is no least one, and it stops far out. Throws Shape, Domain.
 */
export function* fitVectorScaling(logits: AnyTensor, labels: AnyTensor): Steps<FittedScaling> {
  const samples = yield* scored(logits, labels);
  const { n } = samples;
  const start = new Float64Array(2 * n).fill(1, 0, n);
  const before = yield* evaluate(samples, start);
  const best = yield* minimise((x) => evaluate(samples, x), start);
  return {
    scale: resultOf(best.x.slice(0, n), "float64", [n]),
    bias: resultOf(best.x.slice(n), "float64", [n]),
    nllBefore: before.value,
    nllAfter: best.value,
  };
}

/** Mean NLL and its gradient at x = [scale, bias]. */
function* evaluate({ z, label, rows, n }: Scored, x: Float64Array): Steps<{ value: number; gradient: Float64Array }> {
  const gradient = new Float64Array(2 * n);
  const scaled = new Float64Array(n);
  let value = 0;
  for (let row = 0; row < rows; row++) {
    let max = -Infinity;
    for (let c = 0; c < n; c++) {
      const logit = z[row * n + c] as number;
      scaled[c] = logit === -Infinity ? logit : (x[c] as number) * logit + (x[n + c] as number);
      max = Math.max(max, scaled[c] as number);
    }
    let l = 0;
    for (let c = 0; c < n; c++) l += Math.exp((scaled[c] as number) - max);
    value += Math.log(l) + max - (scaled[label[row] as number] as number);
    for (let c = 0; c < n; c++) {
      const excess = Math.exp((scaled[c] as number) - max) / l - Number(c === label[row]);
      if (excess === 0) continue;
      gradient[c] = (gradient[c] as number) + (excess * (z[row * n + c] as number)) / rows;
      gradient[n + c] = (gradient[n + c] as number) + excess / rows;
    }
    if ((row * n) % 65_536 < n) yield progress(0, 0);
  }
  return { value: value / rows, gradient };
}
