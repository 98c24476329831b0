import { type Code, F64, type Func, I32, moduleOver, SCRATCH, unsigned, V128 } from "./binary.ts";
import { Body, i32, type Variable } from "./body.ts";
import { type Lanes, lanesOf, v128, widths } from "./lanes.ts";
import { f64x2, i32x4, laneOf } from "./pairs.ts";

/** Bytes of a bank of counts: neighbours that fall into the same bin are counted in different ones, so that none waits for the other. */
const BANK = 4096 + 16;
/** Behind the counts of bins, which begin at SCRATCH, are those of pairs of bins. */
const PAIRS_AT = 4 * BANK;
/** Bytes of a bank of pairs: 64 × 64 counts. */
const PAIRS = 4 * 64 * 64;
/** Vectors of a round, and its bytes. */
const UNROLL = 8;
const ROUND = 16 * UNROLL;

const wide = lanesOf(8, false);

/** The module that counts, in standard SIMD, with its counts at SCRATCH. */
export function tallyModule(): Uint8Array {
  return moduleOver(([4, 8] as const).flatMap((bytes) => [lowest(lanesOf(bytes, false)), tally(lanesOf(bytes, false))]));
}

/** lowest(from, end) → the smallest of what lies between these addresses, whole rounds of it, ∞ if none; NaN is passed over. */
function lowest(lanes: Lanes): Func {
  const body = new Body();
  const [from, end] = [body.param(I32), body.param(I32)];
  const best = [0, 1, 2, 3].map(() => body.variable(V128, lanes.constant(Infinity))) as [Variable, Variable, Variable, Variable];
  const round = (at: Code): void => {
    for (let j = 0; j < UNROLL; j++) {
      const least = best[j % 4] as Variable;
      least.set(lanes.pmin(least.get, v128.load(at, 16 * j)));
    }
  };
  body.repeat(end, ROUND, round, from);
  const [a, b, c, d] = best.map(({ get }) => get) as [Code, Code, Code, Code];
  const turns = lanes.bytes === 4 ? [8, 4] : [8];
  const all = turns.reduce(
    (least, bytes) => {
      const half = body.let(V128, least);
      return lanes.pmin(half, v128.rotate(half, bytes));
    },
    lanes.pmin(lanes.pmin(a, b), lanes.pmin(c, d)),
  );
  return body.func(`lowest${lanes.bytes}`, { type: lanes.scalar, value: lanes.first(all) });
}

/**
 * tally(from, end, lo, width, last, far, perBin): adds 1 to the count of the bin of each element x between these addresses, whole rounds of them:
 * ⌊(x − lo)/width⌋, but `last` where that is more, and `far`, which nobody reads, where x is not finite. Of float32, rounds are counted by
 * twos, as src/engine/simd/tally.ts says, unless `perBin`, 1/width, is NaN.
 */
function tally(lanes: Lanes): Func {
  const body = new Body();
  const [from, end] = [body.param(I32), body.param(I32)];
  const [lo, width, last, far, perBin] = [0, 1, 2, 3, 4].map(() => body.param(F64)) as [Code, Code, Code, Code, Code];
  const counts = body.let(V128, i32x4.splat(SCRATCH));
  const one = oneByOne(body, lanes, { lo, width, last, far, counts });
  const two = lanes.bytes === 4 ? byTwos(body, lanes, { lo, perBin, counts }) : null;
  body.repeat(end, ROUND, (at) => (two ? two(at, () => one(at)) : one(at)), from);
  return body.func(`tally${lanes.bytes}`);
}

interface Bins {
  readonly lo: Code;
  readonly width: Code;
  readonly last: Code;
  readonly far: Code;
  /** The address of the counts, in each lane. */
  readonly counts: Code;
}

/** Counts a round's elements in float64, any of them. */
function oneByOne(body: Body, lanes: Lanes, scalars: Bins): (at: Code) => void {
  const splat = (scalar: Code): Code => body.let(V128, wide.splat(scalar));
  const [lo, width, last, far] = [splat(scalars.lo), splat(scalars.width), splat(scalars.last), splat(scalars.far)];
  const zero = body.let(V128, wide.constant(0));
  return (at) => {
    for (const [j, pair] of pairsAt(body, lanes, at).entries()) {
      // 0 for what is finite, else NaN.
      const kind = body.let(V128, wide.mul(pair, zero));
      const place = wide.pmin(wide.div(wide.sub(pair, lo), width), last);
      const bin = body.let(V128, f64x2.truncated(v128.select(place, far, wide.eq(kind, zero))));
      const places = body.let(V128, i32x4.add(i32x4.shiftLeft(bin, 2), scalars.counts));
      for (const lane of [0, 1] as const) addOne(body, places, lane, ((2 * j + lane) % 4) * BANK);
    }
  };
}

