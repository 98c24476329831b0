import type { AnyTensor, Distribution, FloatArray, Steps } from "../../model/index.ts";
import type { Best } from "../best.ts";
import { eachBlock } from "../blocks.ts";
import { isNarrow } from "../rounding.ts";
import { layoutOf } from "../shape.ts";
import { progress } from "../source.ts";
import { type Ranking, SHOWN } from "./ranking.ts";

/** Longest row that is sorted: it takes memory as the row does, and is done at one go. */
const LONGEST = 2 ** 20;

/** What is the same for every temperature about row 0 of logits in memory. */
export interface FallingRow {
  /** The entries that are drawn singly, sorted. */
  readonly best: Best;
  /** All logits in falling order. */
  readonly logits: FloatArray;
}

interface Known {
  readonly mask: Distribution["mask"];
  readonly axis: number;
  readonly best: Best;
  falling: FallingRow | null;
}

/** Of each tensor the row that was drawn last. */
const known = new WeakMap<AnyTensor, Known>();

/** Notes that row 0 of a distribution was ranked: the next time that these logits are drawn, it is worth while to sort them. */
export function noteRanked(d: Distribution, n: number, ranking: Ranking): void {
  if (d.logits.kind === "lazy" || n <= SHOWN || n > LONGEST || !isOrderly(ranking)) return;
  known.set(d.logits, { mask: d.mask, axis: d.axis, best: ranking.best, falling: null });
}

/** Nothing but finite logits and −∞, and not −∞ alone. */
function isOrderly({ nans, positiveInfinities, best }: Ranking): boolean {
  return nans === 0 && positiveInfinities === 0 && best.values[0] !== -Infinity;
}

/** Row 0 in falling order, if it was drawn before, from `rowOf`, which is asked once. Null for logits that were not, and for limits of tau. */
export function* fallingRow(d: Distribution, rowOf: () => Steps<AnyTensor>): Steps<FallingRow | null> {
  const entry = known.get(d.logits);
  if (!entry || entry.mask !== d.mask || entry.axis !== d.axis || d.tau === 0 || d.tau === Infinity) return null;
  entry.falling ??= { best: entry.best, logits: yield* sorted(yield* rowOf()) };
  return entry.falling;
}

function* sorted(row: AnyTensor): Steps<FloatArray> {
  const [n = 0] = row.shape;
  const all = isNarrow(row.dtype) ? new Float32Array(n) : new Float64Array(n);
  yield* eachBlock(row, layoutOf([n], 0), (_, data, start, end, first) => all.set(data.subarray(start, end), first));
  yield progress(n, n);
  return all.sort().reverse();
}
