import type { AnyTensor, Steps } from "../../model/index.ts";
import { fail } from "../../model/index.ts";
import { type Bin, binned, type Strategy } from "./bins.ts";

export interface EceOptions {
  readonly bins?: number;
  /** ≥ 1, or Infinity for the largest gap. */
  readonly norm?: number;
  readonly strategy?: Strategy;
}

/**
 * The expected calibration error (Σ n_b/N · |accuracy − confidence|^norm)^(1/norm) over bins of confidence (lo, hi] as in Guo et al.,
 * arXiv 1706.04599; from 0 to 1. NaN for no samples. Throws Domain, Shape as `binned`, and Domain for a norm below 1.
 */
export function* ece(p: AnyTensor, labels: AnyTensor, options: EceOptions = {}): Steps<number> {
  const { bins = 15, norm = 1, strategy = "width" } = options;
  if (!(norm >= 1)) fail("Domain", `norm must be 1 or more, or Infinity, got ${norm}`);
  return calibrationError(yield* binned(p, labels, bins, strategy), norm);
}

function calibrationError(bins: readonly Bin[], norm: number): number {
  const total = bins.reduce((sum, { count }) => sum + count, 0);
  if (total === 0) return Number.NaN;
  const gaps = bins.map(({ accuracy, confidence }) => Math.abs(accuracy - confidence));
  if (norm === Infinity) return gaps.reduce((a, b) => Math.max(a, b), 0);
  const sum = bins.reduce((all, { count }, i) => all + (count / total) * (gaps[i] as number) ** norm, 0);
  return norm === 1 ? sum : sum ** (1 / norm);
}
