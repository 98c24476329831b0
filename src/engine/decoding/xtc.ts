import type { AnyTensor, Steps, Tensor } from "../../model/index.ts";
import type { Key } from "../philox.ts";
import { rand } from "../random.ts";
import { falling, probabilitiesOf, remove } from "./mass.ts";
import { editRows, rowsOf, unchanged } from "./rows.ts";
import { inRange, type Rules, settle } from "./rules.ts";

/**
 * Exclude top choices (llama.cpp's llama_sampler_xtc): with the given probability, drawn once a row, all entries of p ≥ threshold but
 * the least likely of them are removed. A threshold above 0.5 or a probability of 0 or less removes nothing, nor does what would leave
 * fewer than min_keep. Throws Domain for NaN.
 */
export function* xtc(z: AnyTensor, threshold: number, probability: number, key: Key, rules: Rules = {}): Steps<Tensor> {
  const { minKeep, round } = settle(rules);
  inRange("threshold", threshold, threshold === threshold, "a number");
  inRange("probability", probability, probability === probability, "a number");
  if (probability <= 0 || round(threshold) > 0.5) return yield* unchanged(z);
  const chances = (yield* rand([rowsOf(z.shape).rows], key)).data;
  return yield* editRows(z, function* (row, index) {
    const p = probabilitiesOf(row);
    if (!p || (chances[index] as number) > probability) return;
    const order = yield* falling(row);
    let last = 0;
    while (last + 1 < order.length && round(p[order[last + 1] as number] as number) >= round(threshold)) last++;
    if (order.length - last < minKeep) return;
    for (const top of order.subarray(0, last)) remove(row, top);
  });
}
