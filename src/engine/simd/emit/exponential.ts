import { type Code, V128 } from "./binary.ts";
import type { Body } from "./body.ts";
import { type Lanes, v128 } from "./lanes.ts";

/** What every logit of a row shares, in every lane; `Scale` in ../scale.ts says what they are. */
export interface Row {
  readonly m: Code;
  readonly lowest: Code;
  readonly high: Code;
  readonly low: Code;
  readonly turns: Code;
  readonly magic: Code;
}

/**
 * Vectors taken step by step together: a step of one does not wait for the same step of another, while within one vector each waits for
 * the one before, and a processor does not look far enough ahead to find work in the next vector by itself.
 */
export type Vectors = readonly Code[];

/** One step for each, written to locals. */
export function eachOf(body: Body, values: Vectors, step: (value: Code, j: number) => Code): Vectors {
  return values.map((value, j) => body.let(V128, step(value, j)));
}

/** Declares the last parameters of a kernel: m, lowest, high, low, turns, magic. */
export function rowOf(body: Body, lanes: Lanes): Row {
  const scalar = () => body.param(lanes.scalar);
  const scalars = { m: scalar(), lowest: scalar(), high: scalar(), low: scalar(), turns: scalar(), magic: scalar() };
  const splat = (value: Code) => body.let(V128, lanes.splat(value));
  return {
    m: splat(scalars.m),
    lowest: splat(scalars.lowest),
    high: splat(scalars.high),
    low: splat(scalars.low),
    turns: splat(scalars.turns),
    magic: splat(scalars.magic),
  };
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
export function clamped(body: Body, lanes: Lanes, row: Row, z: Vectors): Vectors {
  return eachOf(body, z, (logit) => lanes.pmax(logit, row.lowest));
}

/**
 * Writes the constants, and gives the expression of e^(z/tau) in units of the row for a clamped z: 0 where z is `lowest`, NaN where it is NaN.
 * e^(z/tau) = 2^n·2^f with n whole and |f| ≤ 1/2. Adding `magic` leaves n in the low bits, and there already as the exponent of a float,
 * in units of the row; at `lowest` that exponent is the one of 0.
 */
export function exponentialOf(body: Body, lanes: Lanes, row: Row): (z: Vectors) => Vectors {
  const constant = (value: number) => body.let(V128, lanes.constant(value));
  const remainder = remainderOf(body, lanes, row);
  const coefficients = [...CONSTANTS[lanes.bytes].coefficients].reverse();
  const highest = constant(coefficients[0] as number);
  const lower = [...coefficients.slice(1), 1].map(constant);
  return (z) => {
    const turned = eachOf(body, z, (logit) => lanes.madd(logit, lanes.fused ? row.high : row.turns, row.magic));
    const minusN = eachOf(body, turned, (sum) => lanes.sub(row.magic, sum));
    const f = eachOf(body, z, (logit, j) => remainder(logit, minusN[j] as Code));
    const horner = (sums: Vectors, next: Code) => eachOf(body, sums, (sum, j) => lanes.madd(sum, f[j] as Code, next));
    const fraction = lower.reduce(
      horner,
      z.map(() => highest),
    );
    return eachOf(body, fraction, (power, j) => lanes.mul(power, lanes.toExponent(turned[j] as Code)));
  };
}

/** x·(high + low) − n of −n, rounded only where it is small. */
function remainderOf(body: Body, lanes: Lanes, row: Row): (x: Code, minusN: Code) => Code {
  const { add, mul, madd } = lanes;
  if (lanes.fused) return (x, minusN) => madd(x, row.low, madd(x, row.high, minusN));
  const split = splitOf(body, lanes);
  return (x, minusN) => {
    const { top, rest } = split(x, row.high, row.low);
    return add(add(mul(top, row.high), minusN), rest);
  };
}

/** x·(high + low), rounded once; without fused arithmetic `high` is half a significand long. */
export function productOf(body: Body, lanes: Lanes): (x: Code, high: Code, low: Code) => Code {
  const { add, mul, madd } = lanes;
  if (lanes.fused) return (x, high, low) => madd(x, high, mul(x, low));
  const split = splitOf(body, lanes);
  return (x, high, low) => {
    const { top, rest } = split(x, high, low);
    return add(mul(top, high), rest);
  };
}

/** The upper half of x, whose product with half a significand is exact, and what x·(high + low) has beside that product. */
function splitOf(body: Body, lanes: Lanes): (x: Code, high: Code, low: Code) => { top: Code; rest: Code } {
  const { add, sub, mul } = lanes;
  const upper = body.let(V128, lanes.pattern(CONSTANTS[lanes.bytes].upper));
  return (x, high, low) => {
    const top = body.let(V128, v128.and(x, upper));
    return { top, rest: add(mul(sub(x, top), high), mul(x, low)) };
  };
}
