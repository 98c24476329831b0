import type { FloatArray } from "../../model/index.ts";
import { BLOCK } from "../limits.ts";
import type { Bins, Counter, Tally } from "../tally.ts";
import { instantiate } from "./instance.ts";
import { TALLY } from "./tallyModule.ts";

/** src/engine/simd/emit/tally.ts says what they do; `end` is in bytes. */
interface Exports {
  readonly memory: { readonly buffer: ArrayBuffer };
  readonly lowest4: (end: number) => number;
  readonly lowest8: (end: number) => number;
  readonly tally4: Counting;
  readonly tally8: Counting;
}

type Counting = (end: number, lo: number, width: number, last: number, far: number, perBin: number) => void;

const BLOCK_AT = 1024;
const COUNTS_AT = BLOCK_AT + 8 * BLOCK;
const BANKS = 4;
const BANK = 4096 + 16;
/** Bins that a bank has room for, beside the one for what is not finite. */
const MOST = BANK / 4 - 1;
const PAIRS_AT = COUNTS_AT + BANKS * BANK;
/** Banks of pairs, and bins that they have room for. */
const PAIR_BANKS = 2;
const MOST_PAIRED = 64;
/** Bytes of a round. */
const ROUND = 128;
/** Widths of bins whose reciprocals float32 can hold, and places within them. */
const [LEAST_WIDTH, MOST_WIDTH] = [2 ** -100, 2 ** 100];

/** Counting in SIMD; null where the host has none. */
export function simdTally(plain: Tally): Tally | null {
  const exports = exported();
  return exports && { lowest: lowestOf(exports), counter: (bins) => (bins.count > MOST ? plain.counter(bins) : new SimdCounter(bins)) };
}

function exported(): Exports | null {
  // SAFETY: the module was emitted with exactly these exports.
  return instantiate(TALLY) as Exports | null;
}

function lowestOf({ memory, lowest4, lowest8 }: Exports): Tally["lowest"] {
  const narrow = new Float32Array(memory.buffer, BLOCK_AT, BLOCK);
  const wide = new Float64Array(memory.buffer, BLOCK_AT, BLOCK);
  return (data, start, end) =>
    data instanceof Float32Array ? lowest4(load(narrow, data, start, end, Infinity)) : lowest8(load(wide, data, start, end, Infinity));
}

/**
 * Counts in a memory of its own. Of up to 64 bins it counts neighbours together, one more for the bin of the one and the bin of the other: of all
 * that counting takes, finding the place in memory and adding to it takes the most.
 */
class SimdCounter implements Counter {
  private readonly tally4: Counting;
  private readonly tally8: Counting;
  private readonly narrow: Float32Array;
  private readonly wide: Float64Array;
  private readonly banks: readonly Uint32Array[];
  private readonly pairs: readonly Uint32Array[];
  /** NaN where nothing is counted by twos. */
  private readonly perBin: number;

  constructor(private readonly bins: Bins) {
    const { memory, tally4, tally8 } = exported() as Exports;
    const { buffer } = memory;
    [this.tally4, this.tally8] = [tally4, tally8];
    this.narrow = new Float32Array(buffer, BLOCK_AT, BLOCK);
    this.wide = new Float64Array(buffer, BLOCK_AT, BLOCK);
    this.banks = Array.from({ length: BANKS }, (_, i) => new Uint32Array(buffer, COUNTS_AT + i * BANK, bins.count));
    this.pairs = Array.from(
      { length: PAIR_BANKS },
      (_, i) => new Uint32Array(buffer, PAIRS_AT + i * 4 * MOST_PAIRED ** 2, MOST_PAIRED ** 2),
    );
    this.perBin = isPaired(bins) ? 1 / bins.width : Number.NaN;
  }

  add(data: FloatArray, start: number, end: number): void {
    const { lo, width, count } = this.bins;
    const [block, tally] = data instanceof Float32Array ? ([this.narrow, this.tally4] as const) : ([this.wide, this.tally8] as const);
    for (let at = start; at < end; at += BLOCK)
      tally(load(block, data, at, Math.min(end, at + BLOCK), Number.NaN), lo, width, count - 1, MOST, this.perBin);
  }

  moveTo(counts: Uint32Array): void {
    for (const bank of this.banks) for (let i = 0; i < bank.length; i++) counts[i] = (counts[i] as number) + (bank[i] as number);
    for (const bank of this.banks) bank.fill(0);
    if (Number.isNaN(this.perBin)) return;
    for (const bank of this.pairs) {
      // By index: an iterator would take longer than the counting of a group.
      for (let i = 0; i < bank.length; i++) {
        const n = bank[i] as number;
        if (n === 0) continue;
        const [a, b] = [Math.floor(i / MOST_PAIRED), i % MOST_PAIRED];
        counts[a] = (counts[a] as number) + n;
        counts[b] = (counts[b] as number) + n;
      }
      bank.fill(0);
    }
  }
}

/** Whether a float32 can tell the bins of float32 elements but for those near an edge. */
function isPaired({ lo, width, count }: Bins): boolean {
  return count <= MOST_PAIRED && lo === Math.fround(lo) && width > LEAST_WIDTH && width < MOST_WIDTH;
}

/** Copies data[start … end) to the block and pads it to whole rounds. Returns its bytes. */
function load(block: FloatArray, data: FloatArray, start: number, end: number, padding: number): number {
  const n = end - start;
  const width = block.BYTES_PER_ELEMENT;
  const bytes = Math.max(ROUND, Math.ceil((n * width) / ROUND) * ROUND);
  block.set(data.subarray(start, end));
  block.fill(padding, n, bytes / width);
  return bytes;
}

let best: Tally | undefined;

/** The fastest that this thread's host runs, probed at the first call; `plain` where it runs none. */
export function fastestTally(plain: Tally): Tally {
  best ??= simdTally(plain) ?? plain;
  return best;
}
