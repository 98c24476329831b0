import type { FloatArray, Grid } from "../../model/index.ts";
import { jsonNumber } from "../../model/index.ts";

/** Most cells of a grid, and how many of them lie side by side in one that has to be thinned both ways. */
const CELLS = 1_000;
const ACROSS = 40;

/** How a matrix is thinned: block (i, j) covers rows ⌊i·rows/R⌋ … and columns ⌊j·columns/C⌋ …. */
export interface Thinning {
  readonly rows: number;
  readonly columns: number;
  readonly source: readonly [number, number];
}

export function thinningOf(rows: number, columns: number, cells = CELLS): Thinning {
  if (rows * columns <= cells) return { rows, columns, source: [rows, columns] };
  const across = Math.min(columns, ACROSS);
  const down = Math.min(rows, Math.floor(cells / across));
  return { rows: down, columns: Math.min(columns, Math.floor(cells / down)), source: [rows, columns] };
}

/** Sums and counts of the blocks of a thinned matrix. */
export class Blocks {
  private readonly sums: Float64Array;
  private readonly counts: Float64Array;

  constructor(private readonly thinning: Thinning) {
    this.sums = new Float64Array(thinning.rows * thinning.columns);
    this.counts = new Float64Array(thinning.rows * thinning.columns);
  }

  /** Adds data[start … end): row `row`, columns from `first`. */
  add(row: number, data: FloatArray, start: number, end: number, first: number): void {
    const { rows, columns, source } = this.thinning;
    const base = blockOf(row, rows, source[0]) * columns;
    for (let i = start; i < end; ) {
      const block = blockOf(first + i - start, columns, source[1]);
      const last = Math.min(end, i + blockStart(block + 1, columns, source[1]) - (first + i - start));
      let sum = 0;
      for (let k = i; k < last; k++) sum += data[k] as number;
      this.sums[base + block] = (this.sums[base + block] as number) + sum;
      this.counts[base + block] = (this.counts[base + block] as number) + last - i;
      i = last;
    }
  }

  finish(rowLabels?: readonly string[], columnLabels?: readonly string[]): Grid {
    const { rows, columns, source } = this.thinning;
    const cells = Array.from(this.sums, (sum, i) => jsonNumber(sum / (this.counts[i] as number)));
    return { rows, columns, cells, source, rowLabels, columnLabels: columns === source[1] ? columnLabels : undefined };
  }
}

/** First source index of block `block` of `blocks` over `extent` entries. */
function blockStart(block: number, blocks: number, extent: number): number {
  return Math.ceil((block * extent) / blocks);
}

function blockOf(index: number, blocks: number, extent: number): number {
  return Math.floor((index * blocks) / extent);
}
