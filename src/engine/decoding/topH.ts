import type { AnyTensor, Steps, Tensor } from "../../model/index.ts";
import { entropyOf, falling, probabilitiesOf, remove } from "./mass.ts";
import { editRows } from "./rows.ts";
import { inRange, type Rules, type Settled, settle } from "./rules.ts";

/** Largest entries that top-H looks at; the others are removed. */
const MOST = 100;

/**
 * Top-H (Potraghloo et al., 2025; transformers' TopHLogitsWarper): of the 100 largest entries, renormalised, the largest ones while
 * their running entropy Σ −p log p is at most h·H; the first always. Throws Domain unless 0 < h ≤ 1.
 */
export function* topH(z: AnyTensor, h: number, rules: Rules = {}): Steps<Tensor> {
  const settled = settle(rules);
  inRange("h", h, h > 0 && h <= 1, "above 0 and at most 1");
  return yield* editRows(z, (row) => keepEntropy(row, h, settled));
}

function* keepEntropy(row: Float64Array, h: number, { minKeep, round }: Settled): Steps<void> {
  if (!probabilitiesOf(row)) return;
  const order = yield* falling(row);
  const top = Float64Array.from(order.subarray(0, MOST), (i) => row[i] as number);
  const p = probabilitiesOf(top) ?? top;
  const most = round(round(h) * round(entropyOf(p)));
  let sum = 0;
  let kept = 0;
  for (; kept < p.length; kept++) {
    const x = p[kept] as number;
    if (x > 0) sum -= x * Math.log(x);
    if (round(sum) > most && kept >= minKeep) break;
  }
  for (const index of order.subarray(kept)) remove(row, index);
}
