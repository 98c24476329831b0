import type { FloatArray } from "../../model/index.ts";
import type { Site } from "../arena.ts";
import { BLOCK } from "../limits.ts";
import {
  type Above,
  type Exports,
  type Gather,
  type Keep,
  type Logs,
  type Multiply,
  memoryOf,
  type Peak,
  type Rescale,
  type Share,
  type Shift,
} from "./instance.ts";
import { type Scale, scales, type Width } from "./scale.ts";

/** Bytes of a round of the kernels' loops. */
const ROUND = 64;
/** From the scratch address on: the counts of logits apart, behind the sums, and the round of what is left over from whole ones. */
const HITS_AT = 64;
const TAIL_AT = 128;
/**
 * Address of an instance's own block. Large arrays begin 16 bytes into a page, and copying between addresses that differ by so little modulo
 * 4 KiB takes 14 times as long: each load waits for a store that it only seems to overlap.
 */
const BLOCK_AT = 1024;
/** Elements below which copying one by one costs less than making a view. */
const FEW = 48;

/** Where the passes over a block read and write, as the kernels take it. */
export interface Place {
  from: number;
  end: number;
  tail: number;
  distance: number;
  /** Elements in the tail. */
  rest: number;
  /** The part of the block that was last taken: rows of one length come one after the other, and a view is work. */
  taken: FloatArray | null;
}

/** The kernels for one kind of elements, in one memory. */
export interface Unit {
  readonly width: Width;
  readonly fused: boolean;
  /** For elements from elsewhere, which are copied here; null where all elements lie in the memory. */
  readonly block: FloatArray | null;
  readonly tail: FloatArray;
  readonly tailAt: number;
  readonly place: Place;
  readonly sums: Float64Array;
  readonly hits: Int32Array;
  /** Of a block, which the passes over it share; of a row, which its blocks share. */
  readonly blockScale: (m: number, tau: number) => Scale;
  readonly rowScale: (m: number, tau: number) => Scale;
  readonly peak: Peak;
  readonly above: Above;
  readonly shift: Shift;
  readonly sum: Gather;
  readonly fold: Gather;
  readonly keep: Keep;
  readonly apart: Gather;
  readonly probabilities: Share;
  readonly rescale: Rescale;
  readonly scale: Multiply;
  readonly logProbabilities: Logs;
}

/** The kernels of one instance. */
export interface Units {
  readonly narrow: Unit;
  readonly wide: Unit;
}

/** The memory of an instance with a block of its own; null where the host has none. */
export function ownSite(): Site | null {
  try {
    return { memory: memoryOf({ initial: 1, maximum: 1 }), scratch: 0 };
  } catch {
    return null;
  }
}

/** `block`: whether the memory, which is an `ownSite` then, holds a block for elements from elsewhere. */
export function unitsOf(exports: Exports, { memory, scratch }: Site, fused: boolean, block: boolean): Units {
  const { buffer } = memory;
  const common = {
    fused,
    tailAt: scratch + TAIL_AT,
    sums: new Float64Array(buffer, scratch, 6),
    hits: new Int32Array(buffer, scratch + HITS_AT, 4),
  };
  const narrow: Unit = {
    ...common,
    width: 4,
    block: block ? new Float32Array(buffer, BLOCK_AT, BLOCK) : null,
    tail: new Float32Array(buffer, scratch + TAIL_AT, ROUND / 4),
    place: { from: 0, end: 0, tail: 0, distance: 0, rest: 0, taken: null },
    blockScale: scales(4, fused),
    rowScale: scales(4, fused),
    peak: exports.peak4,
    above: exports.above4,
    shift: exports.shift4,
    sum: exports.sum4,
    fold: exports.fold4,
    keep: exports.keep4,
    apart: exports.apart4,
    probabilities: exports.probabilities4,
    rescale: exports.rescale4,
    scale: exports.scale4,
    logProbabilities: exports.logProbabilities4,
  };
  const wide: Unit = {
    ...common,
    width: 8,
    block: block ? new Float64Array(buffer, BLOCK_AT, BLOCK) : null,
    tail: new Float64Array(buffer, scratch + TAIL_AT, ROUND / 8),
    place: { from: 0, end: 0, tail: 0, distance: 0, rest: 0, taken: null },
    blockScale: scales(8, fused),
    rowScale: scales(8, fused),
    peak: exports.peak8,
    above: exports.above8,
    shift: exports.shift8,
    sum: exports.sum8,
    fold: exports.fold8,
    keep: exports.keep8,
    apart: exports.apart8,
    probabilities: exports.probabilities8,
    rescale: exports.rescale8,
    scale: exports.scale8,
    logProbabilities: exports.logProbabilities8,
  };
  return { narrow, wide };
}

/** Puts data[start … end) before the kernels: where it lies, or in the block. What is not a whole round is copied, and padded with −∞. */
export function lay(unit: Unit, data: FloatArray, start: number, end: number): void {
  const { width, block, place } = unit;
  const n = end - start;
  place.distance = 0;
  if (block) {
    copy(data, start, n, block, 0);
    const bytes = Math.max(ROUND, Math.ceil((n * width) / ROUND) * ROUND);
    for (let i = n; i < bytes / width; i++) block[i] = -Infinity;
    place.from = BLOCK_AT;
    place.end = BLOCK_AT + bytes;
    place.tail = 0;
    place.rest = 0;
    return;
  }
  const rest = n % (ROUND / width);
  const whole = n - rest;
  place.from = data.byteOffset + start * width;
  place.end = place.from + whole * width;
  place.rest = rest;
  place.tail = rest > 0 ? unit.tailAt : 0;
  if (rest > 0 || n === 0) layTail(unit, data, start + whole, rest);
  if (whole > 0) return;
  // One round, in the tail's place.
  place.from = unit.tailAt;
  place.end = unit.tailAt + ROUND;
  place.tail = 0;
}

function layTail({ tail }: Unit, data: FloatArray, start: number, rest: number): void {
  for (let i = 0; i < rest; i++) tail[i] = data[start + i] as number;
  for (let i = rest; i < tail.length; i++) tail[i] = -Infinity;
}

/** Takes what the kernels left, of n elements, to out[at …], as far as it does not lie there. */
export function take({ block, tail, place }: Unit, n: number, out: FloatArray, at: number): void {
  if (block && n >= FEW) {
    if (place.taken?.length !== n) place.taken = block.subarray(0, n);
    return out.set(place.taken, at);
  }
  if (block) return copy(block, 0, n, out, at);
  for (let i = 0, to = at + n - place.rest; i < place.rest; i++) out[to + i] = tail[i] as number;
}

/** Says that the results of the last pass are what the next one reads and writes. */
export function goOn({ place, tailAt }: Unit): void {
  // In the tail's place they lie already.
  if (place.from !== tailAt) {
    place.from += place.distance;
    place.end += place.distance;
  }
  place.distance = 0;
}

/** to[at … at + n) ← from[start … start + n). */
function copy(from: FloatArray, start: number, n: number, to: FloatArray, at: number): void {
  if (n >= FEW) to.set(n === from.length ? from : from.subarray(start, start + n), at);
  else for (let i = 0; i < n; i++) to[at + i] = from[start + i] as number;
}
