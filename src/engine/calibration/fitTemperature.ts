import type { AnyTensor, Steps } from "../../model/index.ts";
import { probabilities, softmax } from "../softmax.ts";
import { progress, tensorOf } from "../source.ts";
import { ece } from "./ece.ts";
import { type Scored, scored } from "./scored.ts";

export interface FittedTemperature {
  readonly tau: number;
  /** Mean negative log-likelihood in nats, at temperature 1 and at tau. */
  readonly nllBefore: number;
  readonly nllAfter: number;
  /** Expected calibration error in 15 bins of equal width. */
  readonly eceBefore: number;
  readonly eceAfter: number;
}

/**
 * The temperature of least mean NLL on held-out logits (Guo et al., arXiv 1706.04599): where the mean of E_p[z] is that of z at the label. 0 where
 * every label has the largest logit, Infinity where the labels are no better than chance; 1 where it makes no difference. Throws Shape, Domain.
 */
export function* fitTemperature(logits: AnyTensor, labels: AnyTensor): Steps<FittedTemperature> {
  const samples = yield* scored(logits, labels);
  const before = yield* slopeAt(samples, 1);
  const beta = yield* bestBeta(samples);
  const after = yield* slopeAt(samples, beta);
  return {
    tau: 1 / beta,
    nllBefore: before.nll,
    nllAfter: after.nll,
    eceBefore: yield* eceAt(samples, 1),
    eceAfter: yield* eceAt(samples, 1 / beta),
  };
}

function* eceAt({ z, label, rows, n }: Scored, tau: number): Steps<number> {
  const p = yield* probabilities(yield* softmax(tensorOf("float64", [rows, n], z), { tau }));
  return yield* ece(p, tensorOf("int32", [rows], label));
}

interface Slope {
  readonly nll: number;
  /** d NLL / dβ = mean(E_p[z] − z_y), and its own derivative, mean Var_p(z). */
  readonly first: number;
  readonly second: number;
}

/** NLL is convex in β = 1/τ: its slope is bracketed, then Newton's steps are taken where they stay inside. */
function* bestBeta(samples: Scored): Steps<number> {
  const flat = yield* slopeAt(samples, 0);
  const steep = yield* slopeAt(samples, Infinity);
  if (flat.second === 0) return 1;
  if (flat.first >= 0) return 0;
  if (steep.first <= 0) return Infinity;
  let [lo, hi] = [0, 1];
  for (; hi < 1e300 && (yield* slopeAt(samples, hi)).first < 0; hi *= 4) lo = hi;
  let beta = Math.sqrt(Math.max(lo, hi / 16) * hi);
  for (let i = 0; i < 200; i++) {
    const { first, second } = yield* slopeAt(samples, beta);
    if (first === 0) return beta;
    if (first < 0) lo = beta;
    else hi = beta;
    const newton = beta - first / second;
    const next = newton > lo && newton < hi ? newton : (lo + hi) / 2;
    if (Math.abs(next - beta) <= 1e-15 * beta) return next;
    beta = next;
  }
  return beta;
}

function* slopeAt({ z, label, rows, n }: Scored, beta: number): Steps<Slope> {
  const sum = { nll: 0, first: 0, second: 0 };
  for (let row = 0; row < rows; row++) {
    addRow(sum, z.subarray(row * n, (row + 1) * n), label[row] as number, beta);
    if ((row * n) % 65_536 < n) yield progress(0, 0);
  }
  return { nll: sum.nll / rows, first: sum.first / rows, second: sum.second / rows };
}

function addRow(sum: { nll: number; first: number; second: number }, z: Float64Array, label: number, beta: number): void {
  let max = -Infinity;
  for (let i = 0; i < z.length; i++) max = Math.max(max, z[i] as number);
  // Moments about the maximum: Newton's step needs no more digits of the variance than this leaves.
  let [l, moment, square] = [0, 0, 0];
  for (let i = 0; i < z.length; i++) {
    const x = z[i] as number;
    if (x === -Infinity) continue;
    const gap = x - max;
    const weight = gap === 0 ? 1 : Math.exp(beta * gap);
    if (weight === 0) continue;
    l += weight;
    moment += weight * gap;
    square += weight * gap * gap;
  }
  const mean = moment / l;
  const gap = (z[label] as number) - max;
  sum.nll += Math.log(l) - (gap === 0 ? 0 : beta * gap);
  sum.first += mean - gap;
  sum.second += Math.max(0, square / l - mean * mean);
}
