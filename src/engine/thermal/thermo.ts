import type { AnyTensor, Distribution, Steps, Tensor } from "../../model/index.ts";
import { fail } from "../../model/index.ts";
import { eachBlock } from "../blocks.ts";
import { cast } from "../construct.ts";
import { mapUnary } from "../elementwise.ts";
import { entropies } from "../entropy.ts";
import type { Fold } from "../fold.ts";
import { checkedSize } from "../limits.ts";
import { resultOf } from "../reduce.ts";
import { type Layout, layoutOf } from "../shape.ts";
import { foldOf, softmax } from "../softmax.ts";
import { progress } from "../source.ts";

/** Energies over the last axis at one temperature, k = 1: one float64 number per row. */
export interface Thermo {
  readonly logZ: Tensor;
  /** Free energy −T log Z. */
  readonly F: Tensor;
  /** Mean energy. */
  readonly U: Tensor;
  /** Entropy (U − F) / T, in nats. */
  readonly S: Tensor;
  /** Heat capacity Var(E) / T². */
  readonly C: Tensor;
  readonly p: Distribution;
}

/** e^(−E/T) / Z over the last axis: softmax of −E with temperature T. Throws Domain for T < 0, Shape. */
export function* boltzmann(energies: AnyTensor, temperature: number): Steps<Distribution> {
  if (!(temperature >= 0)) fail("Domain", `T must be 0, positive or Infinity, got ${temperature}`);
  return yield* softmax(yield* mapUnary(energies, "neg"), { tau: temperature });
}

/**
 * The thermodynamics of a Boltzmann distribution. T = 0 and Infinity are the limits: U the ground energy or the mean, S the log of the ground
 * states' number or of all; F falls to −Infinity as T grows. States of energy +Infinity are left out; −Infinity and NaN give NaN. Throws Domain.
 */
export function* thermo(energies: AnyTensor, temperature: number): Steps<Thermo> {
  const wide = yield* cast(energies, "float64");
  const p = yield* boltzmann(wide, temperature);
  const fold = yield* foldOf(p);
  const layout = layoutOf(wide.shape, p.axis);
  const moments = yield* momentsOf(p, fold, layout);
  const rows = Array.from(fold.l, (_, row) =>
    potentials(fold, row, temperature, moments.ground[row] as number, moments.mean[row] as number),
  );
  const shape = wide.shape.slice(0, -1);
  const tensor = (values: Iterable<number>): Tensor => resultOf(Float64Array.from(values), "float64", shape);
  return {
    logZ: tensor(rows.map(({ logZ }) => logZ)),
    F: tensor(rows.map(({ F }) => F)),
    U: tensor(rows.map(({ U }) => U)),
    S: tensor(entropies(fold)),
    C: tensor(moments.variance),
    p,
  };
}

/** Var(E) / T² of every row at every temperature: shape of `temperatures`, then of the rows. 0 in both limits. Throws Domain. */
export function* heatCapacity(energies: AnyTensor, temperatures: Tensor): Steps<Tensor> {
  const wide = yield* cast(energies, "float64");
  const shape = [...temperatures.shape, ...wide.shape.slice(0, -1)];
  const values = new Float64Array(checkedSize(shape));
  const count = values.length / Math.max(1, temperatures.data.length);
  for (const [i, T] of temperatures.data.entries()) {
    const p = yield* boltzmann(wide, T);
    values.set((yield* momentsOf(p, yield* foldOf(p), layoutOf(wide.shape, p.axis))).variance, i * count);
    yield progress(i, temperatures.data.length);
  }
  return resultOf(values, "float64", shape);
}

interface Moments {
  /** Lowest energy, and mean energy less it. */
  readonly ground: Float64Array;
  readonly mean: Float64Array;
  /** Var(E) / T². */
  readonly variance: Float64Array;
}

/** Ground, mean and variance, in two passes over the logits −E; the energies count from the ground, so that a common shift costs no digits. */
function* momentsOf(p: Distribution, fold: Fold, layout: Layout): Steps<Moments> {
  const ground = new Float64Array(layout.rows).fill(Infinity);
  yield* eachBlock(p.logits, layout, (row, data, start, end) => {
    for (let i = start; i < end; i++) if (!(-(data[i] as number) >= (ground[row] as number))) ground[row] = -(data[i] as number);
  });
  const weights = new Float64Array(layout.rows);
  const mean = new Float64Array(layout.rows);
  const squares = new Float64Array(layout.rows);
  yield* eachBlock(p.logits, layout, (row, data, start, end) => {
    for (let i = start; i < end; i++) {
      const gap = -(data[i] as number) - (ground[row] as number);
      const weight = weightOf(gap, p.tau);
      if (weight === 0) continue;
      // West's update of a weighted mean and sum of squares: no term is below 0, as delta and shift have one sign.
      const before = weights[row] as number;
      const delta = gap - (mean[row] as number);
      const shift = (delta * weight) / (before + weight);
      weights[row] = before + weight;
      mean[row] = (mean[row] as number) + shift;
      squares[row] = (squares[row] as number) + before * delta * shift;
    }
  });
  const limit = p.tau === 0 || p.tau === Infinity;
  const variance = squares.map((square, row) => {
    const none = !(weights[row] as number) || !Number.isFinite(ground[row]) || Number.isNaN(fold.l[row]);
    return none ? Number.NaN : limit ? 0 : square / (weights[row] as number) / p.tau / p.tau;
  });
  return { ground, mean, variance };
}

function weightOf(gap: number, temperature: number): number {
  if (gap === Infinity) return 0;
  if (temperature === 0) return gap === 0 ? 1 : gap > 0 ? 0 : Number.NaN;
  return Math.exp(-gap / temperature);
}

function potentials(fold: Fold, row: number, T: number, ground: number, mean: number): { logZ: number; F: number; U: number } {
  const logl = fold.logl[row] as number;
  if (!Number.isFinite(ground) || Number.isNaN(fold.l[row]))
    return { logZ: ground === Infinity ? -Infinity : Number.NaN, F: Number.NaN, U: Number.NaN };
  const U = ground + mean;
  if (T === 0) return { logZ: ground === 0 ? logl : ground > 0 ? -Infinity : Infinity, F: ground, U };
  if (T === Infinity) return { logZ: logl, F: logl > 0 ? -Infinity : U, U };
  return { logZ: logl - ground / T, F: ground - T * logl, U };
}
