import type { FloatArray } from "../../model/index.ts";
import type { Kernels } from "../kernels.ts";
import { BLOCK } from "../limits.ts";
import type { Above, Exports, Gather, Logs, Peak, Rescale, Share, Shift } from "./instance.ts";
import { finishSums, inRange, quotient, type Scale, scales, stepsOf, type Width } from "./scale.ts";

/**
 * Byte offset of the block; a sum's results are before it, from 0. Large arrays begin 16 bytes into a page, and copying between addresses
 * that differ by so little modulo 4 KiB takes 14 times as long: each load waits for a store that it only seems to overlap.
 */
const BLOCK_AT = 1024;
/** Byte offset of the counts of logits apart. */
const HITS_AT = 64;
/** Bytes of a round of the kernels' loops. */
const ROUND = 64;
/** Elements below which copying one by one costs less than making a view. */
const FEW = 48;

/** The kernels for one kind of elements, and the block that they work on. */
interface Unit {
  readonly width: Width;
  readonly fused: boolean;
  readonly block: FloatArray;
  /** Of a block, which the passes over it share; of a row, which its blocks share. */
  readonly blockScale: (m: number, tau: number) => Scale;
  readonly rowScale: (m: number, tau: number) => Scale;
  readonly peak: Peak;
  readonly above: Above;
  readonly shift: Shift;
  readonly sum: Gather;
  readonly fold: Gather;
  readonly keep: Gather;
  readonly apart: Gather;
  readonly probabilities: Share;
  readonly rescale: Rescale;
  readonly logProbabilities: Logs;
}

function unitsOf(exports: Exports, fused: boolean): { narrow: Unit; wide: Unit } {
  const { buffer } = exports.memory;
  const narrow: Unit = {
    width: 4,
    fused,
    block: new Float32Array(buffer, BLOCK_AT, BLOCK),
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
    logProbabilities: exports.logProbabilities4,
  };
  const wide: Unit = {
    width: 8,
    fused,
    block: new Float64Array(buffer, BLOCK_AT, BLOCK),
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
    logProbabilities: exports.logProbabilities8,
  };
  return { narrow, wide };
}

/** Kernels of one instance. Blocks with ±∞ for a maximum or a NaN, and temperatures out of range, go to `reference`. */
export function kernelsOf(name: string, exports: Exports, fused: boolean, reference: Kernels): Kernels {
  const { narrow, wide } = unitsOf(exports, fused);
  const unitFor = (data: FloatArray): Unit => (data instanceof Float32Array ? narrow : wide);
  const sums = new Float64Array(exports.memory.buffer, 0, 6);
  const hits = new Int32Array(exports.memory.buffer, HITS_AT, 4);

  /** One pass over the block in memory. */
  function gather(unit: Unit, pass: Gather, bytes: number, scale: Scale, tau: number, part: Float64Array): void {
    pass(bytes, scale.peak, scale.lowest, scale.high, scale.low, scale.turns, scale.magic);
    finishSums(sums, countOf(hits, unit.width), scale, tau, part);
  }

  /** The passes of a `sum` or `fold`; of several logits near the largest, none needs to be apart. */
  function gatherAll(
    unit: Unit,
    pass: "sum" | "fold",
    data: FloatArray,
    start: number,
    end: number,
    tau: number,
    part: Float64Array,
  ): void {
    const bytes = load(unit, data, start, end);
    const m = unit.peak(bytes);
    if (!inRange(m, tau)) return reference[pass](data, start, end, tau, part);
    const scale = unit.blockScale(m, tau);
    if (scale.shift !== 0) unit.shift(bytes, scale.shift);
    gather(unit, unit[pass], bytes, scale, tau, part);
    if ((part[1] as number) < 2) gather(unit, unit.apart, bytes, scale, tau, part);
    // The maximum passes over a NaN.
    else if (Number.isNaN(part[1])) reference[pass](data, start, end, tau, part);
  }

  return {
    name,
    above(data, start, end, bound) {
      if (start >= end) return end;
      const unit = unitFor(data);
      // A bound beyond float32 becomes an infinity, which bounds as well.
      const from = start + unit.above(load(unit, data, start, end), bound) / unit.width;
      return from < end ? reference.above(data, from, end, bound) : end;
    },
    fold: (data, start, end, tau, part) => gatherAll(unitFor(data), "fold", data, start, end, tau, part),
    sum: (data, start, end, tau, part) => gatherAll(unitFor(data), "sum", data, start, end, tau, part),
    keep(data, start, end, tau, part, out, at) {
      const unit = unitFor(data);
      const bytes = load(unit, data, start, end);
      const m = unit.peak(bytes);
      const scale = inRange(m, tau) ? unit.blockScale(m, tau) : null;
      // A shifted block's exponentials are not those of its row, and `share` will not have them.
      if (scale?.shift !== 0) return gatherAll(unit, "sum", data, start, end, tau, part);
      gather(unit, unit.keep, bytes, scale, tau, part);
      copy(unit.block, 0, end - start, out, at);
      if ((part[1] as number) < 2) gather(unit, unit.apart, load(unit, data, start, end), scale, tau, part);
      else if (Number.isNaN(part[1])) reference.sum(data, start, end, tau, part);
    },
    share(out, start, end, tau, blockPeak, m, l) {
      if (!inRange(m, tau) || !(l >= 1)) return false;
      if (blockPeak === -Infinity) return zero(out, start, end);
      const unit = unitFor(out);
      const row = unit.rowScale(m, tau);
      const block = inRange(blockPeak, tau) ? unit.blockScale(blockPeak, tau) : null;
      if (row.shift !== 0 || block?.shift !== 0) return false;
      const steps = stepsOf(row.n - block.n, unit.width);
      if (steps.length === 0) return zero(out, start, end);
      rescale(unit, load(unit, out, start, end), steps, row, l);
      copy(unit.block, 0, end - start, out, start);
      return true;
    },
    softmax(data, start, end, tau, part, out, at) {
      const unit = unitFor(data);
      const bytes = load(unit, data, start, end);
      const m = unit.peak(bytes);
      if (!inRange(m, tau)) return reference.softmax(data, start, end, tau, part, out, at);
      const scale = unit.blockScale(m, tau);
      if (scale.shift !== 0) unit.shift(bytes, scale.shift);
      gather(unit, unit.keep, bytes, scale, tau, part);
      const l = (part[1] as number) + (part[2] as number);
      if (l >= 2) rescale(unit, bytes, ONE, scale, l);
      else if (Number.isNaN(l)) return reference.softmax(data, start, end, tau, part, out, at);
      else {
        gather(unit, unit.apart, loadShifted(unit, scale, data, start, end), scale, tau, part);
        share(unit, loadShifted(unit, scale, data, start, end), scale, (part[1] as number) + (part[2] as number));
      }
      copy(unit.block, 0, end - start, out, at);
    },
    probabilities(data, start, end, tau, m, l, out, at) {
      if (!inRange(m, tau) || !(l >= 1)) return reference.probabilities(data, start, end, tau, m, l, out, at);
      const unit = unitFor(data);
      const row = unit.rowScale(m, tau);
      share(unit, loadShifted(unit, row, data, start, end), row, l);
      copy(unit.block, 0, end - start, out, at);
    },
    logProbabilities(data, start, end, tau, m, logl, out, at) {
      if (!Number.isFinite(m)) return reference.logProbabilities(data, start, end, tau, m, logl, out, at);
      const unit = unitFor(data);
      unit.logProbabilities(load(unit, data, start, end), m, tau, logl);
      copy(unit.block, 0, end - start, out, at);
    },
  };
}

