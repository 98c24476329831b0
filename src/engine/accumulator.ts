import type { FloatArray } from "../model/index.ts";
import { referenceKernels } from "./kernels.ts";

/**
 * The state of an online softmax: the maximum m of what it has seen, and l = Σ e^(x − m). States form a commutative monoid
 * under `merge`, with identity (−∞, 0); log Σ e^x = m + log l. Milakov & Gimelshein, arXiv 1805.02867.
 */
export interface State {
  readonly m: number;
  readonly l: number;
}

export function empty(): State {
  return { m: -Infinity, l: 0 };
}

/** The state of what both have seen. NaN in either propagates; an all −∞ side changes nothing. */
export function merge(a: State, b: State): State {
  const m = Math.max(a.m, b.m);
  return { m, l: a.l * decay(a.m, m) + b.l * decay(b.m, m) };
}

/** e^((from − to)/tau) for from ≤ to and any tau, 0 and Infinity too: equal infinities give 1, and −∞ against anything else 0. */
export function decay(from: number, to: number, tau = 1): number {
  if (from === to) return 1;
  return from === -Infinity && to > from ? 0 : Math.exp((from - to) / tau);
}

/** The state after chunk[start … end), each element multiplied by `scale` = 1/tau. */
export function absorb(state: State, chunk: FloatArray, start: number, end: number, scale = 1): State {
  const part = new Float64Array(4);
  referenceKernels.fold(chunk, start, end, 1 / scale, part);
  const m = part[0] as number;
  return merge(state, { m: Number.isFinite(m) ? m * scale : m, l: (part[1] as number) + (part[2] as number) });
}
