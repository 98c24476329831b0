import type { FloatArray } from "../../model/index.ts";
import type { Kernels } from "../kernels.ts";
import { finishSums, inRange, quotient, type Scale, stepsOf, type Width } from "./scale.ts";
import { goOn, lay, take, type Unit, type Units } from "./unit.ts";

/** What the kernels run on: an instance with a block of its own, and for arrays in an arena the one that works there. */
export interface Grounds {
  readonly own: Units;
  readonly at: (data: FloatArray) => Units | null;
}

function unitFor({ narrow, wide }: Units, data: FloatArray): Unit {
  return data instanceof Float32Array ? narrow : wide;
}

/** Puts the logits before the kernels of `own`, shifted. */
function layShifted(own: Unit, { shift }: Scale, data: FloatArray, start: number, end: number): void {
  lay(own, data, start, end);
  const { from, end: to, tail, distance } = own.place;
  if (shift !== 0) own.shift(from, to, tail, distance, shift);
}

/** Kernels of one module. Blocks with ±∞ for a maximum or a NaN, and temperatures out of range, go to `reference`. */
export function kernelsOf(name: string, { own, at: unitsAt }: Grounds, reference: Kernels): Kernels {
  /** The unit for passes that only read data[start … end), which is laid before it. */
  function reading(data: FloatArray, start: number, end: number): Unit {
    const unit = unitFor(unitsAt(data) ?? own, data);
    lay(unit, data, start, end);
    return unit;
  }

  /** The unit for passes from data[start … end) to out[at …]: where both lie, or with a block between them. */
  function writing(data: FloatArray, start: number, end: number, out: FloatArray, at: number): Unit {
    const there = unitsAt(data);
    if (!there || data instanceof Float32Array !== out instanceof Float32Array || unitsAt(out) !== there) {
      const unit = unitFor(own, data);
      lay(unit, data, start, end);
      return unit;
    }
    const unit = unitFor(there, data);
    lay(unit, data, start, end);
    aim(unit, out, at);
    return unit;
  }

  /** The passes of a `sum` or `fold`; of several logits near the largest, none needs to be apart. */
  function gatherAll(pass: "sum" | "fold", data: FloatArray, start: number, end: number, tau: number, part: Float64Array): void {
    let unit = reading(data, start, end);
    const m = peakOf(unit);
    if (!inRange(m, tau)) return reference[pass](data, start, end, tau, part);
    const scale = unit.blockScale(m, tau);
    if (scale.shift !== 0) {
      unit = unitFor(own, data);
      layShifted(unit, scale, data, start, end);
    }
    gather(unit, pass, scale, tau, part);
    if ((part[1] as number) < 2) gather(unit, "apart", scale, tau, part);
    // The maximum passes over a NaN.
    else if (Number.isNaN(part[1])) reference[pass](data, start, end, tau, part);
  }

  return {
    name,
    above(data, start, end, bound) {
      if (start >= end) return end;
      const unit = reading(data, start, end);
      const { place, width } = unit;
      // A bound beyond float32 becomes an infinity, which bounds as well.
      const found = unit.above(place.from, place.end, place.tail, bound);
      if (found === 0) return end;
      const from = found === place.tail ? end - place.rest : start + (found - place.from) / width;
      return from < end ? reference.above(data, from, end, bound) : end;
    },
    fold: (data, start, end, tau, part) => gatherAll("fold", data, start, end, tau, part),
    sum: (data, start, end, tau, part) => gatherAll("sum", data, start, end, tau, part),
    keep(data, start, end, tau, part, out, at) {
      const unit = writing(data, start, end, out, at);
      const m = peakOf(unit);
      const scale = inRange(m, tau) ? unit.blockScale(m, tau) : null;
      // A shifted block's exponentials are not those of its row, and `share` will not have them.
      if (scale?.shift !== 0) return gatherAll("sum", data, start, end, tau, part);
      keepAll(unit, scale, tau, part);
      take(unit, end - start, out, at);
      if ((part[1] as number) < 2) {
        lay(unit, data, start, end);
        gather(unit, "apart", scale, tau, part);
      } else if (Number.isNaN(part[1])) reference.sum(data, start, end, tau, part);
    },
    share(out, start, end, tau, blockPeak, m, l) {
      if (!inRange(m, tau) || !(l >= 1)) return false;
      if (blockPeak === -Infinity) return zero(out, start, end);
      const unit = unitFor(unitsAt(out) ?? own, out);
      const row = unit.rowScale(m, tau);
      const block = inRange(blockPeak, tau) ? unit.blockScale(blockPeak, tau) : null;
      if (row.shift !== 0 || block?.shift !== 0) return false;
      const steps = stepsOf(row.n - block.n, unit.width);
      if (steps.length === 0) return zero(out, start, end);
      lay(unit, out, start, end);
      rescale(unit, steps, (m - blockPeak) * row.turns > NEAR, row, l);
      take(unit, end - start, out, start);
      return true;
    },
    softmax(data, start, end, tau, part, out, at) {
      let unit = writing(data, start, end, out, at);
      const m = peakOf(unit);
      if (!inRange(m, tau)) return reference.softmax(data, start, end, tau, part, out, at);
      const scale = unit.blockScale(m, tau);
      if (scale.shift !== 0) {
        unit = unitFor(own, data);
        layShifted(unit, scale, data, start, end);
      }
      keepAll(unit, scale, tau, part);
      const l = (part[1] as number) + (part[2] as number);
      if (l >= 2) {
        goOn(unit);
        rescale(unit, ONE, false, scale, l);
      } else if (Number.isNaN(l)) return reference.softmax(data, start, end, tau, part, out, at);
      else {
        const again = (): void => {
          layShifted(unit, scale, data, start, end);
          if (!unit.block) aim(unit, out, at);
        };
        again();
        gather(unit, "apart", scale, tau, part);
        again();
        share(unit, scale, (part[1] as number) + (part[2] as number));
      }
      take(unit, end - start, out, at);
    },
    probabilities(data, start, end, tau, m, l, out, at) {
      if (!inRange(m, tau) || !(l >= 1)) return reference.probabilities(data, start, end, tau, m, l, out, at);
      const row = unitFor(own, data).rowScale(m, tau);
      let unit: Unit;
      if (row.shift === 0) unit = writing(data, start, end, out, at);
      else {
        unit = unitFor(own, data);
        layShifted(unit, row, data, start, end);
      }
      share(unit, row, l);
      take(unit, end - start, out, at);
    },
    logProbabilities(data, start, end, tau, m, logl, out, at) {
      if (!Number.isFinite(m)) return reference.logProbabilities(data, start, end, tau, m, logl, out, at);
      const unit = writing(data, start, end, out, at);
      const { from, end: to, tail, distance } = unit.place;
      unit.logProbabilities(from, to, tail, distance, m, tau, logl);
      take(unit, end - start, out, at);
    },
  };
}

