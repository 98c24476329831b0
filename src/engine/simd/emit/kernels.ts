import { type Code, F64, type Func, I32, SCRATCH, V128 } from "./binary.ts";
import { Body, type Variable } from "./body.ts";
import { clamped, eachOf, exponentialOf, productOf, type Row, rowOf, type Vectors } from "./exponential.ts";
import { type Lanes, lanesOf, v128, widths } from "./lanes.ts";

/** Vectors a round of a loop takes: enough for the additions of a round to overlap. */
const UNROLL = 4;
/** Bytes of a round; what is not whole rounds is padded with −∞. */
const ROUND = 16 * UNROLL;

/** The vectors of the round that begins at `at`. */
function loaded(at: Code): Vectors {
  return Array.from({ length: UNROLL }, (_, j) => v128.load(at, 16 * j));
}

/** Stores a round `by` bytes behind `at`. */
function stored(body: Body, at: Code, by: Code, vectors: Vectors): void {
  const to = body.let(I32, [...at, ...by, 0x6a]);
  for (const [j, vector] of vectors.entries()) body.emit(v128.store(to, 16 * j, vector));
}

/** peak(…span) → the largest of the logits, −∞ if none; NaN is passed over. */
export function peak(lanes: Lanes): Func {
  const body = new Body();
  const span = body.span();
  const lowest = lanes.constant(-Infinity);
  const best = Array.from({ length: UNROLL }, () => body.variable(V128, lowest));
  body.over(span, ROUND, (at) => {
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

/** above(…span, bound) → where the first round begins that has a logit not ≤ bound, 0 if none. */
export function above(lanes: Lanes): Func {
  const body = new Body();
  const span = body.span();
  const scalar = body.param(lanes.scalar);
  const bound = body.let(V128, lanes.splat(scalar));
  const found = body.searched(span, ROUND, (at) => {
    const below = loaded(at).map((z) => lanes.le(z, bound));
    return v128.allTrue(below.reduce((all, some) => v128.and(all, some)));
  });
  return body.func(`above${lanes.bytes}`, { type: I32, value: found });
}

/** shift(…span, distance, by): z − by, stored `distance` bytes behind z, as all kernels store what they write. */
export function shift(lanes: Lanes): Func {
  const body = new Body();
  const span = body.span();
  const distance = body.param(I32);
  const scalar = body.param(lanes.scalar);
  const all = body.let(V128, lanes.splat(scalar));
  const differences = (at: Code) => loaded(at).map((z) => lanes.sub(z, all));
  body.over(span, ROUND, (at, by) => stored(body, at, by, differences(at)), distance);
  return body.func(`shift${lanes.bytes}`);
}

/** Σ of a round's vectors as pairs of float64. */
export function pairs(body: Body, lanes: Lanes, sum: Code): Code {
  if (lanes.bytes === 8) return sum;
  const narrow = body.let(V128, sum);
  return lanesOf(8, lanes.fused).add(widths.low(narrow), widths.high(narrow));
}

/** A sum of float64 pairs that is stored at `slot` × 16 bytes, with what its additions round away (two-sum, Knuth) in the next slot. */
export class Sum {
  private readonly wide: Lanes;
  private readonly sum: Variable;
  private readonly low: Variable;

  constructor(
    private readonly body: Body,
    lanes: Lanes,
    private readonly slot: number,
  ) {
    this.wide = lanesOf(8, lanes.fused);
    this.sum = body.variable(V128, this.wide.constant(0));
    this.low = body.variable(V128, this.wide.constant(0));
  }

  /** `compensated`: keeping what is rounded away. */
  add(term: Code, compensated: boolean): void {
    const { add, sub } = this.wide;
    if (!compensated) return this.sum.set(add(this.sum.get, term));
    const more = this.body.let(V128, term);
    const next = this.body.let(V128, add(this.sum.get, more));
    const back = this.body.let(V128, sub(next, this.sum.get));
    this.low.set(add(this.low.get, add(sub(this.sum.get, sub(next, back)), sub(more, back))));
    this.sum.set(next);
  }

  get total(): Code {
    return this.sum.get;
  }

  get lost(): Code {
    return this.low.get;
  }

  store(): void {
    this.body.emit(v128.store(SCRATCH, 16 * this.slot, this.sum.get));
    this.body.emit(v128.store(SCRATCH, 16 * (this.slot + 1), this.low.get));
  }
}

/** Slots of 16 bytes from the scratch address on, two float64 each: a sum, its low-order part, the moment and its low-order part; then the hits, four integers. */
const SUM = 0;
const MOMENT = 2;
const HITS = 4;

export function total(lanes: Lanes, [a, b, c, d]: Vectors): Code {
  return lanes.add(lanes.add(a as Code, b as Code), lanes.add(c as Code, d as Code));
}

/** Σ (z − m)·e of a round. */
function momentOf(body: Body, lanes: Lanes, row: Row, z: Vectors, e: Vectors): Code {
  const [a, b, c, d] = eachOf(body, z, (logit) => lanes.sub(logit, row.m)) as [Code, Code, Code, Code];
  const [p, q, r, s] = e as [Code, Code, Code, Code];
  return lanes.add(lanes.madd(a, p, lanes.mul(b, q)), lanes.madd(c, r, lanes.mul(d, s)));
}

/** What a pass over logits gathers besides Σ e. */
export interface Gathering {
  readonly name: string;
  /** Σ (z − m)·e. */
  readonly moment?: true;
  /** e is stored, as all kernels store what they write. */
  readonly keep?: true;
  /** Logits that equal m are counted, each `bytes`/4 times, and not summed: what is left may be far below the last digit of 1. */
  readonly apart?: true;
}

/** name(…span, [distance,] …row): Σ e in units of the row, and more as `what` says. A NaN among the logits makes the sum NaN. */
export function gather(lanes: Lanes, what: Gathering): Func {
  const body = new Body();
  const span = body.span();
  const distance = what.keep && body.param(I32);
  const row = rowOf(body, lanes);
  const exponential = exponentialOf(body, lanes, row);
  const sum = new Sum(body, lanes, SUM);
  const moment = new Sum(body, lanes, MOMENT);
  const hits = body.variable(V128, lanesOf(8, false).constant(0));
  const round = (at: Code, by: Code): void => {
    const raw = eachOf(body, loaded(at), (vector) => vector);
    const z = clamped(body, lanes, row, raw);
    const all = exponential(z);
    if (what.keep) stored(body, at, by, all);
    const e = what.apart ? apart(body, lanes, row, raw, all, hits) : all;
    sum.add(pairs(body, lanes, total(lanes, e)), lanes.bytes === 8 || what.apart === true);
    if (what.moment) moment.add(pairs(body, lanes, momentOf(body, lanes, row, z, e)), false);
  };
  body.over(span, ROUND, round, distance);
  sum.store();
  moment.store();
  body.emit(v128.store(SCRATCH, 16 * HITS, hits.get));
  return body.func(`${what.name}${lanes.bytes}`);
}

/** The exponentials without those of logits that equal m, which `hits` counts. */
export function apart(body: Body, lanes: Lanes, row: Pick<Row, "m">, raw: Vectors, e: Vectors, hits: Variable): Vectors {
  const hit = eachOf(body, raw, (logit) => lanes.eq(logit, row.m));
  for (const mask of hit) hits.set(v128.i32x4.sub(hits.get, mask));
  return eachOf(body, e, (power, j) => v128.without(power, hit[j] as Code));
}

/** e·(high + low): rounded once where there is a `low`, which in float32 the bound does without. */
function quotients(body: Body, lanes: Lanes, [high, low]: Vectors): (e: Vectors) => Vectors {
  const [most, rest] = [high, low].map((scalar) => body.let(V128, lanes.splat(scalar as Code))) as [Code, Code];
  if (lanes.bytes === 4) return (e) => eachOf(body, e, (power) => lanes.mul(power, most));
  const product = productOf(body, lanes);
  return (e) => eachOf(body, e, (power) => product(power, most, rest));
}

/** Exponentials to probabilities: e·(high + low), but `top` from `unit`, the exponential of m, on and nowhere more. */
export function sharesOf(body: Body, lanes: Lanes, scalars: Vectors, unit: Code): (e: Vectors) => Vectors {
  const products = quotients(body, lanes, scalars);
  const top = body.let(V128, lanes.splat(scalars[2] as Code));
  return (e) => {
    const p = eachOf(body, products(e), (share) => lanes.pmin(share, top));
    const tops = eachOf(body, e, (power) => v128.and(lanes.le(unit, power), top));
    return eachOf(body, p, (share, j) => lanes.pmax(share, tops[j] as Code));
  };
}

/** probabilities(…span, distance, high, low, top, …row): the shares of the logits. */
export function probabilities(lanes: Lanes): Func {
  const body = new Body();
  const span = body.span();
  const distance = body.param(I32);
  const scalars = [0, 1, 2].map(() => body.param(lanes.scalar));
  const row = rowOf(body, lanes);
  const exponential = exponentialOf(body, lanes, row);
  const [unit] = exponential([row.m]) as [Code];
  const shares = sharesOf(body, lanes, scalars, unit);
  const round = (at: Code, by: Code): void => stored(body, at, by, shares(exponential(clamped(body, lanes, row, loaded(at)))));
  body.over(span, ROUND, round, distance);
  return body.func(`probabilities${lanes.bytes}`);
}

/**
 * rescale(…span, distance, high, low, top, rise, …row): of exponentials in a unit 1/rise times the row's their shares, as `probabilities` has them;
 * high and low are those of the row over rise.
 */
export function rescale(lanes: Lanes): Func {
  const body = new Body();
  const span = body.span();
  const distance = body.param(I32);
  const scalars = [0, 1, 2].map(() => body.param(lanes.scalar));
  const rise = body.param(lanes.scalar);
  const row = rowOf(body, lanes);
  const [one] = exponentialOf(body, lanes, row)([row.m]) as [Code];
  const unit = body.let(V128, lanes.mul(one, lanes.splat(rise)));
  const shares = sharesOf(body, lanes, scalars, unit);
  const round = (at: Code, by: Code): void => stored(body, at, by, shares(eachOf(body, loaded(at), (power) => power)));
  body.over(span, ROUND, round, distance);
  return body.func(`rescale${lanes.bytes}`);
}

/** scale(…span, distance, high, low): e·(high + low), the shares of exponentials of which none comes near that of m. */
export function scale(lanes: Lanes): Func {
  const body = new Body();
  const span = body.span();
  const distance = body.param(I32);
  const scalars = [0, 1].map(() => body.param(lanes.scalar));
  const products = quotients(body, lanes, scalars);
  const round = (at: Code, by: Code): void => stored(body, at, by, products(eachOf(body, loaded(at), (power) => power)));
  body.over(span, ROUND, round, distance);
  return body.func(`scale${lanes.bytes}`);
}

/** logProbabilities(…span, distance, m, tau, logl), in float64: (z − m)/tau − logl, as the reference has it to the last bit. */
export function logProbabilities(lanes: Lanes): Func {
  const body = new Body();
  const wide = lanesOf(8, lanes.fused);
  const span = body.span();
  const distance = body.param(I32);
  const scalars = [0, 1, 2].map(() => body.param(F64));
  const [m, tau, logl] = scalars.map((scalar) => body.let(V128, wide.splat(scalar))) as [Code, Code, Code];
  const log = (z: Code) => wide.sub(wide.div(wide.sub(z, m), tau), logl);
  const round = (at: Code, by: Code): void => {
    const z = eachOf(body, loaded(at), (vector) => vector);
    const logs = z.map((vector) => (lanes.bytes === 8 ? log(vector) : widths.narrow(log(widths.low(vector)), log(widths.high(vector)))));
    stored(body, at, by, logs);
  };
  body.over(span, ROUND, round, distance);
  return body.func(`logProbabilities${lanes.bytes}`);
}
