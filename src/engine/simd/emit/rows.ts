import { type Code, F64, type Func, I32, moduleWithExp, unsigned, V128 } from "./binary.ts";
import { Body, i32, type Variable } from "./body.ts";
import { clamped, eachOf, exponentialOf, type Row, type Vectors } from "./exponential.ts";
import { apart, pairs, Sum, sharesOf, total } from "./kernels.ts";
import { type Lanes, lanesOf, v128 } from "./lanes.ts";
import { f64 } from "./scalars.ts";

/** Bytes of a round: four vectors. */
const ROUND = 64;
/** Where things lie, in bytes; ../rows.ts says how much there is of them. Sums of one row come first, then numbers of each row. */
const NUMBERS_AT = 1024;
const NUMBERS = 64;
export const ROWS_AT = { in: 2 ** 15, logits: 2 ** 16, powers: 2 ** 16 + 2 ** 15, out: 2 ** 17 } as const;
const PAGES = 3;

/**
 * Numbers of a row, 8 bytes each: of its `Scale`, and Σ e^d. Those that go into every lane are in the lanes' precision. `left` is an integer,
 * not 0 where the kernel can't tell.
 */
const NUMBER = { m: 0, lowest: 8, magic: 16, factor: 24, l: 32, left: 40 } as const;
/** Where the rows are listed whose largest logits are to be counted apart, 4 bytes each. */
const LISTED_AT = 2 ** 15 - 2048;

/** The module of short rows, for relaxed or standard SIMD. It imports the host's e^x, so that its bits are those of one row by itself. */
export function rowsModule(fused: boolean): Uint8Array {
  const funcs = ([4, 8] as const).flatMap((bytes) => {
    const lanes = lanesOf(bytes, fused);
    return [scaleRows(lanes), gatherRows(lanes), apartRows(lanes), shareRows(lanes)];
  });
  return moduleWithExp(funcs, PAGES);
}

/** e^x of the host, the only function that is imported. */
const exp = (x: Code): Code => [...x, 0x10, 0];
const plus = (a: Code, b: Code): Code => [...a, ...b, 0x6a];
const times = (a: Code, b: Code): Code => [...a, ...b, 0x6c];

/** `FORMATS` of ../scale.ts, and its `unshifted` by whether the kernels fuse. */
const FORMATS = {
  4: { one: 127, units: 1.5 * 2 ** 23, bias: 32, fused: 4096, split: 384 },
  8: { one: 1023, units: 1.5 * 2 ** 52, bias: 64, fused: 16_384, split: 2048 },
} as const;

/**
 * scale(rows, n, line, tau, turns, rest): rows of n bytes, one after the other, to rows of `line` bytes, padded with −∞, and of each the numbers of its
 * `Scale` (../scale.ts), by the same steps. Rows that would need a shift, or whose maximum is not finite, are left.
 */
function scaleRows(lanes: Lanes): Func {
  const body = new Body();
  const [rows, n, line] = [0, 1, 2].map(() => body.param(I32)) as [Code, Code, Code];
  const [tau, turns, rest] = [0, 1, 2].map(() => body.param(F64)) as [Code, Code, Code];
  const { one, units, bias, fused, split } = FORMATS[lanes.bytes];
  const lowest = lanes.constant(-Infinity);
  const offsets = body.let(V128, lanes.bytes === 4 ? i32x4.constant(0, 4, 8, 12) : i32x4.constant(0, 0, 8, 8));
  const end = body.let(V128, i32x4.splat(n));
  const halves = f64.halves(body, turns);
  const least = body.let(F64, f64.mul(f64.constant(lanes.fused ? fused : split), tau));
  eachRow(body, rows, (r, numbers) => {
    const from = body.let(I32, times(r, n));
    const to = body.let(I32, times(r, line));
    const best = [0, 1, 2, 3].map(() => body.variable(V128, lowest));
    body.repeat(line, ROUND, (at) => {
      for (const [j, largest] of best.entries()) {
        const place = body.let(V128, i32x4.add(offsets, i32x4.splat(plus(at, i32(16 * j)))));
        const z = body.let(V128, v128.select(v128.load(plus(from, at), ROWS_AT.in + 16 * j), lowest, i32x4.lt(place, end)));
        body.emit(v128.store(plus(to, at), ROWS_AT.logits + 16 * j, z));
        largest.set(lanes.pmax(largest.get, z));
      }
    });
    const m = body.let(F64, widened(lanes, lanes.first(largestOf(body, lanes, best))));
    const turned = body.let(F64, f64.mul(m, turns));
    const up = body.let(F64, f64.ceil(turned));
    // As Math.round: halves go up.
    const whole = body.let(F64, f64.select(f64.sub(up, f64.constant(1)), up, f64.gt(f64.sub(up, f64.constant(0.5)), turned)));
    const error = f64.errorOf(body, m, turned, halves);
    const remainder = f64.add(f64.sub(turned, whole), f64.add(error, f64.mul(m, rest)));
    const factor = f64.mul(exp(f64.mul(f64.constant(-Math.LN2), remainder)), f64.constant(2 ** -bias));
    const keep = (number: number, value: Code): void => body.emit(storeScalar(lanes, numbers, number, narrowed(lanes, value)));
    keep(NUMBER.m, m);
    keep(NUMBER.lowest, f64.div(f64.sub(f64.sub(whole, f64.constant(one)), f64.constant(bias)), turns));
    keep(NUMBER.magic, f64.sub(f64.constant(units + one + bias), whole));
    body.emit(f64.store(numbers, NUMBER.factor, factor));
    const size = body.let(F64, f64.abs(m));
    const inRange = [...f64.lt(size, f64.constant(2 ** 200)), ...f64.le(size, least), 0x71];
    body.emit(i32Store(numbers, NUMBER.left, [...inRange, 0x45]));
  });
  return body.func(`scale${lanes.bytes}`);
}