/** Lets the results lie in out[at …], in the same memory. Where the only round is the tail's they lie in its place. */
function aim({ place, width, tailAt }: Unit, out: FloatArray, at: number): void {
  if (place.from !== tailAt) place.distance = out.byteOffset + at * width - place.from;
}

function peakOf({ place, peak }: Unit): number {
  return peak(place.from, place.end, place.tail);
}

/** One pass that reads. */
function gather(unit: Unit, pass: "sum" | "fold" | "apart", scale: Scale, tau: number, part: Float64Array): void {
  const { from, end, tail } = unit.place;
  unit[pass](from, end, tail, scale.peak, scale.lowest, scale.high, scale.low, scale.turns, scale.magic);
  finishSums(unit.sums, countOf(unit), scale, tau, part);
}

/** One pass that sums the exponentials and stores them. */
function keepAll(unit: Unit, scale: Scale, tau: number, part: Float64Array): void {
  const { from, end, tail, distance } = unit.place;
  unit.keep(from, end, tail, distance, scale.peak, scale.lowest, scale.high, scale.low, scale.turns, scale.magic);
  finishSums(unit.sums, countOf(unit), scale, tau, part);
}

/** Logits, shifted, to probabilities of the row. */
function share(unit: Unit, { factor, peak, lowest, high, low, turns, magic }: Scale, l: number): void {
  const { from, end, tail, distance } = unit.place;
  const [most, rest] = quotient(factor, l, unit.width, unit.fused);
  unit.probabilities(from, end, tail, distance, most, rest, 1 / l, peak, lowest, high, low, turns, magic);
}

const ONE = [1];

/** Powers of 2 by which a block's largest logit is below the row's, from which on none of its exponentials comes near the row's largest. */
const NEAR = 2 ** -10;

/** Exponentials to probabilities of the row; `steps` turn them to the row's unit. `below`: none comes near that of m. */
function rescale(unit: Unit, steps: readonly number[], below: boolean, row: Scale, l: number): void {
  const { from, end, tail } = unit.place;
  const { peak, lowest, high, low, turns, magic } = row;
  const [most, rest] = quotient(row.factor, l, unit.width, unit.fused);
  let step = steps.at(-1) as number;
  if (steps.length > 1 || !isNormal(most * step, unit.width) || !(rest === 0 || isNormal(rest * step, unit.width))) {
    for (const by of steps) unit.scale(from, end, tail, 0, by, 0);
    step = 1;
  }
  if (below) unit.scale(from, end, tail, 0, most * step, rest * step);
  else unit.rescale(from, end, tail, 0, most * step, rest * step, 1 / l, 1 / step, peak, lowest, high, low, turns, magic);
}

/** Whether x, which is no infinity, is as precise as a float of this width can be. */
function isNormal(x: number, width: Width): boolean {
  return Math.abs(x) >= (width === 4 ? 2 ** -126 : 2 ** -1022);
}

function zero(out: FloatArray, start: number, end: number): true {
  out.fill(0, start, end);
  return true;
}

/** Each logit that equals m was counted once an integer of its lane. */
function countOf({ hits, width }: Unit): number {
  const at = (i: number) => hits[i] as number;
  return width === 4 ? at(0) + at(1) + at(2) + at(3) : at(0) + at(2);
}
