import { type Arena, arenaOf, belong } from "./arena.ts";
import { press } from "./press.ts";

/** Which arena the arrays of a job lie in, and which of its buffers are views of it: posted along with the job, as what they are is not posted with them. */
export interface Posted {
  readonly arena: Arena;
  readonly buffers: readonly SharedArrayBuffer[];
}

/** What is to be posted with a job, whose arrays lie in it as plain data; null where none of them lies in an arena. */
export function postedWith(job: unknown): Posted | null {
  const arrays = arraysIn(job);
  const [arena = null] = arrays.flatMap((array) => arenaOf(array) ?? []);
  if (!arena) return null;
  // SAFETY: arrays of an arena are views of shared memory.
  const buffers = arrays.filter((array) => arenaOf(array) === arena).map((array) => array.buffer as SharedArrayBuffer);
  return { arena, buffers };
}

function arraysIn(value: unknown): (Float32Array | Float64Array)[] {
  if (value instanceof Float32Array || value instanceof Float64Array) return [value];
  if (typeof value !== "object" || value === null || ArrayBuffer.isView(value)) return [];
  return Object.values(value).flatMap(arraysIn);
}

/** A thread's arena of one session: as each post makes an object of its own of the memory, the one that the thread has instances for. */
export class Joined {
  private arena: Arena | null = null;

  /** Says that the job with which `posted` came is to be done where its arrays lie. */
  join({ arena, buffers }: Posted): void {
    if (this.arena?.id !== arena.id) this.arena = arena;
    for (const buffer of buffers) belong(buffer, this.arena);
  }

  /** Says that the session is gone: its memory is held no longer. */
  leave(): void {
    if (this.arena) press();
    this.arena = null;
  }
}
