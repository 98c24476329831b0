import type { Dtype, FloatArray } from "../model/index.ts";
import { type Arena, belong, HEAD, type Memory } from "./arena.ts";
import { CHUNK } from "./limits.ts";
import { isNarrow } from "./rounding.ts";
import { memoryOf } from "./simd/instance.ts";

const PAGE = 65_536;
/** Where a field's counts begin, and the bytes that they have: src/engine/simd/tally.ts says what they are. */
const COUNTS_AT = HEAD + 8 * CHUNK;
const COUNTS = PAGE;

/**
 * An arena of one thread alone, with room for one chunk: what is read from a file goes there, and kernels fold and count it where it lies. Anywhere
 * else each of them would copy it to a block of its own, which takes a thread as long as reading it.
 */
export class Field {
  private readonly narrow: Float32Array;
  private readonly wide: Float64Array;
  private lent = false;
  /** Who counts in it: the counts are of one counter at a time. */
  counter: object | null = null;

  private constructor(readonly arena: Arena) {
    // SAFETY: the memory is not shared.
    const buffer = arena.memory.buffer as ArrayBuffer;
    belong(buffer, arena);
    this.narrow = new Float32Array(buffer, HEAD, CHUNK);
    this.wide = new Float64Array(buffer, HEAD, CHUNK);
  }

  /** null where the host has no such memory. */
  static open(): Field | null {
    try {
      const pages = (COUNTS_AT + COUNTS) / PAGE;
      return new Field({ id: 0, memory: memoryOf({ initial: pages, maximum: pages }) });
    } catch {
      return null;
    }
  }

  get memory(): Memory {
    return this.arena.memory;
  }

  /** Address of the counts. */
  get countsAt(): number {
    return COUNTS_AT;
  }

  /** CHUNK elements of `dtype`, their contents arbitrary; null while they are lent. */
  lend(dtype: Dtype): FloatArray | null {
    if (this.lent) return null;
    this.lent = true;
    return isNarrow(dtype) ? this.narrow : this.wide;
  }

  /** Whether `data` lies here. */
  holds(data: FloatArray): boolean {
    return data.byteOffset >= HEAD && data.buffer === this.narrow.buffer;
  }

  giveBack(): void {
    this.lent = false;
  }
}

let field: Field | null | undefined;

/** This thread's, made when it is first asked for; null where the host has none. */
export function ownField(): Field | null {
  if (field === undefined) field = Field.open();
  return field;
}

/** This thread's, if `data` lies in it. */
export function fieldOf(data: FloatArray): Field | null {
  return field?.holds(data) ? field : null;
}
