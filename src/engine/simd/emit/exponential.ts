import { type Code, I32, V128 } from "./binary.ts";
import type { Body } from "./body.ts";
import { type Lanes, v128 } from "./lanes.ts";

/** What every logit of a row shares, in every lane; `scaleOf` in ../scale.ts says what they are. */
export interface Row {
  readonly m: Code;
  readonly lowest: Code;
  readonly shift: Code;
  readonly high: Code;
  readonly low: Code;
  readonly turns: Code;
  /** Integers: what to add to the exponent. */
  readonly exponent: Code;
}

/** Declares the last parameters of a kernel: m, lowest, shift, high, low, turns, exponent. */
export function rowOf(body: Body, lanes: Lanes): Row {
  const names = ["m", "lowest", "shift", "high", "low", "turns"] as const;
  const scalars = names.map((name) => [name, body.param(lanes.scalar)] as const);
  const exponent = body.param(I32);
  const [m, lowest, shift, high, low, turns] = scalars.map(([, scalar]) => body.let(V128, lanes.splat(scalar))) as [
    Code,
    Code,
    Code,
    Code,
    Code,
    Code,
  ];
  return { m, lowest, shift, high, low, turns, exponent: body.let(V128, lanes.splatInteger(exponent)) };
}

/**
 * q of e^r ≈ 1 + r + r²·q(r) for |r| ≤ log(2)/2: minimax by Remez's exchange, relative error 3.1e-9 and 2.7e-17.
 * log 2 is in two parts; an n of 10 bits (13 for float64) times the first is exact, and so is the upper half of a significand
 * times the upper half of another.
 */
const CONSTANTS = {
  4: {
    ln2: [0.693115234375, 3.1946184945309415e-5],
    q: [0.4999999343212929, 0.1666652039904253, 0.041668390783547914, 0.008368745108942591, 0.0013814540176801306],
    upper: [0x00, 0xf0, 0xff, 0xff],
  },
  8: {
    ln2: [0.6931471805592082, 7.371002565167799e-13],
    q: [
      0.5000000000000001, 0.16666666666665994, 0.041666666666624434, 0.008333333333897902, 0.0013888888917278947, 0.00019841268400910166,
      2.4801520158503657e-5, 2.7558713744939103e-6, 2.7621005069784745e-7, 2.4615232042932623e-8,
    ],
    upper: [0x00, 0x00, 0x00, 0xf8, 0xff, 0xff, 0xff, 0xff],
  },
} as const;

/** z ← as it enters the sums: no lower than `lowest`, so that all stays finite. A NaN stays. */
export function clamped(body: Body, lanes: Lanes, row: Row, z: Code): Code {
  return body.let(V128, lanes.pmax(z, row.lowest));
}

/**
 * Writes the constants, and gives the expression of e^(z/tau) in units of the row for a clamped z, with arbitrary bits where z is
 * `lowest`. n = round(z·log₂(e)/tau), r = z/tau − n·log 2 in two steps (Cody & Waite), and n is added to the exponent of e^r.
 */
export function exponentialOf(body: Body, lanes: Lanes, row: Row): (z: Code) => Code {
  const constant = (value: number) => body.let(V128, lanes.constant(value));
  const { ln2, q } = CONSTANTS[lanes.bytes];
  // Adding 1.5·2^fraction leaves the nearest integer in the low bits.
  const magic = constant(1.5 * 2 ** lanes.fraction);
  const minusLn2 = [constant(-ln2[0]), constant(-ln2[1])] as const;
  const remainder = remainderOf(body, lanes, row, minusLn2);
  const coefficients = [...q].reverse().map(constant);
  const one = constant(1);
  return (z) => {
    const x = body.let(V128, lanes.sub(z, row.shift));
    const turned = body.let(V128, lanes.madd(x, row.turns, magic));
    const n = body.let(V128, lanes.sub(turned, magic));
    const r = body.let(V128, remainder(x, n));
    const fraction = [...coefficients, one, one].reduce((sum, next) => lanes.madd(sum, r, next));
    return lanes.addInteger(fraction, lanes.toExponent(lanes.addInteger(turned, row.exponent)));
  };
}

/** x/tau − n·log 2, rounded about once. */
function remainderOf(body: Body, lanes: Lanes, row: Row, [high, low]: readonly [Code, Code]): (x: Code, n: Code) => Code {
  const { add, sub, mul, madd } = lanes;
  if (lanes.fused) return (x, n) => add(madd(x, row.high, mul(n, high)), madd(x, row.low, mul(n, low)));
  const upper = body.let(V128, lanes.pattern(CONSTANTS[lanes.bytes].upper));
  return (x, n) => {
    const top = body.let(V128, v128.and(x, upper));
    const rest = add(mul(sub(x, top), row.high), add(mul(x, row.low), mul(n, low)));
    return add(add(mul(top, row.high), mul(n, high)), rest);
  };
}
