import type { Steps } from "../model/index.ts";
import { CHUNK } from "./limits.ts";
import { progress } from "./source.ts";

/** Indices that sort `values`, rising, stable, NaN last. A bottom-up merge sort, so that it can be paused. */
export function* sorted(values: Float64Array): Steps<Int32Array> {
  const n = values.length;
  let from = Int32Array.from({ length: n }, (_, i) => i);
  let to = new Int32Array(n);
  let pending = 0;
  for (let width = 1; width < n; width *= 2) {
    for (let start = 0; start < n; start += 2 * width) {
      const end = Math.min(n, start + 2 * width);
      mergeRuns(values, from, to, start, Math.min(n, start + width), end);
      pending += end - start;
      if (pending < CHUNK) continue;
      pending = 0;
      yield progress(width, n);
    }
    [from, to] = [to, from];
  }
  return from;
}

function mergeRuns(values: Float64Array, from: Int32Array, to: Int32Array, start: number, middle: number, end: number): void {
  let left = start;
  let right = middle;
  for (let at = start; at < end; at++) {
    const takeLeft =
      left < middle && (right >= end || notAfter(values[from[left] as number] as number, values[from[right] as number] as number));
    to[at] = (takeLeft ? from[left++] : from[right++]) as number;
  }
}

function notAfter(x: number, y: number): boolean {
  return x <= y || y !== y;
}
