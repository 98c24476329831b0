import type { AnyTensor, Steps, Tensor } from "../../model/index.ts";
import { falling, probabilitiesOf, remove } from "./mass.ts";
import { editRows, unchanged } from "./rows.ts";
import { inRange, type Rules, type Settled, settle } from "./rules.ts";

/**
 * Nucleus sampling. llama.cpp keeps the smallest set of largest entries with a mass of at least p. transformers (TopPLogitsWarper) and
 * vLLM go the other way: they drop the smallest entries while their running mass is ≤ 1 − p. p = 1 removes nothing. transformers takes p
 * from 0 to 1, vLLM above 0 to 1; in llama.cpp p ≥ 1 removes nothing and p ≤ 0 leaves one entry. A row without a distribution
 * stays as it is. Throws Domain.
 */
export function* topP(z: AnyTensor, p: number, rules: Rules = {}): Steps<Tensor> {
  const settled = settle(rules);
  const { dialect } = settled;
  if (dialect === "hf") inRange("p", p, p >= 0 && p <= 1, "from 0 to 1", dialect);
  else if (dialect === "vllm") inRange("p", p, p > 0 && p <= 1, "above 0 and at most 1", dialect);
  else inRange("p", p, p === p, "a number");
  if (p >= 1) return yield* unchanged(z);
  return yield* editRows(z, (row) => (dialect === "llama.cpp" ? keepNucleus(row, p, settled) : dropTail(row, p, settled)));
}

function* keepNucleus(row: Float64Array, p: number, { minKeep, round }: Settled): Steps<void> {
  const mass = probabilitiesOf(row);
  if (!mass) return;
  const order = yield* falling(row);
  const least = round(p);
  let sum = 0;
  let kept = 0;
  while (kept < order.length && (sum < least || kept < minKeep)) sum = round(sum + round(mass[order[kept++] as number] as number));
  for (const index of order.subarray(Math.max(kept, 1))) remove(row, index);
}

/** Running sums are rounded where they are compared: PyTorch's cumsum on a CPU adds float32 in float64. */
function* dropTail(row: Float64Array, p: number, { minKeep, round }: Settled): Steps<void> {
  const mass = probabilitiesOf(row);
  if (!mass) return;
  const order = yield* falling(row);
  const most = round(1 - p);
  let sum = 0;
  for (let i = order.length - 1; i >= minKeep; i--) {
    sum += round(mass[order[i] as number] as number);
    if (round(sum) > most) return;
    remove(row, order[i] as number);
  }
}