/** `round` for each row, and where its numbers are. */
function eachRow(body: Body, rows: Code, round: (r: Code, numbers: Code) => void): void {
  body.repeat(rows, 1, (r) => round(r, body.let(I32, times(r, i32(NUMBERS)))));
}

function largestOf(body: Body, lanes: Lanes, best: readonly Variable[]): Code {
  const [a, b, c, d] = best.map(({ get }) => get) as [Code, Code, Code, Code];
  const turns = lanes.bytes === 4 ? [8, 4] : [8];
  return turns.reduce(
    (all, bytes) => {
      const half = body.let(V128, all);
      return lanes.pmax(half, v128.rotate(half, bytes));
    },
    lanes.pmax(lanes.pmax(a, b), lanes.pmax(c, d)),
  );
}

/** A lane's scalar as float64, and back. */
const widened = (lanes: Lanes, scalar: Code): Code => (lanes.bytes === 4 ? [...scalar, 0xbb] : scalar);
const narrowed = (lanes: Lanes, scalar: Code): Code => (lanes.bytes === 4 ? [...scalar, 0xb6] : scalar);

/** gather(rows, line, turns, high, low) → of how many padded rows Σ e^d is below 2; these are listed. Leaves the exponentials, and Σ e^d of the others. */
function gatherRows(lanes: Lanes): Func {
  const body = new Body();
  const [rows, line] = [body.param(I32), body.param(I32)];
  const shared = sharedOf(body, lanes);
  const listed = body.variable(I32, i32(0));
  eachRow(body, rows, (r, numbers) => {
    const row = rowAt(body, lanes, numbers, shared);
    const exponential = exponentialOf(body, lanes, row);
    const at = body.let(I32, times(r, line));
    const sum = new Sum(body, lanes, 0);
    body.repeat(line, ROUND, (offset) => {
      const here = body.let(I32, plus(at, offset));
      const e = exponential(clamped(body, lanes, row, loaded(here, ROWS_AT.logits)));
      stored(body, here, ROWS_AT.powers, e);
      sum.add(pairs(body, lanes, total(lanes, e)), lanes.bytes === 8);
    });
    const l = body.let(F64, summed(body, sum, f64.constant(0), f64.load(numbers, NUMBER.factor)));
    body.emit(f64.store(numbers, NUMBER.l, l));
    // Without a branch: which rows these are is not to be foreseen.
    body.emit(i32Store(times(listed.get, i32(4)), LISTED_AT - NUMBERS_AT, r));
    listed.set(plus(listed.get, f64.lt(l, f64.constant(2))));
  });
  return body.func(`gather${lanes.bytes}`, { type: I32, value: listed.get });
}

/** apart(listed, line): Σ e^d of the listed rows, their largest logits counted apart. */
function apartRows(lanes: Lanes): Func {
  const body = new Body();
  const [listed, line] = [body.param(I32), body.param(I32)];
  body.repeat(listed, 1, (i) => {
    const r = body.let(I32, i32Load(times(i, i32(4)), LISTED_AT - NUMBERS_AT));
    const numbers = body.let(I32, times(r, i32(NUMBERS)));
    const at = body.let(I32, times(r, line));
    const m = splatAt(body, lanes, numbers, NUMBER.m);
    const hits = body.variable(V128, lanesOf(8, false).constant(0));
    const others = new Sum(body, lanes, 0);
    body.repeat(line, ROUND, (offset) => {
      const here = body.let(I32, plus(at, offset));
      const raw = eachOf(body, loaded(here, ROWS_AT.logits), (vector) => vector);
      const e = apart(body, lanes, { m }, raw, loaded(here, ROWS_AT.powers), hits);
      others.add(pairs(body, lanes, total(lanes, e)), true);
    });
    const count = (lane: number): Code => [...hits.get, 0xfd, 0x1b, lane];
    const all = (lanes.bytes === 4 ? [0, 1, 2, 3] : [0, 2]).map(count).reduce((a, b) => plus(a, b));
    body.emit(f64.store(numbers, NUMBER.l, summed(body, others, [...all, 0xb7], f64.load(numbers, NUMBER.factor))));
  });
  return body.func(`apart${lanes.bytes}`);
}

