import type { FloatArray } from "../model/index.ts";

/** A WebAssembly.Memory. */
export interface Memory {
  readonly buffer: ArrayBuffer | SharedArrayBuffer;
  grow(pages: number): number;
}

/** What an instance works on: a memory, and the address of SCRATCH bytes of it that nobody else touches. */
export interface Site {
  readonly memory: Memory;
  readonly scratch: number;
}

/** Bytes that an instance needs for what it leaves beside its arrays. */
export const SCRATCH = 1024;

/** Memory that large arrays lie in, and that kernels read and write where they lie: shared, those of every thread, else those of one. */
export interface Arena {
  /** Tells a session's arenas apart. */
  readonly id: number;
  readonly memory: Memory;
}

/** Bytes before the arrays: how many instances there are, and from SCRATCH on the scratch of each. */
export const HEAD = 65_536;

/** Which arena an array's buffer is a view of. */
const arenas = new WeakMap<object, Arena>();

/** Says that what lies in `buffer` lies in an arena of this thread's. */
export function belong(buffer: ArrayBuffer | SharedArrayBuffer, arena: Arena): void {
  arenas.set(buffer, arena);
}

/** The arena that an array lies in, if any. */
export function arenaOf(data: FloatArray): Arena | null {
  // Most arrays begin their buffer, and asking a very short one for its buffer moves it.
  return data.byteOffset < HEAD ? null : (arenas.get(data.buffer) ?? null);
}

/** A place for one more instance; null where all are taken. */
export function siteIn({ memory }: Arena): Site | null {
  const taken = Atomics.add(new Int32Array(memory.buffer, 0, 1), 0, 1);
  const scratch = SCRATCH * (taken + 1);
  return scratch + SCRATCH <= HEAD ? { memory, scratch } : null;
}
