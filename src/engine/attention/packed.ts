import type { FloatArray, Tensor } from "../../model/index.ts";
import { STEP } from "../matmul.ts";
import type { Heads } from "./heads.ts";

/** Most elements of a tile of k, or of v. */
const TILE = 2 ** 16;
/** Most keys of a tile: a row of scores is one block for the kernels. */
const KEYS = 1024;

/** q, k and v as the threads want them: rows padded with 0, k and v in tiles of keys, those in panels of columns. */
export interface Packed {
  readonly q: FloatArray;
  readonly k: FloatArray;
  readonly v: FloatArray;
  /** Columns of a panel. */
  readonly columns: number;
  /** Keys of a tile; a multiple of both columns and STEP. */
  readonly keys: number;
  /** Terms of a score, a multiple of STEP. */
  readonly depth: number;
  /** Columns of v, a multiple of `columns`. */
  readonly width: number;
  /** Keys of all tiles of a head, padded. */
  readonly padded: number;
}

export function roundUp(n: number, step: number): number {
  return Math.ceil(n / step) * step;
}

/** How the arguments are cut; null where a row of them is too long for a tile. */
export function cutOf({ S, E, V }: Heads, columns: number): Omit<Packed, "q" | "k" | "v"> | null {
  const depth = roundUp(E, STEP);
  const width = roundUp(V, columns);
  const keys = Math.min(KEYS, Math.floor(TILE / Math.max(depth, width) / 8) * 8);
  return keys < 8 ? null : { columns, depth, width, keys, padded: roundUp(S, 8) };
}

/** q's rows times `scale`. */
export function packQueries(q: Tensor, { E }: Heads, depth: number, scale: number, out: FloatArray): void {
  for (let row = 0; row * E < q.data.length; row++)
    for (let e = 0; e < E; e++) out[row * depth + e] = (q.data[row * E + e] as number) * scale;
}

/** Each head's kᵀ: panels of keys, the terms of each one after the other. */
export function packKeys(k: Tensor, { S, E }: Heads, { columns, depth, padded }: Omit<Packed, "q" | "k" | "v">, out: FloatArray): void {
  for (let row = 0; row * E < k.data.length; row++) {
    const j = row % S;
    const panel = Math.floor(row / S) * padded * depth + Math.floor(j / columns) * columns * depth + (j % columns);
    for (let e = 0; e < E; e++) out[panel + e * columns] = k.data[row * E + e] as number;
  }
}

/** Each head's v: tiles of keys, in each the panels of columns, key after key. */
export function packValues(
  v: Tensor,
  { S, V }: Heads,
  { columns, keys, width, padded }: Omit<Packed, "q" | "k" | "v">,
  out: FloatArray,
): void {
  for (let row = 0; row * V < v.data.length; row++) {
    const j = row % S;
    const tile = Math.floor(j / keys);
    const length = Math.min(keys, padded - tile * keys);
    const base = Math.floor(row / S) * padded * width + tile * keys * width + (j % keys) * columns;
    for (let c = 0; c < V; c++) out[base + Math.floor(c / columns) * length * columns + (c % columns)] = v.data[row * V + c] as number;
  }
}
