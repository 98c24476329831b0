import type { FloatArray } from "../../model/index.ts";
import { instantiate } from "./instance.ts";
import { MATMUL, MATMUL_RELAXED } from "./matmulModule.ts";

/** Rows of A come in fours, terms of a sum too. */
export const STEP = 4;

/** src/engine/simd/emit/matmul.ts says what they do. */
interface Exports {
  readonly memory: { readonly buffer: ArrayBuffer };
  readonly matmul4: Multiply;
  readonly matmul8: Multiply;
}

type Multiply = (
  a: number,
  b: number,
  c: number,
  rows: number,
  depth: number,
  panels: number,
  aStride: number,
  cStride: number,
  panelBytes: number,
) => void;

/** Matrices in a memory of their own, in one precision; offsets are in elements. */
export interface Workshop {
  /** All of it. */
  readonly memory: FloatArray;
  /** Columns of a panel: B lies in panels of so many columns, one after the other, each row after row. */
  readonly columns: number;
  /** C ← C + A·B: A is rows × depth and C rows × panels·columns, row-major. `rows` and `depth` are multiples of STEP; nothing is 0. */
  multiply(
    a: { readonly at: number; readonly stride: number },
    b: number,
    c: { readonly at: number; readonly stride: number },
    size: { readonly rows: number; readonly depth: number; readonly panels: number },
  ): void;
}

const loaded = new Map<boolean, Exports | null>();

function exportsOf(fused: boolean): Exports | null {
  // SAFETY: the modules were emitted with exactly these exports.
  if (!loaded.has(fused)) loaded.set(fused, instantiate(fused ? MATMUL_RELAXED : MATMUL) as Exports | null);
  return loaded.get(fused) ?? null;
}

/** This thread's workshop for elements of `width` bytes; the two widths share their memory. null where the host has no SIMD. */
export function workshop(width: 4 | 8, fused: boolean): Workshop | null {
  const exports = exportsOf(fused);
  if (!exports) return null;
  const { buffer } = exports.memory;
  const multiply = width === 4 ? exports.matmul4 : exports.matmul8;
  const columns = 32 / width;
  return {
    memory: width === 4 ? new Float32Array(buffer) : new Float64Array(buffer),
    columns,
    multiply: (a, b, c, { rows, depth, panels }) =>
      multiply(a.at * width, b * width, c.at * width, rows, depth * width, panels, a.stride * width, c.stride * width, depth * 32),
  };
}
