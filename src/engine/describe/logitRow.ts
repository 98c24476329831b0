import type { AnyTensor, Distribution, Steps } from "../../model/index.ts";
import { sizeOf } from "../../model/index.ts";
import { Best } from "../best.ts";
import { eachBlock } from "../blocks.ts";
import { masked } from "../mask.ts";
import { FEWEST, sketcherFor, Temperatures } from "../rowSketch.ts";
import { layoutOf } from "../shape.ts";
import { readStrided, tensorOf, window } from "../source.ts";

/** Entries that a row is searched for. */
export const LEADERS = 40;

/** Temperatures of one row below which a sketch costs more than their folds. */
const ENOUGH = 8;

/** Logits of a row, or elements, and the largest of them; what is the same for every temperature. */
export interface Row {
  readonly elements: AnyTensor;
  readonly size: number;
  readonly best: Best;
  readonly temperatures: Temperatures | null;
}

interface Remembered {
  readonly d: Distribution;
  readonly row: Row;
  readonly minTau: number;
}

/** The last row of each tensor in memory. */
const remembered = new WeakMap<AnyTensor, Remembered>();

/** Row 0 of each distribution: one and the same for those over the same logits, read once, and a second time for no later sweep over them. */
export function* logitRows(distributions: readonly Distribution[]): Steps<Map<Distribution, Row>> {
  const rows = new Map<Distribution, Row>();
  for (const d of distributions) {
    if (rows.has(d)) continue;
    const same = distributions.filter((other) => overSame(d, other));
    const row = yield* rowOver(d, same.length < ENOUGH ? 0 : smallestTau(same));
    for (const other of same) rows.set(other, row);
  }
  return rows;
}

function overSame(d: Distribution, other: Distribution): boolean {
  return d.logits === other.logits && d.mask === other.mask && d.axis === other.axis;
}

/** 0 where there is none that a sketch could tell of. */
function smallestTau(distributions: readonly Distribution[]): number {
  const taus = distributions.map(({ tau }) => tau).filter((tau) => tau > 0 && tau < Infinity);
  return taus.length === 0 ? 0 : Math.min(...taus);
}

function* rowOver(d: Distribution, minTau: number): Steps<Row> {
  const known = remembered.get(d.logits);
  if (known && overSame(d, known.d) && (minTau === 0 || (known.minTau > 0 && known.minTau <= minTau))) return known.row;
  const row = yield* searched(yield* firstRow(d), minTau);
  if (d.logits.kind === "tensor") remembered.set(d.logits, { d, row, minTau });
  return row;
}

/** A row of elements, searched for the largest, and sketched for temperatures from minTau on (0: not). */
export function* searched(elements: AnyTensor, minTau = 0): Steps<Row> {
  const size = sizeOf(elements.shape);
  const best = new Best(Math.min(LEADERS, size));
  const sketcher = minTau > 0 && size >= FEWEST ? sketcherFor(size, minTau) : null;
  yield* eachBlock(elements, layoutOf([size], 0), (_, data, start, end, first) => {
    best.offerBlock(data, start, end, first);
    sketcher?.absorb(data, start, end);
  });
  return { elements, size, best, temperatures: sketcher && new Temperatures(sketcher.finish()) };
}

function* firstRow(d: Distribution): Steps<AnyTensor> {
  const { inner, n, rows } = layoutOf(d.logits.shape, d.axis);
  const z = yield* masked(d.logits, d.mask);
  if (rows === 0) return tensorOf("float64", [0], new Float64Array(0));
  return inner === 1 ? window(z, 0, n) : yield* readStrided(z, 0, inner, n);
}
