import { CHUNK } from "../engine/index.ts";
import { type AnyTensor, type Steps, sizeOf } from "../model/index.ts";

/** Calls `visit` with every run of elements in row-major order; `start` is the index of its first. */
export function* eachChunk(x: AnyTensor, visit: (data: ArrayLike<number>, start: number) => void): Steps<void> {
  const size = sizeOf(x.shape);
  if (x.kind === "tensor") return visit(x.data, 0);
  for (let start = 0; start < size; start += CHUNK) {
    const buffer = new Float64Array(Math.min(CHUNK, size - start));
    yield* x.source.read(start, start + buffer.length, buffer);
    visit(buffer, start);
    yield { kind: "progress", done: start + buffer.length, total: size };
  }
}
