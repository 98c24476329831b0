import { type Code, F64, type Func, I32, V128 } from "./binary.ts";
import { Body, i32, type Variable } from "./body.ts";
import { clamped, eachOf, exponentialOf, type Four, rowOf } from "./exponential.ts";
import { type Lanes, lanesOf, v128, widths } from "./lanes.ts";

/** Vectors a round of a loop takes: enough for the additions of a round to overlap. */
const UNROLL = 4;
/** Bytes of a round; the block in memory is padded with −∞ to a multiple. */
const ROUND = 16 * UNROLL;
/** Where the block begins; the results of a fold are before it, from 0. ../kernels.ts says why. */
const BLOCK_AT = 1024;

/** The vectors of the round that begins at `at`. */
function loaded(at: Code): Four {
  return [0, 16, 32, 48].map((offset) => v128.load(at, BLOCK_AT + offset)) as [Code, Code, Code, Code];
}

/** peak(end) → the largest of the block, −∞ if none; NaN is passed over. */
export function peak(lanes: Lanes): Func {
  const body = new Body();
  const end = body.param(I32);
  const lowest = lanes.constant(-Infinity);
  const best = [0, 1, 2, 3].map(() => body.variable(V128, lowest));
  body.repeat(end, ROUND, (at) => {
    for (const [j, z] of loaded(at).entries()) best[j]?.set(lanes.pmax((best[j] as Variable).get, z));
  });
  const [a, b, c, d] = best.map(({ get }) => get) as [Code, Code, Code, Code];
  const turns = lanes.bytes === 4 ? [8, 4] : [8];
  const largest = turns.reduce(
    (all, bytes) => {
      const half = body.let(V128, all);
      return lanes.pmax(half, v128.rotate(half, bytes));
    },
    lanes.pmax(lanes.pmax(a, b), lanes.pmax(c, d)),
  );
  return body.func(`peak${lanes.bytes}`, { type: lanes.scalar, value: lanes.first(largest) });
}

/** Σ of a round's vectors as pairs of float64. */
function pairs(body: Body, lanes: Lanes, sum: Code): Code {
  if (lanes.bytes === 8) return sum;
  const narrow = body.let(V128, sum);
  return lanesOf(8, lanes.fused).add(widths.low(narrow), widths.high(narrow));
}

/** Adds to a sum, and what that rounds away to `low` (two-sum, Knuth). */
function addTo(body: Body, lanes: Lanes, sum: Variable, low: Variable, term: Code): void {
  const wide = lanesOf(8, lanes.fused);
  const more = body.let(V128, term);
  const next = body.let(V128, wide.add(sum.get, more));
  const back = body.let(V128, wide.sub(next, sum.get));
  low.set(wide.add(low.get, wide.add(wide.sub(sum.get, wide.sub(next, back)), wide.sub(more, back))));
  sum.set(next);
}

/**
 * fold(end, …row): from 0 on are stored, two lanes each, Σ e in units of the row over the logits below m, the low-order part of that sum, and
 * Σ (z − m)·e; then four integers that count the logits equal to m, each of them `bytes`/4 times. What is not m is summed apart
 * because it may be far below the last digit of 1. A NaN makes the last sum NaN, if not the first.
 */
export function fold(lanes: Lanes): Func {
  const body = new Body();
  const end = body.param(I32);
  const row = rowOf(body, lanes);
  const exponential = exponentialOf(body, lanes, row);
  const zero = lanesOf(8, false).constant(0);
  const [sum, low, moment, hits] = [0, 1, 2, 3].map(() => body.variable(V128, zero)) as [Variable, Variable, Variable, Variable];
  const { add, mul, madd } = lanes;
  body.repeat(end, ROUND, (at) => {
    const raw = eachOf(body, loaded(at), (vector) => vector);
    const hit = eachOf(body, raw, (logit) => lanes.eq(logit, row.m));
    for (const mask of hit) hits.set(v128.i32x4.sub(hits.get, mask));
    const z = clamped(body, lanes, row, raw);
    const out = (j: 0 | 1 | 2 | 3) => v128.or(lanes.le(z[j], row.lowest), hit[j]);
    const e = eachOf(body, exponential(z), (power, j) => v128.without(power, out(j)));
    const v = eachOf(body, z, (logit) => lanes.sub(logit, row.m));
    const terms = pairs(body, lanes, add(add(e[0], e[1]), add(e[2], e[3])));
    addTo(body, lanes, sum, low, terms);
    const products = add(madd(v[0], e[0], mul(v[1], e[1])), madd(v[2], e[2], mul(v[3], e[3])));
    moment.set(lanesOf(8, lanes.fused).add(moment.get, pairs(body, lanes, products)));
  });
  for (const [i, { get }] of [sum, low, moment, hits].entries()) body.emit(v128.store(i32(0), 16 * i, get));
  return body.func(`fold${lanes.bytes}`);
}

/** probabilities(end, high, low, top, …row): the block ← e·(high + low), `top` where z = m and nowhere more. */
export function probabilities(lanes: Lanes): Func {
  const body = new Body();
  const end = body.param(I32);
  const scalars = [0, 1, 2].map(() => body.param(lanes.scalar));
  const row = rowOf(body, lanes);
  const [high, low, top] = scalars.map((scalar) => body.let(V128, lanes.splat(scalar))) as [Code, Code, Code];
  const exponential = exponentialOf(body, lanes, row);
  body.repeat(end, ROUND, (at) => {
    // What is clamped may become m, where m is so large that `lowest` rounds to it.
    const raw = eachOf(body, loaded(at), (vector) => vector);
    const z = clamped(body, lanes, row, raw);
    const e = eachOf(body, exponential(z), (power, j) => v128.without(power, lanes.le(z[j], row.lowest)));
    const p = eachOf(body, e, (power) => lanes.pmin(lanes.madd(power, high, lanes.mul(power, low)), top));
    for (const j of [0, 1, 2, 3] as const) body.emit(v128.store(at, BLOCK_AT + 16 * j, v128.select(top, p[j], lanes.eq(raw[j], row.m))));
  });
  return body.func(`probabilities${lanes.bytes}`);
}

/** logProbabilities(end, m, tau, logl), in float64: the block ← (z − m)/tau − logl, as the reference has it to the last bit. */
export function logProbabilities(lanes: Lanes): Func {
  const body = new Body();
  const wide = lanesOf(8, lanes.fused);
  const end = body.param(I32);
  const scalars = [0, 1, 2].map(() => body.param(F64));
  const [m, tau, logl] = scalars.map((scalar) => body.let(V128, wide.splat(scalar))) as [Code, Code, Code];
  const log = (z: Code) => wide.sub(wide.div(wide.sub(z, m), tau), logl);
  body.repeat(end, ROUND, (at) => {
    for (const [j, vector] of loaded(at).entries()) {
      const z = body.let(V128, vector);
      body.emit(v128.store(at, BLOCK_AT + 16 * j, lanes.bytes === 8 ? log(z) : widths.narrow(log(widths.low(z)), log(widths.high(z)))));
    }
  });
  return body.func(`logProbabilities${lanes.bytes}`);
}
