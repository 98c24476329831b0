import type { FloatArray } from "../../model/index.ts";
import { type Bin, MOMENTS } from "../bin.ts";
import type { Lattice } from "../lattice.ts";
import { BLOCK } from "../limits.ts";
import { instantiate, type Peak } from "./instance.ts";
import { SKETCH } from "./sketchModule.ts";

/** src/engine/simd/emit/sketch.ts says what they do; `end` is in bytes. */
interface Exports {
  readonly memory: { readonly buffer: ArrayBuffer };
  readonly peak4: Peak;
  readonly peak8: Peak;
  readonly near4: NearBlock;
  readonly near8: NearBlock;
  readonly bin4: BinBlock;
  readonly bin8: BinBlock;
}

type BinBlock = (end: number, perUnit: number, top: number, octave: number, bias: number, slots: number, reach: number) => number;
type NearBlock = (end: number, perUnit: number, top: number, octave: number, first: number, reach: number, rest: number) => void;

const BLOCK_AT = 1024;
const SUMS_AT = BLOCK_AT + 8 * BLOCK;
/** Bytes of a round of `peak`, the longer of the two kernels'. */
const ROUND = 64;
/** Exponent of 1 as a double and as a float holds it. */
const BIAS = 1023;
const NARROW_BIAS = 127;
/** Units, of the top and below it, up to which slots are found in float32. */
const NEAR = 2 ** 21;

/** Binning in SIMD; null where the host has none. */
export function simdBin(): Bin | null {
  // SAFETY: the module was emitted with exactly these exports.
  const exports = instantiate(SKETCH) as Exports | null;
  return exports && binOf(exports);
}

function binOf(exports: Exports): Bin {
  const { buffer } = exports.memory;
  const narrow = { block: new Float32Array(buffer, BLOCK_AT, BLOCK), peak: exports.peak4, near: exports.near4, bin: exports.bin4 };
  const wide = { block: new Float64Array(buffer, BLOCK_AT, BLOCK), peak: exports.peak8, near: exports.near8, bin: exports.bin8 };
  const held = new Float64Array(buffer, SUMS_AT);
  return (data, start, end, latticeFor, sums) => {
    const { block, peak, near, bin } = data instanceof Float32Array ? narrow : wide;
    const size = load(block, data, start, end);
    const bytes = size * block.BYTES_PER_ELEMENT;
    const lattice = latticeFor(peak(BLOCK_AT, BLOCK_AT + bytes, 0));
    if (!lattice) return 0;
    const { unit, bits, top, slots } = lattice;
    const padding = size - (end - start);
    const reach = Math.abs(top) <= NEAR ? NEAR : -1;
    if (reach === NEAR) {
      near(bytes, 1 / unit, top, 2 ** bits, NARROW_BIAS + bits, reach, 8 * slots * MOMENTS);
      if (held[slots * MOMENTS] === padding) return take(held, lattice, sums) - padding;
      held.fill(0, slots * MOMENTS, (slots + 1) * MOMENTS);
    }
    const nan = bin(bytes, 1 / unit, top, 2 ** bits, BIAS + bits, slots, reach);
    const beyond = take(held, lattice, sums) - padding;
    return nan ? Number.NaN : beyond;
  };
}

/** Copies data[start … end) to the block and pads it with −∞ to whole rounds. Returns the elements of those. */
function load(block: FloatArray, data: FloatArray, start: number, end: number): number {
  const n = end - start;
  const round = ROUND / block.BYTES_PER_ELEMENT;
  const size = Math.max(round, Math.ceil(n / round) * round);
  block.set(data.subarray(start, end));
  block.fill(-Infinity, n, size);
  return size;
}

/** Moves what a block left from `held` to `sums`. Returns how many logits were out of reach. */
function take(held: Float64Array, { slots }: Lattice, sums: Float64Array): number {
  for (let at = 0; at < slots * MOMENTS; at += MOMENTS) {
    if (held[at] === 0) continue;
    for (let i = at; i < at + MOMENTS; i++) {
      sums[i] = (sums[i] as number) + (held[i] as number);
      held[i] = 0;
    }
  }
  const beyond = held[slots * MOMENTS] as number;
  held.fill(0, slots * MOMENTS, (slots + 2) * MOMENTS);
  return beyond;
}

let best: Bin | undefined;

/** The fastest that this thread's host runs, probed at the first call; `reference` where it runs none. */
export function fastestBin(reference: Bin): Bin {
  best ??= simdBin() ?? reference;
  return best;
}
