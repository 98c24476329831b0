import type { SketchPlan } from "../lattice.ts";

/** Error that a sketch may have, as that of a float32 probability: beyond, its figures are computed from the logits. */
export const TOLERANCE = 2.5e-7;

const BITS = [5, 6, 7];

/** Where Taylor's remainder begins to fall behind e^−x in `boundOf`, for the second moment too. */
const SHORTEST = 9;

/** The plan for `size` logits in all and temperatures from `minTau` on; null where the cells would be too many or too fine. */
export function planOf(size: number, minTau: number): SketchPlan | null {
  if (!(minTau >= 2 ** -40 && minTau <= 2 ** 40)) return null;
  for (const bits of BITS) {
    const unit = 2 ** Math.floor(Math.log2((minTau * reachOf(size)) / 2 ** bits));
    if (boundOf({ unit, bits }, size, minTau) <= TOLERANCE) return { unit, bits };
  }
  return null;
}

/**
 * Bound of the error of Σ e^−x, relatively, x being (max − z)/tau, over `size` logits.
 *
 * A cell of half-width y·tau leaves of e^ξ, |ξ| ≤ y, after five moments at most y⁶/720·e^y. At distance x a cell has
 * y ≤ max(unit/(2 tau), (x + unit/tau)/(2 (B − 1))), B cells an octave. Up to x = log size the remainder is a share of the sum; all that is
 * beyond weighs at most size·e^−x, which falls faster than y⁶ grows, so it adds no more than the remainder at x = log size again.
 */
export function boundOf({ unit, bits }: SketchPlan, size: number, tau: number): number {
  const finest = unit / tau;
  const y = Math.max(finest / 2, (reachOf(size) + finest) / (2 * (2 ** bits - 1)));
  return ((2 * y ** 6) / 720) * Math.exp(2 * y);
}

/** x beyond which `size` logits weigh less, all together, than the largest one. */
export function reachOf(size: number): number {
  return Math.max(SHORTEST, Math.log(size));
}
