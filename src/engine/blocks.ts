import type { AnyTensor, FloatArray, Steps, Tensor } from "../model/index.ts";
import { BLOCK, CHUNK } from "./limits.ts";
import { giveBack } from "./scratch.ts";
import type { Layout } from "./shape.ts";
import { borrowFor, progress, readInto } from "./source.ts";

/**
 * Sees data[start … end): elements `first` … of row `row`, at most BLOCK of them. `data` is only lent. Blocks of one row come
 * in order; whether rows take turns depends on the shape alone.
 */
export type Visit = (row: number, data: FloatArray, start: number, end: number, first: number) => void;

/** Walks all of x once, block by block, with a progress step at least every CHUNK elements. */
export function* eachBlock(x: AnyTensor, layout: Layout, visit: Visit): Steps<void> {
  if (layout.rows === 0 || layout.n === 0) return;
  if (layout.inner > 1) return yield* x.kind === "tensor" ? gathered(x, layout, visit) : slabs(x, layout, visit);
  const { data } = x.kind === "tensor" ? x : { data: null };
  if (data instanceof Float32Array || data instanceof Float64Array) return yield* inPlace(data, layout, visit);
  return yield* streamed(x, layout, visit);
}

function* inPlace(data: FloatArray, { rows, n }: Layout, visit: Visit): Steps<void> {
  let pending = 0;
  for (let row = 0; row < rows; row++) {
    for (let first = 0; first < n; first += BLOCK) {
      const count = Math.min(BLOCK, n - first);
      visit(row, data, row * n + first, row * n + first + count, first);
      pending += count;
      if (pending < CHUNK) continue;
      pending = 0;
      yield progress(row * n + first + count, rows * n);
    }
  }
}

function* streamed(x: AnyTensor, { rows, n }: Layout, visit: Visit): Steps<void> {
  const total = rows * n;
  // Whole rows where they are short, else parts of one row: chunks then begin at multiples of BLOCK within a row.
  const span = n <= CHUNK ? Math.floor(CHUNK / n) * n : CHUNK;
  const buffer = borrowFor(x.dtype, Math.min(span, total));
  for (let start = 0; start < total; ) {
    const end = Math.min(total, start + span, n <= CHUNK ? total : (Math.floor(start / n) + 1) * n);
    yield* readInto(x, start, end, buffer);
    visitRows(buffer, start, end, n, visit);
    start = end;
    yield progress(end, total);
  }
  giveBack(buffer);
}

function visitRows(buffer: FloatArray, start: number, end: number, n: number, visit: Visit): void {
  for (let at = start; at < end; ) {
    const row = Math.floor(at / n);
    const first = at - row * n;
    const count = Math.min(BLOCK, n - first, end - at);
    visit(row, buffer, at - start, at - start + count, first);
    at += count;
  }
}

const COLUMNS = 16;

/** Strided rows of an array in memory: a few neighbouring rows are transposed into a buffer at a time. */
function* gathered(x: Tensor, { outer, n, inner }: Layout, visit: Visit): Steps<void> {
  const buffer = borrowFor(x.dtype, COLUMNS * Math.min(n, BLOCK));
  for (let o = 0; o < outer; o++) {
    for (let j = 0; j < inner; j += COLUMNS) {
      const columns = Math.min(COLUMNS, inner - j);
      for (let first = 0; first < n; first += BLOCK) {
        const count = Math.min(BLOCK, n - first);
        transposeInto(buffer, x.data, (o * n + first) * inner + j, count, columns, inner);
        for (let c = 0; c < columns; c++) visit(o * inner + j + c, buffer, c * count, (c + 1) * count, first);
        yield progress((o * inner + j) * n + columns * (first + count), outer * n * inner);
      }
    }
  }
  giveBack(buffer);
}

/** Strided rows of a lazy tensor: contiguous slabs are read once, in order, and transposed. */
function* slabs(x: AnyTensor, { outer, n, inner }: Layout, visit: Visit): Steps<void> {
  const width = Math.min(inner, CHUNK);
  const height = Math.max(1, Math.min(n, BLOCK, Math.floor(CHUNK / width)));
  const read = borrowFor(x.dtype, width * height);
  const turned = borrowFor(x.dtype, width * height);
  for (let o = 0; o < outer; o++) {
    for (let first = 0; first < n; first += height) {
      const count = Math.min(height, n - first);
      for (let j = 0; j < inner; j += width) {
        const columns = Math.min(width, inner - j);
        const start = (o * n + first) * inner + j;
        yield* readInto(x, start, start + (count - 1) * inner + columns, read);
        transposeInto(turned, read, 0, count, columns, inner);
        for (let c = 0; c < columns; c++) visit(o * inner + j + c, turned, c * count, (c + 1) * count, first);
        yield progress(start + count * columns, outer * n * inner);
      }
    }
  }
  giveBack(read, turned);
}

/** out[c·count + i] = data[start + i·inner + c]. */
function transposeInto(out: FloatArray, data: Tensor["data"], start: number, count: number, columns: number, inner: number): void {
  for (let i = 0; i < count; i++) {
    for (let c = 0; c < columns; c++) out[c * count + i] = data[start + i * inner + c] as number;
  }
}
