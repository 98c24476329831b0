import type { FloatArray } from "../../model/index.ts";
import type { Kernels } from "../kernels.ts";
import { BLOCK } from "../limits.ts";
import type { Exports, FoldBlock, Logs, Peak, Scaled } from "./instance.ts";
import { finishFold, inRange, quotient, type Scale, scaleOf, type Width } from "./scale.ts";

/**
 * Byte offset of the block; a fold's results are before it, from 0. Large arrays begin 16 bytes into a page, and copying between addresses
 * that differ by so little modulo 4 KiB takes 14 times as long: each load waits for a store that it only seems to overlap.
 */
const BLOCK_AT = 1024;
/** Bytes of a round of the kernels' loops. */
const ROUND = 64;
/** Elements below which copying one by one costs less than making a view. */
const FEW = 48;

/** The kernels for one kind of elements, and the block that they work on. */
interface Unit {
  readonly width: Width;
  readonly block: FloatArray;
  readonly scale: (m: number, tau: number) => Scale;
  readonly peak: Peak;
  readonly fold: FoldBlock;
  readonly probabilities: Scaled;
  readonly logProbabilities: Logs;
}

/** `scaleOf`, which the blocks of a row share, and its fold with its probabilities. */
function scales(width: Width, fused: boolean): (m: number, tau: number) => Scale {
  let last = scaleOf(0, 1, width, fused);
  let lastTau = 1;
  return (m, tau) => {
    if (m !== last.m || tau !== lastTau) {
      last = scaleOf(m, tau, width, fused);
      lastTau = tau;
    }
    return last;
  };
}

/** Kernels of one instance. Blocks with ±∞ for a maximum or a NaN, and temperatures out of range, go to `reference`. */
export function kernelsOf(name: string, exports: Exports, fused: boolean, reference: Kernels): Kernels {
  const { buffer } = exports.memory;
  const narrow: Unit = {
    width: 4,
    block: new Float32Array(buffer, BLOCK_AT, BLOCK),
    scale: scales(4, fused),
    peak: exports.peak4,
    fold: exports.fold4,
    probabilities: exports.probabilities4,
    logProbabilities: exports.logProbabilities4,
  };
  const wide: Unit = {
    width: 8,
    block: new Float64Array(buffer, BLOCK_AT, BLOCK),
    scale: scales(8, fused),
    peak: exports.peak8,
    fold: exports.fold8,
    probabilities: exports.probabilities8,
    logProbabilities: exports.logProbabilities8,
  };
  const unitFor = (data: FloatArray): Unit => (data instanceof Float32Array ? narrow : wide);
  const results = new Float64Array(buffer, 0, 6);
  const hits = new Int32Array(buffer, 48, 4);
  return {
    name,
    fold(data, start, end, tau, part) {
      const unit = unitFor(data);
      const bytes = load(unit, data, start, end);
      const m = unit.peak(bytes);
      if (!inRange(m, tau)) return reference.fold(data, start, end, tau, part);
      const scale = unit.scale(m, tau);
      unit.fold(bytes, m, scale.lowest, scale.shift, scale.high, scale.low, scale.turns, scale.exponent);
      finishFold(results, countOf(hits, unit.width), scale, tau, part);
      // The maximum passes over a NaN, and the exponential may lose it, but z − m keeps it.
      if (Number.isNaN(part[3])) reference.fold(data, start, end, tau, part);
    },
    probabilities(data, start, end, tau, m, l, out, at) {
      if (!inRange(m, tau) || !(l >= 1)) return reference.probabilities(data, start, end, tau, m, l, out, at);
      const unit = unitFor(data);
      const bytes = load(unit, data, start, end);
      const scale = unit.scale(m, tau);
      const [high, low] = quotient(scale.factor, l, unit.width);
      const { lowest, shift, turns, exponent } = scale;
      unit.probabilities(bytes, high, low, 1 / l, m, lowest, shift, scale.high, scale.low, turns, exponent);
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

/** Each logit that equals m was counted once an integer of its lane. */
function countOf(hits: Int32Array, width: Width): number {
  const [a, b, c, d] = hits as unknown as readonly [number, number, number, number];
  return width === 4 ? a + b + c + d : a + c;
}

/** Copies data[start … end) to the block and pads it with −∞ to whole rounds. Returns its bytes. */
function load({ block, width }: Unit, data: FloatArray, start: number, end: number): number {
  const n = end - start;
  copy(data, start, n, block, 0);
  const bytes = Math.max(ROUND, Math.ceil((n * width) / ROUND) * ROUND);
  for (let i = n; i < bytes / width; i++) block[i] = -Infinity;
  return bytes;
}

/** to[at … at + n) ← from[start … start + n). */
function copy(from: FloatArray, start: number, n: number, to: FloatArray, at: number): void {
  if (n >= FEW) to.set(n === from.length ? from : from.subarray(start, start + n), at);
  else for (let i = 0; i < n; i++) to[at + i] = from[start + i] as number;
}
