import { MOMENTS } from "../bin.ts";
import { latticeOf } from "../lattice.ts";
import { boundOf, reachOf, TOLERANCE } from "./plan.ts";
import { middleOf, type Sketch } from "./sketch.ts";

/** What softmax(z / tau) is like. */
export interface AtTemperature {
  /** The largest logit. */
  readonly peak: number;
  /** log Σ e^(z/tau). */
  readonly logsumexp: number;
  /** Nats. */
  readonly entropy: number;
  /** The largest probability. */
  readonly max: number;
  /** Mean and variance of the logits under the probabilities. */
  readonly mean: number;
  readonly variance: number;
}

/** Fewest logits that a sketch is for: of less the figures themselves take no longer. */
export const FEWEST = 4096;

/** x beyond `reachOf` where the weight e^−x of all that follows is lost in a double. */
const VANISHED = 45;

/** Numbers a cell that is not empty: its distance in units from the maximum and from the cell before, then moment k over k!. */
const STRIDE = 2 + MOMENTS;

/**
 * A sketch made ready to be asked. With ε = `bound(tau)` and L = max(9, log count), beside roundings of about 1e-13: logsumexp is within ε, and
 * so, relatively, is the largest probability; the entropy within (2L + 6)·ε, the mean within (2L + 5)·ε·tau, the variance within
 * (7L² + 20L + 20)·ε·tau².
 */
export class Temperatures {
  private readonly cells: Float64Array;
  private readonly reach: number;
  private readonly furthest: number;

  constructor(private readonly sketch: Sketch) {
    this.cells = cellsOf(sketch);
    this.reach = reachOf(sketch.count);
    // Half of where the lattice ends; what lies beyond must weigh nothing.
    this.furthest = sketch.beyond === 0 ? Infinity : (2 ** 29 * sketch.plan.unit) / (this.reach + VANISHED);
  }

  /** Error of logsumexp at tau at most; Infinity where the sketch can't tell. */
  bound(tau: number): number {
    const { broken, max, count, plan } = this.sketch;
    if (broken || max === -Infinity || count < FEWEST || !(tau > 0 && tau <= this.furthest && tau <= 2 ** 40)) return Infinity;
    return boundOf(plan, count, tau);
  }

  /** Null where the error may be more than TOLERANCE: ask the logits then. */
  at(tau: number): AtTemperature | null {
    if (!(this.bound(tau) <= TOLERANCE)) return null;
    const [sum, first, second] = this.sums(this.sketch.plan.unit / tau);
    const depth = first / sum;
    const { max } = this.sketch;
    return {
      peak: max,
      logsumexp: max / tau + Math.log(sum),
      entropy: Math.max(0, Math.log(sum) + depth),
      max: Math.min(1, 1 / sum),
      mean: max - tau * depth,
      variance: Math.max(0, second / sum - depth * depth) * tau * tau,
    };
  }

  /** (Σp)² / Σp², as the inverse participation ratio counts the entries that matter; within 4ε, relatively. Null as for `at`. */
  support(tau: number): number | null {
    const half = tau / 2;
    if (!(this.bound(tau) <= TOLERANCE && this.bound(half) <= TOLERANCE)) return null;
    const { unit } = this.sketch.plan;
    return this.sums(unit / tau)[0] ** 2 / this.sums(unit / half)[0];
  }

  /** Σ e^−x, Σ x·e^−x and Σ x²·e^−x of x = (max − z)/tau; `i` is unit/tau. */
  private sums(i: number): [number, number, number] {
    const { cells } = this;
    const last = this.reach + VANISHED;
    let [sum, first, second] = [0, 0, 0];
    // Of cells at equal distances each exponential is that of the one before times a constant; there are no more than an octave of them.
    let [step, ratio, e] = [Number.NaN, 0, 0];
    for (let at = 0; at < cells.length; at += STRIDE) {
      const x = (cells[at] as number) * i;
      if (x > last) break;
      const gap = cells[at + 1] as number;
      if (gap === step) e *= ratio;
      else {
        step = gap;
        ratio = Math.exp(-gap * i);
        e = Math.exp(-x);
      }
      const m1 = cells[at + 3] as number;
      const m2 = cells[at + 4] as number;
      const m3 = cells[at + 5] as number;
      const m4 = cells[at + 6] as number;
      const m5 = cells[at + 7] as number;
      // Σ e^ξ, Σ ξ·e^ξ and Σ ξ²·e^ξ by Taylor, ξ = (z − middle)/tau.
      const e0 = (cells[at + 2] as number) + i * (m1 + i * (m2 + i * (m3 + i * (m4 + i * m5))));
      const e1 = i * (m1 + i * (2 * m2 + i * (3 * m3 + i * (4 * m4 + i * 5 * m5))));
      const e2 = i * i * (2 * m2 + i * (6 * m3 + i * (12 * m4 + i * 20 * m5)));
      sum += e * e0;
      first += e * (x * e0 - e1);
      second += e * (x * (x * e0 - 2 * e1) + e2);
    }
    return [sum, first, second];
  }
}

const FACTORIALS = [1, 1, 2, 6, 24, 120];

/** The cells that hold logits, nearest first. */
function cellsOf({ plan, max, sums }: Sketch): Float64Array {
  if (max === -Infinity) return new Float64Array(0);
  const lattice = latticeOf(plan, max);
  const above = max / plan.unit - lattice.top;
  const cells: number[] = [];
  let before = 0;
  for (let slot = 0; slot < lattice.slots; slot++) {
    const at = slot * MOMENTS;
    if (sums[at] === 0) continue;
    const middle = middleOf(slot, lattice);
    cells.push(above + middle, middle - before);
    before = middle;
    for (let k = 0; k < MOMENTS; k++) cells.push((sums[at + k] as number) / (FACTORIALS[k] as number));
  }
  return Float64Array.from(cells);
}
