import type { FloatArray } from "../../model/index.ts";
import type { Site } from "../arena.ts";
import { type Field, fieldOf } from "../field.ts";
import { BLOCK } from "../limits.ts";
import type { Bins, Counter, Tally } from "../tally.ts";
import { instantiateOver, memoryOf } from "./instance.ts";
import { TALLY } from "./tallyModule.ts";

/** src/engine/simd/emit/tally.ts says what they do; addresses are in bytes. */
interface Exports {
  readonly lowest4: Lowest;
  readonly lowest8: Lowest;
  readonly tally4: Counting;
  readonly tally8: Counting;
}

type Lowest = (from: number, end: number) => number;
type Counting = (from: number, end: number, lo: number, width: number, last: number, far: number, perBin: number) => void;

/** Of an instance with a memory of its own: the counts lie at 0, the block behind them. */
const OWN_PAGES = 2;
const BLOCK_AT = 65_536 + 1024;
/** From the address of the counts on. */
const BANKS = 4;
const BANK = 4096 + 16;
/** Bins that a bank has room for, beside the one for what is not finite. */
const MOST = BANK / 4 - 1;
const PAIRS_AT = BANKS * BANK;
/** Banks of pairs, and bins that they have room for. */
const PAIR_BANKS = 2;
const MOST_PAIRED = 64;
/** Bytes of a round. */
const ROUND = 128;
/** Widths of bins whose reciprocals float32 can hold, and places within them. */
const [LEAST_WIDTH, MOST_WIDTH] = [2 ** -100, 2 ** 100];

/** An instance, and where it counts. */
class Ground {
  private readonly narrow: Float32Array;
  private readonly wide: Float64Array;

  private constructor(
    readonly exports: Exports,
    readonly site: Site,
  ) {
    const { buffer } = site.memory;
    this.narrow = new Float32Array(buffer, BLOCK_AT, BLOCK);
    this.wide = new Float64Array(buffer, BLOCK_AT, BLOCK);
  }

  /** null where the host has none. */
  static over(site: Site): Ground | null {
    // SAFETY: the module was emitted with exactly these exports.
    const exports = instantiateOver(TALLY, site) as Exports | null;
    return exports && new Ground(exports, site);
  }

  /** One with a memory and a block of its own. */
  static alone(): Ground | null {
    try {
      return Ground.over({ memory: memoryOf({ initial: OWN_PAGES, maximum: OWN_PAGES }), scratch: 0 });
    } catch {
      return null;
    }
  }

  /** Copies data[start … end) to the block and pads it to whole rounds. Returns where it ends. */
  load(data: FloatArray, start: number, end: number, padding: number): number {
    const block = data instanceof Float32Array ? this.narrow : this.wide;
    const n = end - start;
    const width = block.BYTES_PER_ELEMENT;
    const bytes = Math.max(ROUND, Math.ceil((n * width) / ROUND) * ROUND);
    block.set(data.subarray(start, end));
    block.fill(padding, n, bytes / width);
    return BLOCK_AT + bytes;
  }

  /** Adds to counts[i] what was counted for bin i, and begins anew. `paired`: whether pairs were counted. */
  moveTo(counts: Uint32Array, paired: boolean): void {
    const { memory, scratch } = this.site;
    for (let bank = 0; bank < BANKS; bank++) {
      const own = new Uint32Array(memory.buffer, scratch + bank * BANK, counts.length);
      for (let i = 0; i < own.length; i++) counts[i] = (counts[i] as number) + (own[i] as number);
      own.fill(0);
    }
    if (!paired) return;
    const pairs = new Uint32Array(memory.buffer, scratch + PAIRS_AT, PAIR_BANKS * MOST_PAIRED ** 2);
    // By index: an iterator would take longer than the counting of a group.
    for (let i = 0; i < pairs.length; i++) {
      const n = pairs[i] as number;
      if (n === 0) continue;
      const [a, b] = [Math.floor(i / MOST_PAIRED) % MOST_PAIRED, i % MOST_PAIRED];
      counts[a] = (counts[a] as number) + n;
      counts[b] = (counts[b] as number) + n;
    }
    pairs.fill(0);
  }
}

