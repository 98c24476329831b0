import { type Code, F64, type Func, I32, moduleOf, unsigned, V128 } from "./binary.ts";
import { Body, i32, type Variable } from "./body.ts";
import { type Lanes, lanesOf, v128, widths } from "./lanes.ts";
import { f64x2, laneOf } from "./pairs.ts";

/** Where the block begins, as for the other kernels, and the counts, behind the widest block. */
const BLOCK_AT = 1024;
const COUNTS_AT = BLOCK_AT + 8 * 4096;
/** Bytes of a bank of counts: neighbours that fall into the same bin are counted in different ones, so that none waits for the other. */
const BANK = 4096 + 16;
const ROUND = 64;

const wide = lanesOf(8, false);

/** The module that counts, in standard SIMD. One page holds the block and four banks of counts. */
export function tallyModule(): Uint8Array {
  return moduleOf(
    ([4, 8] as const).flatMap((bytes) => [lowest(lanesOf(bytes, false)), tally(lanesOf(bytes, false))]),
    1,
  );
}

/** lowest(end) → the smallest of the block, ∞ if none; NaN is passed over. */
function lowest(lanes: Lanes): Func {
  const body = new Body();
  const end = body.param(I32);
  const best = [0, 1, 2, 3].map(() => body.variable(V128, lanes.constant(Infinity))) as [Variable, Variable, Variable, Variable];
  body.repeat(end, ROUND, (at) => {
    for (const [j, least] of best.entries()) least.set(lanes.pmin(least.get, v128.load(at, BLOCK_AT + 16 * j)));
  });
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
 * tally(end, lo, width, last, far): adds 1 to the count of the bin of each element x of the block: ⌊(x − lo)/width⌋, but `last` where that is more,
 * and `far`, which nobody reads, where x is not finite.
 */
function tally(lanes: Lanes): Func {
  const body = new Body();
  const end = body.param(I32);
  const scalars = [0, 1, 2, 3].map(() => body.param(F64));
  const [lo, width, last, far] = scalars.map((scalar) => body.let(V128, wide.splat(scalar))) as [Code, Code, Code, Code];
  const zero = body.let(V128, wide.constant(0));
  body.repeat(end, ROUND, (at) => {
    for (const [j, pair] of pairsAt(body, lanes, at).entries()) {
      // 0 for what is finite, else NaN.
      const kind = body.let(V128, wide.mul(pair, zero));
      const place = wide.pmin(wide.div(wide.sub(pair, lo), width), last);
      const bin = body.let(V128, f64x2.truncated(v128.select(place, far, wide.eq(kind, zero))));
      for (const lane of [0, 1] as const) addOne(body, laneOf(bin, lane), (2 * j + lane) % 4);
    }
  });
  return body.func(`tally${lanes.bytes}`);
}

/** A round's elements as pairs of float64. */
function pairsAt(body: Body, lanes: Lanes, at: Code): Code[] {
  const vectors = [0, 16, 32, 48].map((offset) => body.let(V128, v128.load(at, BLOCK_AT + offset)));
  if (lanes.bytes === 8) return vectors;
  return vectors.flatMap((four) => [body.let(V128, widths.low(four)), body.let(V128, widths.high(four))]);
}

/** The count of `bin` in a bank, one more. */
function addOne(body: Body, bin: Code, bank: number): void {
  const at = body.let(I32, [...bin, ...i32(2), SHIFT_LEFT]);
  const offset = COUNTS_AT + bank * BANK;
  body.emit(store32(at, offset, [...load32(at, offset), ...i32(1), ADD]));
}

const ADD = 0x6a;
const SHIFT_LEFT = 0x74;
const load32 = (at: Code, offset: number): Code => [...at, 0x28, 2, ...unsigned(offset)];
const store32 = (at: Code, offset: number, value: Code): Code => [...at, ...value, 0x36, 2, ...unsigned(offset)];
