import { type Code, F64, unsigned } from "./binary.ts";
import type { Body } from "./body.ts";

const op =
  (code: number) =>
  (...operands: readonly Code[]): Code => [...operands.flat(), code];

const add = op(0xa0);
const sub = op(0xa1);
const mul = op(0xa2);

const constant = (value: number): Code => [0x44, ...new Uint8Array(Float64Array.of(value).buffer)];

/** The leading `bits` of x, rounded, as `split` of ../exact.ts has it. */
function leading(body: Body, x: Code, bits: number): Code {
  const large = body.let(F64, mul(x, constant(2 ** (53 - bits) + 1)));
  return sub(large, sub(large, x));
}

/** A number in two halves, whose products are exact. */
interface Halves {
  readonly whole: Code;
  readonly upper: Code;
  readonly lower: Code;
}

function halves(body: Body, x: Code): Halves {
  const upper = body.let(F64, leading(body, x, 26));
  return { whole: x, upper, lower: body.let(F64, sub(x, upper)) };
}

/** What rounding took from `product` of a and b, by the steps of `twoProduct` in ../exact.ts. */
function errorOf(body: Body, a: Code, product: Code, b: Halves): Code {
  const x = halves(body, a);
  return add(add(add(sub(mul(x.upper, b.upper), product), mul(x.upper, b.lower)), mul(x.lower, b.upper)), mul(x.lower, b.lower));
}

/** The sum and what rounding took from it, by the steps of `twoSum` in ../exact.ts. */
function twoSum(body: Body, a: Code, b: Code): [Code, Code] {
  const sum = body.let(F64, add(a, b));
  const back = body.let(F64, sub(sum, a));
  return [sum, body.let(F64, add(sub(a, sub(sum, back)), sub(b, back)))];
}

/** Scalars of float64. */
export const f64 = {
  constant,
  add,
  sub,
  mul,
  div: op(0xa3),
  abs: op(0x99),
  ceil: op(0x9b),
  ne: op(0x62),
  lt: op(0x63),
  gt: op(0x64),
  le: op(0x65),
  /** a where the scalar `condition` is not 0, else b. */
  select: op(0x1b),
  load: (at: Code, offset: number): Code => [...at, 0x2b, 3, ...unsigned(1024 + offset)],
  store: (at: Code, offset: number, value: Code): Code => [...at, ...value, 0x39, 3, ...unsigned(1024 + offset)],
  leading,
  halves,
  errorOf,
  twoSum,
};
