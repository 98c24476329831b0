import { type Code, F64, type Func, I32, moduleOf, V128 } from "./binary.ts";
import { Body } from "./body.ts";
import { peak } from "./kernels.ts";
import { type Lanes, lanesOf, v128 } from "./lanes.ts";
import { pairsAt, SLOT, scatter } from "./moments.ts";
import { near } from "./near.ts";
import { anyTrue, f64x2, i64x2, laneOf } from "./pairs.ts";

/** 64 KiB each, for the block and the sums of the finest lattice. */
const PAGES = 4;
/** Elements a round. */
const ROUND = 4;
/** Distances from here on are beyond reach. */
const FAR = 1.5 * 2 ** 30;

const wide = lanesOf(8, false);
const { add, sub, mul, pmin, pmax, constant } = wide;

/** The module of the temperature sketch, in standard SIMD: but for the sums all of it is exact, so fused arithmetic would gain nothing. */
export function sketchModule(): Uint8Array {
  const funcs = ([4, 8] as const).flatMap((bytes) => [
    peak(lanesOf(bytes, false)),
    near(lanesOf(bytes, false)),
    bin(lanesOf(bytes, false)),
  ]);
  return moduleOf(funcs, PAGES);
}

/**
 * bin(end, perUnit, top, octave, bias, slots, reach) → 1 if there is a NaN. Adds each logit of the block more than `reach` units below the top to the
 * sums of its slot, those out of reach of any to the slot behind the last, of which only the count means anything, and the others to the one behind that.
 * src/engine/sketch says what slots and sums are. There are `octave` cells an octave, in the first of which a distance has the exponent
 * `bias`, as a double holds it.
 */
function bin(lanes: Lanes): Func {
  const body = new Body();
  const end = body.param(I32);
  const scalars = [0, 1, 2, 3, 4, 5].map(() => body.param(F64));
  const [perUnit, top, octave, bias, slots, reach] = scalars.map((scalar) => body.let(V128, wide.splat(scalar))) as [
    Code,
    Code,
    Code,
    Code,
    Code,
    Code,
  ];
  const placed = placing(body, { top, octave, bias, slots, reach });
  const one = body.let(V128, constant(1));
  const nan = body.variable(V128, constant(0));
  body.repeat(end, ROUND * lanes.bytes, (at) => {
    for (const pair of pairsAt(body, lanes, at)) {
      const z = body.let(V128, mul(pair, perUnit));
      nan.set(v128.or(nan.get, f64x2.ne(z, z)));
      const { address, x } = placed(z);
      for (const lane of [0, 1] as const) scatter(body, laneOf(address, lane), x, lane, one);
    }
  });
  return body.func(`bin${lanes.bytes}`, { type: I32, value: anyTrue(nan.get) });
}

/** Bits of a double's exponent, and those from which the bits of a power of 2 leave the bits of its reciprocal. */
const EXPONENT = [0, 0, 0, 0, 0, 0, 0xf0, 0x7f];
const RECIPROCAL = [0, 0, 0, 0, 0, 0, 0xe0, 0x7f];
/** A double whose lowest bits hold a whole number as an integer does. */
const WHOLE = 2 ** 52;

interface Lattice {
  readonly top: Code;
  readonly octave: Code;
  readonly bias: Code;
  readonly slots: Code;
  readonly reach: Code;
}

/** Of a pair of logits in units: the addresses of their slots from SUMS_AT on, and their distances from the middles of their cells. */
function placing(body: Body, { top, octave, bias, slots, reach }: Lattice): (z: Code) => { address: Code; x: Code } {
  const local = (value: Code): Code => body.let(V128, value);
  const [one, half, far, bytes, whole] = [1, 0.5, FAR, SLOT, WHOLE].map((value) => local(constant(value))) as [
    Code,
    Code,
    Code,
    Code,
    Code,
  ];
  const [exponent, reciprocal] = [EXPONENT, RECIPROCAL].map((bits) => local(wide.pattern(bits))) as [Code, Code];
  const perOctave = local(wide.div(add(one, one), octave));
  const cellsBelow = (k: Code, perCell: Code) => sub(f64x2.floor(mul(top, perCell)), f64x2.floor(mul(k, perCell)));
  return (z) => {
    // −∞ and NaN become far: pmin takes its first where they do not compare.
    const t = local(pmin(far, sub(top, f64x2.floor(z))));
    const k = local(sub(top, t));
    const power = local(v128.and(pmax(octave, t), exponent));
    // The width of a cell is this, if there are enough of it below the top, or half of it.
    const wider = local(mul(power, perOctave));
    const perWider = local(i64x2.sub(reciprocal, wider));
    const enough = local(f64x2.ge(cellsBelow(k, perWider), octave));
    const perCell = local(v128.select(perWider, add(perWider, perWider), enough));
    const width = local(v128.select(wider, mul(wider, half), enough));
    const octaves = sub(sub(v128.or(i64x2.shiftRight(power, wide.fraction), whole), whole), bias);
    const slot = add(mul(add(octaves, v128.and(enough, one)), octave), cellsBelow(k, perCell));
    const held = v128.select(add(slots, one), pmin(slots, slot), wide.le(t, reach));
    return {
      address: local(f64x2.truncated(mul(held, bytes))),
      x: local(sub(sub(z, mul(f64x2.floor(mul(k, perCell)), width)), mul(width, half))),
    };
  };
}
