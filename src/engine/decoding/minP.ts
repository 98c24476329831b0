import { type AnyTensor, done, type Steps, type Tensor } from "../../model/index.ts";
import { keepLikely, peakOf, probabilitiesOf } from "./mass.ts";
import { editRows, unchanged } from "./rows.ts";
import { inRange, type Rules, type Settled, settle } from "./rules.ts";

/**
 * Keeps p_i ≥ p·max p. transformers (MinPLogitsWarper) and vLLM compare probabilities and take p from 0 to 1; llama.cpp compares logits
 * with max + log p, removes nothing for p ≤ 0 and leaves one entry for p > 1. Throws Domain.
 */
export function* minP(z: AnyTensor, p: number, rules: Rules = {}): Steps<Tensor> {
  const settled = settle(rules);
  if (settled.dialect === "llama.cpp") inRange("p", p, p === p, "a number");
  else inRange("p", p, p >= 0 && p <= 1, "from 0 to 1", settled.dialect);
  if (p <= 0) return yield* unchanged(z);
  return yield* editRows(z, (row) => {
    const below = belowOf(row, p, settled);
    if (below) keepLikely(row, settled.minKeep, below);
    return done(undefined);
  });
}

/** Whether an entry is too unlikely; null for a row without a distribution. */
function belowOf(row: Float64Array, p: number, { dialect, round }: Settled): ((index: number) => boolean) | null {
  if (dialect === "llama.cpp") {
    const peak = peakOf(row);
    if (!Number.isFinite(peak)) return null;
    const least = round(round(peak) + round(Math.log(round(p))));
    return (i) => round(row[i] as number) < least;
  }
  const mass = probabilitiesOf(row);
  if (!mass) return null;
  const least = round(round(p) * round(peakOf(mass)));
  return (i) => round(mass[i] as number) < least;
}
