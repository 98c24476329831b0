import { type AnyTensor, done, type Steps, type Tensor } from "../../model/index.ts";
import { entropyOf, keepLikely, keepLikelyTied, peakOf, probabilitiesOf } from "./mass.ts";
import { editRows, unchanged } from "./rows.ts";
import { inRange, type Rules, settle } from "./rules.ts";

/** Keeps p_i ≥ epsilon (transformers' EpsilonLogitsWarper; Hewitt, Manning and Liang, 2022). Throws Domain unless 0 < epsilon < 1. */
export function* epsilonCutoff(z: AnyTensor, epsilon: number, rules: Rules = {}): Steps<Tensor> {
  inRange("epsilon", epsilon, epsilon > 0 && epsilon < 1, "above 0 and below 1");
  return yield* cutoff(z, rules, () => epsilon);
}

/** Keeps p_i ≥ min(epsilon, √epsilon·e^−H) (transformers' EtaLogitsWarper; Hewitt, Manning and Liang, 2022). Throws Domain. */
export function* etaCutoff(z: AnyTensor, epsilon: number, rules: Rules = {}): Steps<Tensor> {
  inRange("epsilon", epsilon, epsilon > 0 && epsilon < 1, "above 0 and below 1");
  return yield* cutoff(z, rules, (p) => Math.min(epsilon, Math.sqrt(epsilon) * Math.exp(-entropyOf(p))));
}

function* cutoff(z: AnyTensor, rules: Rules, leastOf: (p: Float64Array) => number): Steps<Tensor> {
  const { minKeep, round } = settle(rules);
  return yield* editRows(z, (row) => {
    const p = probabilitiesOf(row);
    if (!p) return done(undefined);
    const least = round(leastOf(p));
    keepLikelyTied(row, minKeep, (i) => round(p[i] as number) < least);
    return done(undefined);
  });
}

/** Keeps p_i ≥ Σp², the chance that two draws agree. Compared in float32, so that equal entries are not told apart by rounding. */
export function* pLess(z: AnyTensor, rules: Rules = {}): Steps<Tensor> {
  const settled = settle(rules);
  return yield* editRows(z, (row) => {
    const p = probabilitiesOf(row);
    if (!p) return done(undefined);
    let collision = 0;
    for (const x of p) collision += x * x;
    const least = Math.fround(collision);
    keepLikely(row, settled.minKeep, (i) => Math.fround(p[i] as number) < least);
    return done(undefined);
  });
}

/**
 * Keeps z_i ≥ max − n·σ, with σ the population standard deviation of the entries above −Infinity (llama.cpp's top_n_sigma; Tang et al.,
 * 2024). n ≤ 0 removes nothing.
 */
export function* topNSigma(z: AnyTensor, n: number, rules: Rules = {}): Steps<Tensor> {
  const settled = settle(rules);
  inRange("n", n, n === n, "a number");
  if (n <= 0) return yield* unchanged(z);
  return yield* editRows(z, (row) => {
    const peak = peakOf(row);
    if (!Number.isFinite(peak)) return done(undefined);
    const least = settled.round(settled.round(peak) - settled.round(n * deviationOf(row)));
    keepLikely(row, settled.minKeep, (i) => settled.round(row[i] as number) < least);
    return done(undefined);
  });
}

function deviationOf(row: Float64Array): number {
  const finite = row.filter((x) => x !== Number.NEGATIVE_INFINITY);
  const mean = finite.reduce((sum, x) => sum + x, 0) / finite.length;
  return Math.sqrt(finite.reduce((sum, x) => sum + (x - mean) ** 2, 0) / finite.length);
}
