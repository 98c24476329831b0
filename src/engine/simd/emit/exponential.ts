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

/**
 * Four vectors, taken step by step together: a step of one does not wait for the same step of another, while within one vector each
 * waits for the one before, and a processor does not look far enough ahead to find work in the next vector by itself.
 */
export type Four = readonly [Code, Code, Code, Code];

/** One step for each, written to locals. */
export function eachOf(body: Body, values: Four, step: (value: Code, j: 0 | 1 | 2 | 3) => Code): Four {
  const let128 = (j: 0 | 1 | 2 | 3) => body.let(V128, step(values[j], j));
  return [let128(0), let128(1), let128(2), let128(3)];
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
 * c₁ … of 2^f ≈ 1 + c₁·f + c₂·f² + … for |f| ≤ 1/2: minimax by Remez's exchange, relative error 2.6e-9 and 4.1e-18; and the upper half
 * of a significand, so that the product of two halves is exact.
 */
const CONSTANTS = {
  4: {
    coefficients: [
      0.6931472151851307, 0.24022652796051544, 0.05550310129521965, 0.009617691139553712, 0.0013406797094523695, 0.0001559508028393528,
    ],
    upper: [0x00, 0xf0, 0xff, 0xff],
  },
  8: {
    coefficients: [
      Math.LN2,
      0.2402265069591011,
      0.05550410866482171,
      0.009618129107600938,
      0.001333355814654909,
      0.00015403530449860833,
      1.5252733632311926e-5,
      1.3215438427371806e-6,
      1.0178160285240565e-7,
      7.073303289672514e-9,
      4.438892801005471e-10,
    ],
    upper: [0x00, 0x00, 0x00, 0xf8, 0xff, 0xff, 0xff, 0xff],
  },
} as const;

/** The logits as they enter the sums: no lower than `lowest`, so that all stays finite. A NaN stays. */
export function clamped(body: Body, lanes: Lanes, row: Row, z: Four): Four {
  return eachOf(body, z, (logit) => lanes.pmax(logit, row.lowest));
}

/**
 * Writes the constants, and gives the expression of e^(z/tau) in units of the row for a clamped z, with arbitrary bits where z is
 * `lowest`. e^(z/tau) = 2^(n + f) with n whole and |f| ≤ 1/2; n is added to the exponent of 2^f.
 */
export function exponentialOf(body: Body, lanes: Lanes, row: Row): (z: Four) => Four {
  const constant = (value: number) => body.let(V128, lanes.constant(value));
  // Adding 1.5·2^fraction leaves the nearest integer in the low bits.
  const magic = constant(1.5 * 2 ** lanes.fraction);
  const remainder = remainderOf(body, lanes, row);
  const coefficients = [...CONSTANTS[lanes.bytes].coefficients].reverse().map(constant);
  const one = constant(1);
  return (z) => {
    const x = eachOf(body, z, (logit) => lanes.sub(logit, row.shift));
    const turned = eachOf(body, x, (shifted) => lanes.madd(shifted, lanes.fused ? row.high : row.turns, magic));
    const minusN = eachOf(body, turned, (sum) => lanes.sub(magic, sum));
    const f = eachOf(body, x, (shifted, j) => remainder(shifted, minusN[j]));
    const horner = (sums: Four, next: Code) => eachOf(body, sums, (sum, j) => lanes.madd(sum, f[j], next));
    const [highest = one, ...lower] = [...coefficients, one];
    const fraction = lower.reduce(horner, [highest, highest, highest, highest]);
    return eachOf(body, fraction, (sum, j) => lanes.addInteger(sum, lanes.toExponent(lanes.addInteger(turned[j], row.exponent))));
  };
}

/** x·(high + low) − n of −n, rounded only where it is small. */
function remainderOf(body: Body, lanes: Lanes, row: Row): (x: Code, minusN: Code) => Code {
  const { add, sub, mul, madd } = lanes;
  if (lanes.fused) return (x, minusN) => madd(x, row.low, madd(x, row.high, minusN));
  const upper = body.let(V128, lanes.pattern(CONSTANTS[lanes.bytes].upper));
  return (x, minusN) => {
    const top = body.let(V128, v128.and(x, upper));
    const rest = add(mul(sub(x, top), row.high), mul(x, row.low));
    return add(add(mul(top, row.high), minusN), rest);
  };
}
