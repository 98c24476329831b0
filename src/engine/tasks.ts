import type { Dtype, FloatArray, Tensor } from "../model/index.ts";
import { ownField } from "./field.ts";
import { BLOCK, CHUNK } from "./limits.ts";
import { giveBack } from "./scratch.ts";
import type { Layout } from "./shape.ts";
import { borrowFor } from "./source.ts";

/**
 * Sees data[start … end): elements `first` … of row `row`, at most BLOCK of them. `data` is only lent. Blocks of one row come
 * in order; whether rows take turns depends on the shape alone.
 */
export type Visit = (row: number, data: FloatArray, start: number, end: number, first: number) => void;

/** A part of a tensor in memory: elements first … last of the rows of outer indices o … oEnd and inner ones j … jEnd. */
interface Box {
  readonly o: number;
  readonly oEnd: number;
  readonly j: number;
  readonly jEnd: number;
  readonly first: number;
  readonly last: number;
}

/** Strided rows that are turned together, at least: what a cache line holds. */
const COLUMNS = 16;

/** How a tensor in memory is cut into tasks of about CHUNK elements. Their blocks, in the order of tasks, are those of the whole. */
interface Cut {
  /** Outer indices a task takes. */
  readonly outer: number;
  readonly columns: number;
  readonly length: number;
}

function cutOf({ outer, n, inner }: Layout): Cut {
  if (n * inner <= CHUNK) return { outer: Math.min(outer, Math.floor(CHUNK / (n * inner))), columns: inner, length: n };
  if (inner === 1) return { outer: 1, columns: 1, length: CHUNK };
  const length = Math.min(n, BLOCK);
  return { outer: 1, columns: Math.max(COLUMNS, Math.floor(CHUNK / length)), length };
}

/** How many tasks there are; none for a shape without elements. */
export function taskCount(layout: Layout): number {
  if (layout.rows === 0 || layout.n === 0) return 0;
  const { outer, columns, length } = cutOf(layout);
  return Math.ceil(layout.outer / outer) * Math.ceil(layout.inner / columns) * Math.ceil(layout.n / length);
}

function boxOf(layout: Layout, task: number): Box {
  const { outer, columns, length } = cutOf(layout);
  const lengths = Math.ceil(layout.n / length);
  const groups = Math.ceil(layout.inner / columns);
  const first = (task % lengths) * length;
  const j = (Math.floor(task / lengths) % groups) * columns;
  const o = Math.floor(task / lengths / groups) * outer;
  const [oEnd, jEnd] = [Math.min(layout.outer, o + outer), Math.min(layout.inner, j + columns)];
  return { o, oEnd, j, jEnd, first, last: Math.min(layout.n, first + length) };
}

/** Walks the blocks of one task. */
export function visitTask(x: Pick<Tensor, "dtype" | "data">, layout: Layout, task: number, visit: Visit): void {
  const { data } = x;
  if (layout.inner > 1) return visitTurned(x, layout, boxOf(layout, task), visit);
  if (data instanceof Float32Array || data instanceof Float64Array) return visitRows(data, 0, layout, boxOf(layout, task), visit);
  visitFilled(x.dtype, layout, task, (start, out) => out.set(data.subarray(start, start + out.length)), visit);
}

/** Walks the blocks of one task of contiguous rows, which `fill` puts into an array from element `start` on. */
export function visitFilled(
  dtype: Dtype,
  layout: Layout,
  task: number,
  fill: (start: number, out: FloatArray) => void,
  visit: Visit,
): void {
  const box = boxOf(layout, task);
  const start = box.o * layout.n + box.first;
  const length = (box.oEnd - 1) * layout.n + box.last - start;
  const field = ownField();
  const chunk = field?.lend(dtype);
  if (!field || !chunk) {
    const buffer = borrowFor(dtype, length);
    fill(start, buffer.subarray(0, length));
    visitRows(buffer, start, layout, box, visit);
    return giveBack(buffer);
  }
  try {
    fill(start, chunk.subarray(0, length));
    visitRows(chunk, start, layout, box, visit);
  } finally {
    field.giveBack();
  }
}

/** Contiguous rows; `data` begins with element `offset`. */
function visitRows(data: FloatArray, offset: number, { n }: Layout, { o, oEnd, first, last }: Box, visit: Visit): void {
  for (let row = o; row < oEnd; row++) {
    for (let at = first; at < last; at += BLOCK) {
      const start = row * n + at - offset;
      visit(row, data, start, start + Math.min(BLOCK, last - at), at);
    }
  }
}

/** Strided rows: neighbours are turned into a buffer together. */
function visitTurned({ dtype, data }: Pick<Tensor, "dtype" | "data">, { n, inner }: Layout, box: Box, visit: Visit): void {
  const columns = box.jEnd - box.j;
  const buffer = borrowFor(dtype, columns * Math.min(BLOCK, box.last - box.first));
  for (let o = box.o; o < box.oEnd; o++) {
    for (let at = box.first; at < box.last; at += BLOCK) {
      const count = Math.min(BLOCK, box.last - at);
      transposeInto(buffer, data, (o * n + at) * inner + box.j, count, columns, inner);
      for (let c = 0; c < columns; c++) visit(o * inner + box.j + c, buffer, c * count, (c + 1) * count, at);
    }
  }
  giveBack(buffer);
}

/** out[c·count + i] = data[start + i·inner + c]. */
export function transposeInto(out: FloatArray, data: Tensor["data"], start: number, count: number, columns: number, inner: number): void {
  for (let i = 0; i < count; i++) {
    for (let c = 0; c < columns; c++) out[c * count + i] = data[start + i * inner + c] as number;
  }
}