/** Declares the last parameters, turns, high and low, which all rows share. */
function sharedOf(body: Body, lanes: Lanes): Pick<Row, "turns" | "high" | "low"> {
  const scalars = [0, 1, 2].map(() => body.param(lanes.scalar));
  const [turns, high, low] = scalars.map((scalar) => body.let(V128, lanes.splat(scalar))) as [Code, Code, Code];
  return { turns, high, low };
}

function rowAt(body: Body, lanes: Lanes, numbers: Code, shared: Pick<Row, "turns" | "high" | "low">): Row {
  const splat = (number: number) => splatAt(body, lanes, numbers, number);
  return { ...shared, m: splat(NUMBER.m), lowest: splat(NUMBER.lowest), magic: splat(NUMBER.magic) };
}

function splatAt(body: Body, lanes: Lanes, numbers: Code, number: number): Code {
  return body.let(V128, [...numbers, 0xfd, lanes.bytes === 4 ? 0x09 : 0x0a, 0, ...unsigned(NUMBERS_AT + number)]);
}

function storeScalar(lanes: Lanes, numbers: Code, number: number, value: Code): Code {
  return lanes.bytes === 8 ? f64.store(numbers, number, value) : [...numbers, ...value, 0x38, 2, ...unsigned(NUMBERS_AT + number)];
}

/** Σ e^d as `finishSums` and its callers have it. */
function summed(body: Body, sum: Sum, hits: Code, factor: Code): Code {
  const part = ([vector, lane]: readonly [Code, number]) => body.let(F64, [...vector, 0xfd, 0x21, lane]);
  const [a, b, c, d] = (
    [
      [sum.total, 0],
      [sum.total, 1],
      [sum.lost, 0],
      [sum.lost, 1],
    ] as const
  ).map(part) as [Code, Code, Code, Code];
  const [tail, lost] = f64.twoSum(body, a, b);
  const [l, rest] = f64.twoSum(body, body.let(F64, hits), body.let(F64, f64.mul(tail, factor)));
  return f64.add(l, f64.add(rest, f64.mul(f64.add(f64.add(lost, c), d), factor)));
}

/** factor/l in two parts, as ../scale.ts has it. */
function quotient(body: Body, lanes: Lanes, factor: Code, l: Code): { high: Code; low: Code } {
  const q = body.let(F64, f64.div(factor, l));
  if (lanes.bytes === 4) return { high: q, low: f64.constant(0) };
  const high = body.let(F64, lanes.fused ? q : f64.leading(body, q, 26));
  const product = body.let(F64, f64.mul(q, l));
  const error = f64.errorOf(body, q, product, f64.halves(body, l));
  return { high, low: f64.add(f64.sub(q, high), f64.div(f64.sub(f64.sub(factor, product), error), l)) };
}

/** share(rows, n, line, turns, high, low): the exponentials of padded rows to probabilities of rows of n bytes, one after the other. */
function shareRows(lanes: Lanes): Func {
  const body = new Body();
  const [rows, n, line] = [0, 1, 2].map(() => body.param(I32)) as [Code, Code, Code];
  const shared = sharedOf(body, lanes);
  eachRow(body, rows, (r, numbers) => {
    const l = body.let(F64, f64.load(numbers, NUMBER.l));
    body.emit(i32Store(numbers, NUMBER.left, [...i32Load(numbers, NUMBER.left), ...f64.ne(l, l), 0x72]));
    const { high, low } = quotient(body, lanes, body.let(F64, f64.load(numbers, NUMBER.factor)), l);
    const parts = [high, low, f64.div(f64.constant(1), l)].map((value) => narrowed(lanes, value));
    const row = rowAt(body, lanes, numbers, shared);
    const [unit] = exponentialOf(body, lanes, row)([row.m]) as [Code];
    const shares = sharesOf(body, lanes, parts, unit);
    const from = body.let(I32, times(r, line));
    const to = body.let(I32, times(r, n));
    // What goes beyond the end of a row is written over by the next one.
    body.repeat(line, ROUND, (at) => {
      stored(body, body.let(I32, plus(to, at)), ROWS_AT.out, shares(eachOf(body, loaded(plus(from, at), ROWS_AT.powers), (e) => e)));
    });
  });
  return body.func(`share${lanes.bytes}`);
}

function loaded(at: Code, base: number): Vectors {
  return [0, 16, 32, 48].map((offset) => v128.load(at, base + offset));
}

function stored(body: Body, at: Code, base: number, vectors: Vectors): void {
  for (const [j, vector] of vectors.entries()) body.emit(v128.store(at, base + 16 * j, vector));
}

const i32x4 = {
  constant: (...lanes: readonly number[]): Code => [0xfd, 0x0c, ...new Uint8Array(Int32Array.from(lanes).buffer)],
  splat: (scalar: Code): Code => [...scalar, 0xfd, 0x11],
  add: v128.i32x4.add,
  lt: (a: Code, b: Code): Code => [...a, ...b, 0xfd, 0x39],
};

function i32Load(at: Code, offset: number): Code {
  return [...at, 0x28, 2, ...unsigned(NUMBERS_AT + offset)];
}

function i32Store(at: Code, offset: number, value: Code): Code {
  return [...at, ...value, 0x36, 2, ...unsigned(NUMBERS_AT + offset)];
}
