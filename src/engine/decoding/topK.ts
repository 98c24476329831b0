import { type AnyTensor, done, fail, type Steps, type Tensor } from "../../model/index.ts";
import { keepLikely, keepLikelyTied, peakOf } from "./mass.ts";
import { editRows, unchanged } from "./rows.ts";
import { inRange, type Rules, settle } from "./rules.ts";

/**
 * The k largest entries of each row. transformers (TopKLogitsWarper) and vLLM keep all that equal the k-th; llama.cpp
 * (llama_sampler_top_k_impl) keeps exactly k, of equals the first. k ≤ 0 removes nothing in llama.cpp, nor do 0 and −1 in vLLM; it is
 * an error in transformers. A row with a NaN stays as it is. Throws Domain.
 */
export function* topK(z: AnyTensor, k: number, rules: Rules = {}): Steps<Tensor> {
  const { dialect, minKeep } = settle(rules);
  if (!Number.isInteger(k)) fail("Domain", `k must be a whole number, got ${k}`);
  if (dialect === "hf") inRange("k", k, k > 0, "1 or more", dialect);
  if (dialect === "vllm") inRange("k", k, k >= -1, "-1 or more", dialect);
  if (k <= 0) return yield* unchanged(z);
  return yield* editRows(z, (row) => {
    keepBest(row, Math.max(k, minKeep), dialect !== "llama.cpp");
    return done(undefined);
  });
}

/** Keeps the `count` largest of a row, of equals the first, or with `ties` all that equal the last of them. */
export function keepBest(row: Float64Array, count: number, ties: boolean): void {
  const peak = peakOf(row);
  if (count >= row.length || peak !== peak) return;
  if (ties) keepLikelyTied(row, count, () => true);
  else keepLikely(row, count, () => true);
}
