import type { AnyTensor, Steps, Tensor } from "../../model/index.ts";
import { mapRows } from "../rows.ts";

/**
 * The Euclidean projection of every row onto the simplex, p = [z − τ]₊, exactly, by sorting (Martins & Astudillo, arXiv 1602.02068).
 * −∞ gets 0; NaN, +∞ or all −∞ make a row NaN. Throws Shape.
 */
export function* sparsemax(z: AnyTensor, dim = -1): Steps<Tensor> {
  return yield* mapRows(z, dim, sparsemaxRow);
}

/** 1.5-entmax, p = [z/2 − τ]₊², exactly, by sorting (Peters, Niculae & Martins, arXiv 1905.05702). Edge cases as sparsemax. */
export function* entmax15(z: AnyTensor, dim = -1): Steps<Tensor> {
  return yield* mapRows(z, dim, entmax15Row);
}

export function sparsemaxRow(row: Float64Array): void {
  if (!shiftRow(row, 1)) return;
  const tau = sparsemaxThreshold(candidates(row));
  for (let i = 0; i < row.length; i++) row[i] = Math.max((row[i] as number) - tau, 0);
}

export function entmax15Row(row: Float64Array): void {
  if (!shiftRow(row, 0.5)) return;
  const tau = entmax15Threshold(candidates(row));
  for (let i = 0; i < row.length; i++) row[i] = Math.max((row[i] as number) - tau, 0) ** 2;
}

/** row ← (row − its maximum)·scale; false, and all NaN, where there is no distribution to be had. */
export function shiftRow(row: Float64Array, scale: number): boolean {
  let max = -Infinity;
  for (const z of row) max = Math.max(max, z);
  if (!Number.isFinite(max)) {
    row.fill(Number.NaN);
    return false;
  }
  for (let i = 0; i < row.length; i++) row[i] = ((row[i] as number) - max) * scale;
  return true;
}

/** The entries that can have a probability, falling: an entry 1 or more below the maximum has none, since p ≤ 1. */
function candidates(row: Float64Array): Float64Array {
  return row
    .filter((x) => x > -1)
    .sort()
    .reverse();
}

function sparsemaxThreshold(sorted: Float64Array): number {
  let sum = 0;
  let tau = -1;
  for (const [i, x] of sorted.entries()) {
    if (1 + (i + 1) * x <= sum + x) break;
    sum += x;
    tau = (sum - 1) / (i + 1);
  }
  return tau;
}

/** The threshold for the k largest: mean − √((1 − k·variance) / k); the support ends before the first entry below its own. */
function entmax15Threshold(sorted: Float64Array): number {
  let mean = 0;
  let squares = 0;
  let tau = -1;
  for (const [i, x] of sorted.entries()) {
    const delta = x - mean;
    mean += delta / (i + 1);
    squares += delta * (x - mean);
    const next = mean - Math.sqrt(Math.max(0, (1 - squares) / (i + 1)));
    if (next > x) break;
    tau = next;
  }
  return tau;
}
