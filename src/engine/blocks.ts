import type { AnyTensor, FloatArray, Steps, Tensor } from "../model/index.ts";
import { BLOCK, CHUNK } from "./limits.ts";
import { giveBack } from "./scratch.ts";
import type { Layout } from "./shape.ts";
import { borrowFor, progress, readInto } from "./source.ts";
import { taskCount, transposeInto, type Visit, visitTask } from "./tasks.ts";

export type { Visit };

/** Walks all of x once, block by block, with a progress step at least every CHUNK elements. */
export function* eachBlock(x: AnyTensor, layout: Layout, visit: Visit): Steps<void> {
  if (layout.rows === 0 || layout.n === 0) return;
  if (x.kind === "tensor") return yield* inMemory(x, layout, visit);
  return yield* layout.inner > 1 ? slabs(x, layout, visit) : streamed(x, layout, visit);
}

function* inMemory(x: Tensor, layout: Layout, visit: Visit): Steps<void> {
  const tasks = taskCount(layout);
  for (let task = 0; task < tasks; task++) {
    visitTask(x, layout, task, visit);
    if (tasks > 1) yield progress(task + 1, tasks);
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
