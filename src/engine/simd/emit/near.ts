import { type Code, F32, type Func, I32, V128 } from "./binary.ts";
import { Body } from "./body.ts";
import { type Lanes, lanesOf, v128, widths } from "./lanes.ts";
import { pairsAt, SLOT, scatter } from "./moments.ts";
import { f32x4, f64x2, i32x4, laneOf } from "./pairs.ts";

/** Elements a round: two vectors of four, which share the constants that a processor has no registers for. */
const ROUND = 8;
/** Bits of a float's exponent, and those from which the bits of a power of 2 leave the bits of its reciprocal. */
const EXPONENT = [0, 0, 0x80, 0x7f];
const RECIPROCAL = [0, 0, 0, 0x7f];
/** A float whose lowest bits hold a whole number as an integer does, and its bits. */
const WHOLE = 2 ** 23;
const WHOLE_BITS = [0, 0, 0, 0x4b];

const narrow = lanesOf(4, false);
const wide = lanesOf(8, false);
const { add, sub, mul, le } = narrow;

/**
 * near(end, perUnit, top, octave, first, reach, rest): adds each logit of the block that is at most `reach` units below the top to the sums of its slot,
 * as `bin` does, and all others to those at `rest`, of which only the count means anything. Slots are found in float32, which is exact
 * where neither the top nor `reach` is above 2^21 units. `first` is the exponent, as a float holds it, of a distance in the first octave.
 */
export function near(lanes: Lanes): Func {
  const body = new Body();
  const end = body.param(I32);
  const splat = () => body.let(V128, narrow.splat(scalars.shift() as Code));
  const scalars = Array.from({ length: 5 }, () => body.param(F32));
  const rest = body.param(I32);
  const perUnit = body.let(V128, wide.splat([...(scalars.shift() as Code), PROMOTE]));
  const placed = placing(body, { top: splat(), octave: splat(), first: splat(), reach: splat(), rest: body.let(V128, i32x4.splat(rest)) });
  const one = body.let(V128, wide.constant(1));
  body.repeat(end, ROUND * lanes.bytes, (at) => {
    for (const offset of [0, 4 * lanes.bytes]) {
      const z = pairsAt(body, lanes, at, offset).map((pair) => body.let(V128, wide.mul(pair, perUnit))) as [Code, Code];
      const { addresses, middles } = placed(widths.narrow(f64x2.floor(z[0]), f64x2.floor(z[1])));
      for (const [i, middle] of middles.entries()) {
        const x = body.let(V128, wide.sub(z[i] as Code, middle));
        for (const lane of [0, 1] as const) scatter(body, laneOf(addresses, 2 * i + lane), x, lane, one);
      }
    }
  });
  return body.func(`near${lanes.bytes}`);
}

const PROMOTE = 0xbb;

interface Lattice {
  readonly top: Code;
  readonly octave: Code;
  readonly first: Code;
  readonly reach: Code;
  readonly rest: Code;
}

/** Of four whole distances k in units, on the logits' axis: addresses of the slots, and the cells' middles as two pairs of float64. */
function placing(body: Body, { top, octave, first, reach, rest }: Lattice): (k: Code) => { addresses: Code; middles: [Code, Code] } {
  const local = (value: Code): Code => body.let(V128, value);
  const [one, half, bytes, whole] = [1, 0.5, SLOT, WHOLE].map((value) => local(narrow.constant(value))) as [Code, Code, Code, Code];
  const [exponent, reciprocal, wholeBits] = [EXPONENT, RECIPROCAL, WHOLE_BITS].map((bits) => local(narrow.pattern(bits))) as [
    Code,
    Code,
    Code,
  ];
  const perOctave = local(narrow.div(one, octave));
  const twice = local(add(octave, octave));
  const perLevel = local(mul(octave, bytes));
  const base = local(sub(whole, mul(first, perLevel)));
  const floored = (units: Code, perCell: Code) => local(f32x4.floor(mul(units, perCell)));
  return (units) => {
    const k = local(units);
    const t = local(sub(top, k));
    const power = local(v128.and(narrow.pmax(octave, t), exponent));
    const width = local(mul(power, perOctave));
    const perCell = local(i32x4.sub(reciprocal, width));
    const [topCell, cell] = [floored(top, perCell), floored(k, perCell)];
    // Cells of twice the width take over where there are enough of them below the top; it is then the first of its octave.
    const [topPair, pair] = [floored(topCell, half), floored(cell, half)];
    const pairs = local(le(octave, sub(topPair, pair)));
    const below = v128.select(twice, sub(topCell, cell), pairs);
    const level = f32x4.converted(i32x4.shiftRight(power, narrow.fraction));
    const address = i32x4.sub(add(add(mul(level, perLevel), base), mul(below, bytes)), wholeBits);
    const lower = v128.select(add(pair, pair), cell, pairs);
    const toMiddle = v128.select(one, half, pairs);
    const middle = local(mul(add(lower, toMiddle), width));
    return {
      addresses: local(v128.select(address, rest, le(t, reach))),
      middles: [widths.low(middle), widths.high(middle)],
    };
  };
}
