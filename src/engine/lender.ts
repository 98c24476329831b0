import { type Loan, shareLargeArrays } from "../model/index.ts";
import { type Arena, belong, HEAD } from "./arena.ts";
import { press } from "./press.ts";
import { type Range, Ranges } from "./ranges.ts";
import { memoryOf } from "./simd/instance.ts";

const PAGE = 65_536;
/** Most bytes of an arena: what has been touched stays the process's own. Arrays that find no room in it lie elsewhere, and are copied to the kernels. */
const MOST = 2 ** 30;
/**
 * Bytes by which lengths are rounded, and by which neighbours are then apart more: between addresses that are equal modulo 4 KiB a load waits
 * for a store that it only seems to overlap.
 */
const GRAIN = 4096;
const APART = 1088;

/** Bytes lent between two askings for dead results: a collection costs as much as some megabytes' page faults. */
const BETWEEN = 16 * 2 ** 20;

/** A host's; the library of the language does not declare it. */
declare const structuredClone: ((buffer: SharedArrayBuffer) => SharedArrayBuffer) | undefined;

let ids = 0;

/**
 * Lends parts of one arena. Every array gets a buffer object of its own, which all views of it hold on to; when that has been collected nobody
 * can see the array, and its memory is lent again, without the page faults of new memory.
 */
export class Lender {
  private readonly free = new Ranges();
  private readonly ended = new FinalizationRegistry<Range>((range) => this.free.give(range));
  private size = HEAD;
  /** Where memory begins that was never lent, and so is still zero. */
  private unused = HEAD;
  /** Bytes lent since dead results were last asked for. */
  private lent = 0;

  private constructor(private readonly arena: Arena) {}

  /** null where the host has no such memory. */
  static open(): Lender | null {
    if (typeof structuredClone === "undefined" || typeof SharedArrayBuffer === "undefined") return null;
    try {
      const memory = memoryOf({ initial: HEAD / PAGE, maximum: MOST / PAGE, shared: true });
      return new Lender({ id: ++ids, memory });
    } catch {
      return null;
    }
  }

  /** Memory for an array, all 0 if `zeroed`, else with arbitrary contents; null where there is no room. */
  lend(bytes: number, zeroed: boolean): Loan | null {
    const range = this.find(Math.ceil(bytes / GRAIN) * GRAIN + APART);
    if (!range || typeof structuredClone === "undefined") return null;
    // SAFETY: the arena's memory is shared.
    const buffer = structuredClone(this.arena.memory.buffer as SharedArrayBuffer);
    belong(buffer, this.arena);
    this.ended.register(buffer, range);
    if (zeroed && range.at < this.unused) new Uint8Array(buffer, range.at, Math.min(bytes, this.unused - range.at)).fill(0);
    this.unused = Math.max(this.unused, range.at + range.bytes);
    return { buffer, byteOffset: range.at };
  }

  private find(bytes: number): Range | null {
    const found = this.free.take(bytes) ?? this.added(bytes);
    // Before there is no room for another such array, so that by then there may be.
    this.lent += bytes;
    if (this.free.largest < bytes && this.lent >= BETWEEN) {
      press();
      this.lent = 0;
    }
    return found;
  }

  private added(bytes: number): Range | null {
    const more = Math.ceil((bytes - this.free.before(this.size)) / PAGE) * PAGE;
    if (this.size + more > MOST || !this.grow(more)) return null;
    return this.free.take(bytes);
  }

  private grow(bytes: number): boolean {
    try {
      this.arena.memory.grow(bytes / PAGE);
    } catch {
      return false;
    }
    this.free.give({ at: this.size, bytes });
    this.size += bytes;
    return true;
  }
}

/** This thread's. */
let lender: Lender | null | undefined;

/** From now on this thread's large arrays lie in an arena, as far as the host has room for one. For a thread that has a pool. */
export function lendLargeArrays(): void {
  shareLargeArrays((bytes, zeroed) => {
    if (lender === undefined) lender = Lender.open();
    return lender?.lend(bytes, zeroed) ?? null;
  });
}