const inFields = new WeakMap<Field, Ground | null>();

/** The instance in a field, whose counts are 0 unless the field has a counter. */
function groundIn(field: Field): Ground | null {
  const known = inFields.get(field);
  if (known !== undefined) return known;
  const ground = Ground.over({ memory: field.memory, scratch: field.countsAt });
  inFields.set(field, ground);
  return ground;
}

/** Where data[start … end) lies, if that is whole rounds in the field. */
function placeIn(field: Field | null, data: FloatArray, start: number, end: number): { from: number; end: number } | null {
  const width = data.BYTES_PER_ELEMENT;
  const bytes = (end - start) * width;
  if (!field || bytes === 0 || bytes % ROUND !== 0) return null;
  const from = data.byteOffset + start * width;
  return { from, end: from + bytes };
}

/** Counting in SIMD; null where the host has none. */
export function simdTally(plain: Tally): Tally | null {
  const own = Ground.alone();
  return own && { lowest: lowestOf(own), counter: (bins) => (bins.count > MOST ? plain.counter(bins) : new SimdCounter(bins)) };
}

function lowestOf(own: Ground): Tally["lowest"] {
  return (data, start, end) => {
    const narrow = data instanceof Float32Array;
    const field = fieldOf(data);
    const place = placeIn(field, data, start, end);
    const ground = place && field ? (groundIn(field) ?? own) : own;
    const { lowest4, lowest8 } = ground.exports;
    const { from, end: to } = place && ground !== own ? place : { from: BLOCK_AT, end: own.load(data, start, end, Infinity) };
    return narrow ? lowest4(from, to) : lowest8(from, to);
  };
}

/**
 * Counts in the field what lies there, and all else in a memory of its own. Of up to 64 bins it counts neighbours together, one more for the bin
 * of the one and the bin of the other: of all that counting takes, finding the place in memory and adding to it takes the most.
 */
class SimdCounter implements Counter {
  private own: Ground | null = null;
  private field: Field | null = null;
  /** NaN where nothing is counted by twos. */
  private readonly perBin: number;

  constructor(private readonly bins: Bins) {
    this.perBin = isPaired(bins) ? 1 / bins.width : Number.NaN;
  }

  add(data: FloatArray, start: number, end: number): void {
    const field = fieldOf(data);
    const place = placeIn(field, data, start, end);
    const there = field && place && this.claims(field) ? groundIn(field) : null;
    if (there && place) return this.count(there, data, place.from, place.end);
    this.own ??= Ground.alone() as Ground;
    for (let at = start; at < end; at += BLOCK)
      this.count(this.own, data, BLOCK_AT, this.own.load(data, at, Math.min(end, at + BLOCK), Number.NaN));
  }

  moveTo(counts: Uint32Array): void {
    const paired = !Number.isNaN(this.perBin);
    const into = counts.subarray(0, this.bins.count);
    this.own?.moveTo(into, paired);
    if (!this.field) return;
    groundIn(this.field)?.moveTo(into, paired);
    this.field.counter = null;
    this.field = null;
  }

  /** Whether the counts of the field are this counter's. */
  private claims(field: Field): boolean {
    if (field.counter === null) {
      field.counter = this;
      this.field = field;
    }
    return field.counter === this;
  }

  private count({ exports }: Ground, data: FloatArray, from: number, end: number): void {
    const { lo, width, count } = this.bins;
    const tally = data instanceof Float32Array ? exports.tally4 : exports.tally8;
    tally(from, end, lo, width, count - 1, MOST, this.perBin);
  }
}

/** Whether a float32 can tell the bins of float32 elements but for those near an edge. */
function isPaired({ lo, width, count }: Bins): boolean {
  return count <= MOST_PAIRED && lo === Math.fround(lo) && width > LEAST_WIDTH && width < MOST_WIDTH;
}

let best: Tally | undefined;

/** The fastest that this thread's host runs, probed at the first call; `plain` where it runs none. */
export function fastestTally(plain: Tally): Tally {
  best ??= simdTally(plain) ?? plain;
  return best;
}
