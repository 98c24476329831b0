import type { FloatArray } from "../model/index.ts";

const KEPT = 8;
const free64 = new Map<number, Float64Array[]>();
const free32 = new Map<number, Float32Array[]>();

function capacity(length: number): number {
  return 2 ** Math.ceil(Math.log2(Math.max(length, 64)));
}

/** A buffer of at least `length` elements, its contents arbitrary. Give it back when done; one that is not is merely collected. */
export function borrow64(length: number): Float64Array {
  const size = capacity(length);
  return free64.get(size)?.pop() ?? new Float64Array(size);
}

export function borrow32(length: number): Float32Array {
  const size = capacity(length);
  return free32.get(size)?.pop() ?? new Float32Array(size);
}

/** Returns borrowed buffers to the pool. The caller must not touch them afterwards. */
export function giveBack(...buffers: readonly FloatArray[]): void {
  for (const buffer of buffers) {
    if (buffer instanceof Float64Array) keep(free64, buffer);
    else keep(free32, buffer);
  }
}

function keep<A extends FloatArray>(free: Map<number, A[]>, buffer: A): void {
  const list = free.get(buffer.length);
  if (!list) free.set(buffer.length, [buffer]);
  else if (list.length < KEPT) list.push(buffer);
}
