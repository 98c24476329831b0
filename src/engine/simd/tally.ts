import type { FloatArray } from "../../model/index.ts";
import { BLOCK } from "../limits.ts";
import type { Tally } from "../tally.ts";
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

type Counting = (end: number, lo: number, width: number, last: number, far: number) => void;

const BLOCK_AT = 1024;
const COUNTS_AT = BLOCK_AT + 8 * BLOCK;
const BANKS = 4;
const BANK = 4096 + 16;
/** Bins that a bank has room for, beside the one for what is not finite. */
const MOST = BANK / 4 - 1;
/** Bytes of a round. */
const ROUND = 64;

/** Counting in SIMD; null where the host has none. */
export function simdTally(plain: Tally): Tally | null {
  // SAFETY: the module was emitted with exactly these exports.
  const exports = instantiate(TALLY) as Exports | null;
  return exports && tallyOf(exports, plain);
}

function tallyOf(exports: Exports, plain: Tally): Tally {
  const { buffer } = exports.memory;
  const narrow = { block: new Float32Array(buffer, BLOCK_AT, BLOCK), lowest: exports.lowest4, tally: exports.tally4 };
  const wide = { block: new Float64Array(buffer, BLOCK_AT, BLOCK), lowest: exports.lowest8, tally: exports.tally8 };
  const banks = Array.from({ length: BANKS }, (_, i) => new Uint32Array(buffer, COUNTS_AT + i * BANK, MOST + 1));
  const unitFor = (data: FloatArray) => (data instanceof Float32Array ? narrow : wide);
  return {
    lowest(data, start, end) {
      const { block, lowest } = unitFor(data);
      return lowest(load(block, data, start, end, Infinity));
    },
    count(data, start, end, bins, counts) {
      if (bins.count > MOST) return plain.count(data, start, end, bins, counts);
      const { block, tally } = unitFor(data);
      for (const bank of banks) bank.fill(0, 0, bins.count);
      tally(load(block, data, start, end, Number.NaN), bins.lo, bins.width, bins.count - 1, MOST);
      for (const bank of banks) for (let i = 0; i < bins.count; i++) counts[i] = (counts[i] as number) + (bank[i] as number);
    },
  };
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
