import type { FloatArray } from "../../model/index.ts";
import { type Bin, binPlainly, MOMENTS } from "../bin.ts";
import { depthOf, type Lattice, latticeOf, levelOf, type SketchPlan, slotOf } from "../lattice.ts";

/**
 * What one pass over logits leaves to tell of softmax at any temperature: counts and moments in cells that widen with the distance from the
 * maximum. Plain data, so that it passes between threads. Under `merge` sketches of one plan are a commutative monoid, as (m, l) are,
 * up to the rounding of sums; which cells there are depends on the maximum alone.
 */
export interface Sketch {
  readonly plan: SketchPlan;
  /** −∞ while nothing finite was seen. */
  readonly max: number;
  /** Logits seen, and how many of them are −∞ or so far below the maximum that no cell holds them. */
  readonly count: number;
  readonly beyond: number;
  /** Whether a logit was NaN, +∞ or out of range: nothing can be told then. */
  readonly broken: boolean;
  /** MOMENTS a slot of the lattice. */
  readonly sums: Float64Array;
}

/** Where |max| is so large, units are lost in its digits. */
const LARGEST = 2 ** 200;

/** Takes logits in, block by block, in any order. */
export class Sketcher {
  private max = -Infinity;
  private count = 0;
  private beyond = 0;
  private broken = false;
  private lattice: Lattice | null = null;
  private sums: Float64Array;

  constructor(
    private readonly plan: SketchPlan,
    private readonly bin: Bin = binPlainly,
  ) {
    this.sums = new Float64Array(latticeOf(plan, 0).slots * MOMENTS);
  }

  /** data[start … end), at most a block (BLOCK) of them where the kernel is a fast one. */
  absorb(data: FloatArray, start: number, end: number): void {
    this.count += end - start;
    const beyond = this.bin(data, start, end, this.raise, this.sums);
    if (Number.isNaN(beyond)) this.broken = true;
    else this.beyond += beyond;
  }

  private readonly raise = (largest: number): Lattice | null => {
    if (largest === Infinity || (largest !== -Infinity && Math.abs(largest) >= LARGEST)) this.broken = true;
    if (this.broken) return null;
    if (largest > this.max) {
      const lattice = latticeOf(this.plan, largest);
      if (this.lattice) this.beyond += moveTo(lattice, this.lattice, this.sums);
      this.lattice = lattice;
      this.max = largest;
    }
    // Where there is nothing but −∞ and NaN yet, all of it is beyond any lattice.
    return this.lattice ?? latticeOf(this.plan, 0);
  };

  finish(): Sketch {
    const { plan, max, count, beyond, broken, sums } = this;
    return { plan, max, count, beyond, broken, sums };
  }
}

/** The sketch of what both have seen. Throws where the plans differ. */
export function mergeSketches(a: Sketch, b: Sketch): Sketch {
  if (a.plan.unit !== b.plan.unit || a.plan.bits !== b.plan.bits) throw new Error("only sketches of one plan can be merged");
  const [low, high] = a.max < b.max ? [a, b] : [b, a];
  const sums = low.sums.slice();
  const raised = low.max === -Infinity ? 0 : moveTo(latticeOf(high.plan, high.max), latticeOf(low.plan, low.max), sums);
  for (let i = 0; i < sums.length; i++) sums[i] = (sums[i] as number) + (high.sums[i] as number);
  return {
    plan: a.plan,
    max: high.max,
    count: a.count + b.count,
    beyond: a.beyond + b.beyond + raised,
    broken: a.broken || b.broken,
    sums,
  };
}

/** Moves each cell of lattice `from` to the one of `to`, whose top is no lower, that it is part of. Returns how many logits fell out of reach. */
function moveTo(to: Lattice, from: Lattice, sums: Float64Array): number {
  const rise = to.top - from.top;
  if (rise === 0) return 0;
  const { bits, slots } = from;
  let beyond = 0;
  // A cell goes to a slot no nearer than its own: from the far end on, none is overwritten.
  for (let slot = slots - 1; slot >= 0; slot--) {
    const at = slot * MOMENTS;
    if (sums[at] === 0) continue;
    const cell = sums.slice(at, at + MOMENTS);
    sums.fill(0, at, at + MOMENTS);
    const depth = depthOf(slot, from) + rise;
    const next = depth < 1.5 * 2 ** 30 ? slotOf(depth, to.low, bits) : slots;
    if (next >= slots) beyond += cell[0] as number;
    else addShifted(sums, next * MOMENTS, cell, middleOf(slot, from) + rise - middleOf(next, to));
  }
  return beyond;
}

/** Distance in units from the top to the middle of a cell. */
export function middleOf(slot: number, lattice: Lattice): number {
  return depthOf(slot, lattice) - 2 ** levelOf(slot, lattice.bits) / 2;
}

const BINOMIAL = [[1], [1, 1], [1, 2, 1], [1, 3, 3, 1], [1, 4, 6, 4, 1], [1, 5, 10, 10, 5, 1]] as const;

/** sums[at …] += the cell's moments about a middle that lies `below` units above its own: Σ (ξ − below)^k. */
function addShifted(sums: Float64Array, at: number, cell: Float64Array, below: number): void {
  for (const [k, row] of BINOMIAL.entries()) {
    let moment = 0;
    for (const [j, ways] of row.entries()) moment += ways * (-below) ** (k - j) * (cell[j] as number);
    sums[at + k] = (sums[at + k] as number) + moment;
  }
}