/** The block in memory, shifted logits, ← probabilities of the row. */
function share(unit: Unit, bytes: number, { factor, peak, lowest, high, low, turns, magic }: Scale, l: number): void {
  const [most, rest] = quotient(factor, l, unit.width, unit.fused);
  unit.probabilities(bytes, most, rest, 1 / l, peak, lowest, high, low, turns, magic);
}

const ONE = [1];

/** The block in memory, exponentials, ← probabilities of the row; `steps` turn them to the row's unit. */
function rescale(unit: Unit, bytes: number, steps: readonly number[], row: Scale, l: number): void {
  const { peak, lowest, high, low, turns, magic } = row;
  const [most, rest] = quotient(row.factor, l, unit.width, unit.fused);
  const last = steps.length - 1;
  for (let i = 0; i < last; i++) unit.rescale(bytes, steps[i] as number, 1, 0, Infinity, peak, lowest, high, low, turns, magic);
  unit.rescale(bytes, steps[last] as number, most, rest, 1 / l, peak, lowest, high, low, turns, magic);
}

function zero(out: FloatArray, start: number, end: number): true {
  out.fill(0, start, end);
  return true;
}

/** Each logit that equals m was counted once an integer of its lane. */
function countOf(hits: Int32Array, width: Width): number {
  const at = (i: number) => hits[i] as number;
  return width === 4 ? at(0) + at(1) + at(2) + at(3) : at(0) + at(2);
}

/** Copies data[start … end) to the block and pads it with −∞ to whole rounds. Returns its bytes. */
function load({ block, width }: Unit, data: FloatArray, start: number, end: number): number {
  const n = end - start;
  copy(data, start, n, block, 0);
  const bytes = Math.max(ROUND, Math.ceil((n * width) / ROUND) * ROUND);
  for (let i = n; i < bytes / width; i++) block[i] = -Infinity;
  return bytes;
}

function loadShifted(unit: Unit, { shift }: Scale, data: FloatArray, start: number, end: number): number {
  const bytes = load(unit, data, start, end);
  if (shift !== 0) unit.shift(bytes, shift);
  return bytes;
}

/** to[at … at + n) ← from[start … start + n). */
function copy(from: FloatArray, start: number, n: number, to: FloatArray, at: number): void {
  if (n >= FEW) to.set(n === from.length ? from : from.subarray(start, start + n), at);
  else for (let i = 0; i < n; i++) to[at + i] = from[start + i] as number;
}
