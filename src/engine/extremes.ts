import type { FloatArray } from "../model/index.ts";
import type { Kernels } from "./kernels.ts";
import { recomputing } from "./recomputing.ts";

/** What an entry weighs against a row's maximum m in a limit of tau: 1, 0, or NaN where the limit does not exist. */
type Weight = (z: number, m: number) => number;

/** tau → 0⁺: the maxima share everything. */
const cold: Weight = (z, m) => (z === m ? 1 : z < m ? 0 : Number.NaN);
/** tau → ∞: every finite entry weighs the same. */
const hot: Weight = (z) => (z === -Infinity ? 0 : z < Infinity ? 1 : Number.NaN);

function limit(name: string, weight: Weight, peak: (m: number) => number): Kernels {
  return recomputing(name, {
    fold(data, start, end, _tau, part) {
      const m = peak(largest(data, start, end));
      part[1] = Number.isFinite(m) ? weightSum(data, start, end, m, weight) : infiniteSum(data, start, end, m);
      part[0] = m;
      part[2] = 0;
      part[3] = 0;
    },
    probabilities(data, start, end, _tau, m, l, out, at) {
      for (let i = start; i < end; i++) out[at + i - start] = Number.isFinite(m) ? weight(data[i] as number, m) / l : Number.NaN;
    },
    logProbabilities(data, start, end, _tau, m, logl, out, at) {
      for (let i = start; i < end; i++)
        out[at + i - start] = Number.isFinite(m) ? Math.log(weight(data[i] as number, m)) - logl : Number.NaN;
    },
  });
}

function weightSum(data: FloatArray, start: number, end: number, m: number, weight: Weight): number {
  let l = 0;
  for (let i = start; i < end; i++) l += weight(data[i] as number, m);
  return l;
}

/** Σ over a block whose maximum is infinite: the number of entries that equal +∞, NaN if one is NaN. */
export function infiniteSum(data: FloatArray, start: number, end: number, m: number): number {
  let count = 0;
  for (let i = start; i < end; i++) {
    const z = data[i] as number;
    if (z !== z) return Number.NaN;
    if (m > 0 && z === m) count++;
  }
  return count;
}

function largest(data: FloatArray, start: number, end: number): number {
  let m = -Infinity;
  for (let i = start; i < end; i++) {
    const z = data[i] as number;
    if (z > m) m = z;
  }
  return m;
}

export const coldKernels: Kernels = limit("tau = 0", cold, (m) => m);

/** Every finite logit over infinity is 0, so that is the maximum of a row that has one. */
export const hotKernels: Kernels = limit("tau = Infinity", hot, (m) => (Number.isFinite(m) ? 0 : m));
