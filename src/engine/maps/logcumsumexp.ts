import type { AnyTensor, Steps, Tensor } from "../../model/index.ts";
import { decay } from "../accumulator.ts";
import { preciseLog } from "../fold.ts";
import { mapRows } from "../rows.ts";

/** log Σ_{j ≤ i} e^(a_j) along dim, as torch.logcumsumexp: −∞ while all are −∞, NaN from the first NaN on. Throws Shape. */
export function* logcumsumexp(a: AnyTensor, dim = -1): Steps<Tensor> {
  return yield* mapRows(a, dim, runningRow);
}

function runningRow(row: Float64Array): void {
  let m = -Infinity;
  let l = 0;
  let low = 0;
  for (let i = 0; i < row.length; i++) {
    const x = row[i] as number;
    const top = Math.max(m, x);
    const factor = decay(m, top);
    const part = x === -Infinity ? 0 : decay(x, top);
    const sum = l * factor + part;
    // Two-sum: what the addition rounds away shows where the sum stays near 1.
    const back = sum - l * factor;
    low = low * factor + (l * factor - (sum - back) + (part - back));
    l = sum;
    m = top;
    row[i] = l === 0 ? -Infinity : m + preciseLog(l, low);
  }
}