/** A round's elements as pairs of float64. */
function pairsAt(body: Body, lanes: Lanes, at: Code): Code[] {
  const vectors = Array.from({ length: UNROLL }, (_, j) => body.let(V128, v128.load(at, 16 * j)));
  if (lanes.bytes === 8) return vectors;
  return vectors.flatMap((four) => [body.let(V128, widths.low(four)), body.let(V128, widths.high(four))]);
}

/** Bits of a place behind the point, and of the bin before it. */
const FRACTION = 14;
const BIN = 6;
/** A float32 with a unit in the place of 2^−FRACTION, and so for all sums with a place. */
const UNITS = 1.5 * 2 ** (23 - FRACTION);
/** Its bits. */
const UNITS_BITS = 0x44400000;

interface Pairs {
  readonly lo: Code;
  readonly perBin: Code;
  /** The address of the counts, in each lane. */
  readonly counts: Code;
}

/**
 * Counts a round's elements, two neighbours in one place of the bank of pairs; or else calls `otherwise`, where one of them is not finite, or is
 * so near to an edge that float32 does not tell its bin.
 *
 * A place y = (x − lo)·perBin in float32 is 3·2^−24 off at most, relatively, and so, of 64 bins, less than half a unit of 2^−14. Rounded to such
 * units it is then, if not in the bin of the exact place, the first of the next bin: only where all bits of the fraction are 0 there is doubt.
 */
function byTwos(body: Body, lanes: Lanes, { lo, perBin, counts }: Pairs): (at: Code, otherwise: () => void) => void {
  const splat = (scalar: Code): Code => body.let(V128, lanes.splat(narrowed(scalar)));
  const bits = (value: number): Code => body.let(V128, i32x4.constant(value));
  const [first, per] = [splat(lo), splat(perBin)];
  const units = body.let(V128, lanes.constant(UNITS));
  const [fraction, known, expected] = [bits(2 ** FRACTION - 1), bits(-(2 ** (FRACTION + BIN))), bits(UNITS_BITS)];
  const [upper, lower] = [bits((2 ** BIN - 1) << (BIN + 2)), bits((2 ** BIN - 1) << 2)];
  return (at, otherwise) => {
    const places = Array.from({ length: UNROLL }, (_, j) =>
      body.let(V128, lanes.add(lanes.mul(lanes.sub(v128.load(at, 16 * j), first), per), units)),
    );
    const nearest = joined(
      body,
      places.map((place) => v128.and(place, fraction)),
      i32x4.least,
    );
    // What is not a place within the bins has other bits above those.
    const inside = i32x4.eq(v128.and(joined(body, places, v128.or), known), expected);
    body.either(
      i32x4.allTrue(v128.and(nearest, inside)),
      () => {
        for (let j = 0; j < UNROLL; j += 2) {
          const [a, b] = [places[j] as Code, places[j + 1] as Code];
          const row = v128.and(i32x4.shiftRight(a, FRACTION - BIN - 2), upper);
          const pair = v128.or(row, v128.and(i32x4.shiftRight(b, FRACTION - 2), lower));
          const pairs = body.let(V128, i32x4.add(pair, counts));
          for (const lane of [0, 1, 2, 3] as const) addOne(body, pairs, lane, PAIRS_AT + (lane % 2) * PAIRS);
        }
      },
      otherwise,
    );
  };
}

/** All vectors by one operation, from left to right. */
function joined(body: Body, vectors: readonly Code[], join: (a: Code, b: Code) => Code): Code {
  return vectors.reduce((all, next) => body.let(V128, join(all, next)));
}

/** One more in the place, in bytes from `base` on, that a lane of `places` says. */
function addOne(body: Body, places: Code, lane: 0 | 1 | 2 | 3, base: number): void {
  const at = body.let(I32, laneOf(places, lane));
  body.emit(store32(at, base, [...load32(at, base), ...i32(1), ADD]));
}

const ADD = 0x6a;
/** float64 → float32. */
const narrowed = (scalar: Code): Code => [...scalar, 0xb6];
const load32 = (at: Code, offset: number): Code => [...at, 0x28, 2, ...unsigned(offset)];
const store32 = (at: Code, offset: number, value: Code): Code => [...at, ...value, 0x36, 2, ...unsigned(offset)];
