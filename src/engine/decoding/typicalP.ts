import type { AnyTensor, Steps, Tensor } from "../../model/index.ts";
import { sorted } from "../sort.ts";
import { entropyOf, falling, probabilitiesOf, remove } from "./mass.ts";
import { editRows, unchanged } from "./rows.ts";
import { inRange, type Rules, type Settled, settle } from "./rules.ts";

/**
 * Locally typical sampling (Meister et al., 2022): the entries whose surprise is nearest to the entropy, up to a mass of p.
 * transformers (TypicalLogitsWarper) takes 0 < p < 1, stops where the mass is at least p and keeps entries as typical as the last;
 * llama.cpp (llama_sampler_typical) stops where it is above p, and p ≥ 1 removes nothing. Throws Domain.
 */
export function* typicalP(z: AnyTensor, p: number, rules: Rules = {}): Steps<Tensor> {
  const settled = settle(rules);
  if (settled.dialect === "llama.cpp") inRange("p", p, p === p, "a number");
  else inRange("p", p, p > 0 && p < 1, "above 0 and below 1", settled.dialect);
  if (p >= 1) return yield* unchanged(z);
  return yield* editRows(z, (row) => keepTypical(row, p, settled));
}

function* keepTypical(row: Float64Array, p: number, settled: Settled): Steps<void> {
  const mass = probabilitiesOf(row);
  if (!mass) return;
  const { round } = settled;
  const candidates = (yield* falling(row)).slice();
  // PyTorch sorts the entries as they lie, llama.cpp the ones that it has sorted by probability.
  if (settled.dialect !== "llama.cpp") candidates.sort();
  const entropy = entropyOf(mass);
  const distance = Float64Array.from(candidates, (i) => round(Math.abs(-Math.log(mass[i] as number) - entropy)));
  const order = yield* sorted(distance);
  const typical = candidates.map((_, i) => candidates[order[i] as number] as number);
  const kept =
    settled.dialect === "llama.cpp" ? countAbove(typical, mass, p, settled) : countTied(distance, order, typical, mass, p, settled);
  for (const index of typical.subarray(kept)) remove(row, index);
}

function countAbove(typical: Int32Array, mass: Float64Array, p: number, { round, minKeep }: Settled): number {
  const most = round(p);
  let sum = 0;
  for (const [i, index] of typical.entries()) {
    sum = round(sum + round(mass[index] as number));
    if (sum > most && i + 1 >= minKeep) return i + 1;
  }
  return typical.length;
}

function countTied(
  distance: Float64Array,
  order: Int32Array,
  typical: Int32Array,
  mass: Float64Array,
  p: number,
  { round, minKeep }: Settled,
): number {
  const least = round(p);
  let last = 0;
  for (let sum = 0; last < typical.length; last++) {
    sum += round(mass[typical[last] as number] as number);
    if (!(round(sum) < least)) break;
  }
  const farthest = distance[order[Math.min(last, typical.length - 1)] as number] as number;
  while (last < typical.length && (distance[order[last] as number] as number) <= farthest) last++;
  return Math.max(last, minKeep);
}
