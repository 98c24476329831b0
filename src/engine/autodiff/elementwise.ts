import type { Steps, Tensor } from "../../model/index.ts";
import type { BinaryOp } from "../binary.ts";
import { mapBinary } from "../elementwise.ts";
import { materialise } from "../source.ts";
import { sigmoid } from "../special.ts";
import type { UnaryOp } from "../unary.ts";
import { digamma } from "./digamma.ts";
import { carried, lift, made, map1, map2, type Operand, unbroadcast, type Variable } from "./variable.ts";

/** dy/dx from x and y. */
type Slope = (x: number, y: number) => number;

/** Slopes of elementwise functions. Steps (sign, floor…) are flat; where abs has a kink it is flat too. */
export const slopes = {
  neg: () => -1,
  abs: (x) => Math.sign(x),
  square: (x) => 2 * x,
  sign: () => 0,
  floor: () => 0,
  ceil: () => 0,
  round: () => 0,
  fix: () => 0,
  exp: (_, y) => y,
  expm1: (_, y) => y + 1,
  log: (x) => 1 / x,
  log2: (x) => 1 / (x * Math.LN2),
  log10: (x) => 1 / (x * Math.LN10),
  log1p: (x) => 1 / (1 + x),
  sqrt: (_, y) => 0.5 / y,
  cbrt: (_, y) => 1 / (3 * y * y),
  reciprocal: (_, y) => -y * y,
  sin: (x) => Math.cos(x),
  cos: (x) => -Math.sin(x),
  tan: (_, y) => 1 + y * y,
  asin: (x) => 1 / Math.sqrt(1 - x * x),
  acos: (x) => -1 / Math.sqrt(1 - x * x),
  atan: (x) => 1 / (1 + x * x),
  sinh: (x) => Math.cosh(x),
  cosh: (x) => Math.sinh(x),
  tanh: (_, y) => 1 - y * y,
  asinh: (x) => 1 / Math.sqrt(x * x + 1),
  acosh: (x) => 1 / Math.sqrt(x * x - 1),
  atanh: (x) => 1 / (1 - x * x),
  sigmoid: (_, y) => y * (1 - y),
  logSigmoid: (x) => sigmoid(-x),
  logit: (x) => 1 / (x * (1 - x)),
  log1mexp: (x) => -1 / Math.expm1(-x),
  entr: (x) => -Math.log(x) - 1,
} satisfies Partial<Record<UnaryOp, Slope>>;

/** Those that the engine has no loop for: the function is the caller's. */
export const moreSlopes: Readonly<Record<string, Slope>> = {
  acot: (x) => -1 / (1 + x * x),
  acoth: (x) => 1 / (1 - x * x),
  acsc: (x) => -1 / (Math.abs(x) * Math.sqrt(x * x - 1)),
  acsch: (x) => -1 / (Math.abs(x) * Math.sqrt(x * x + 1)),
  asec: (x) => 1 / (Math.abs(x) * Math.sqrt(x * x - 1)),
  asech: (x) => -1 / (x * Math.sqrt(1 - x * x)),
  cot: (_, y) => -(1 + y * y),
  coth: (_, y) => 1 - y * y,
  csc: (x, y) => -y / Math.tan(x),
  csch: (x, y) => -y / Math.tanh(x),
  sec: (x, y) => y * Math.tan(x),
  sech: (x, y) => -y * Math.tanh(x),
  gamma: (x, y) => y * digamma(x),
  lgamma: (x) => digamma(x),
  factorial: (x, y) => y * digamma(x + 1),
  cube: (x) => 3 * x * x,
  erf: (x) => (2 / Math.sqrt(Math.PI)) * Math.exp(-x * x),
};

/** ∂/∂x and ∂/∂y of an operation on two numbers. */
interface Slopes {
  readonly x: (x: number, y: number) => number;
  readonly y: (x: number, y: number) => number;
}

const pairs = {
  add: { x: () => 1, y: () => 1 },
  sub: { x: () => 1, y: () => -1 },
  mul: { x: (_, y) => y, y: (x) => x },
  div: { x: (_, y) => 1 / y, y: (x, y) => -x / (y * y) },
  pow: { x: (x, y) => (y === 0 ? 0 : y * x ** (y - 1)), y: (x, y) => (x === 0 && y > 0 ? 0 : x ** y * Math.log(x)) },
  mod: { x: () => 1, y: (x, y) => -Math.floor(x / y) },
  atan2: { x: (x, y) => y / (x * x + y * y), y: (x, y) => -x / (x * x + y * y) },
  hypot: { x: (x, y) => x / Math.hypot(x, y), y: (x, y) => y / Math.hypot(x, y) },
  // Equals share the slope, as in PyTorch's maximum and minimum.
  max: { x: (x, y) => (x > y ? 1 : x === y ? 0.5 : 0), y: (x, y) => (y > x ? 1 : x === y ? 0.5 : 0) },
  min: { x: (x, y) => (x < y ? 1 : x === y ? 0.5 : 0), y: (x, y) => (y < x ? 1 : x === y ? 0.5 : 0) },
  logaddexp: { x: (x, y) => sigmoid(x - y), y: (x, y) => sigmoid(y - x) },
  xlogy: { x: (_, y) => Math.log(y), y: (x, y) => (x === 0 ? 0 : x / y) },
  xlog1py: { x: (_, y) => Math.log1p(y), y: (x, y) => (x === 0 ? 0 : x / (1 + y)) },
  relEntr: { x: (x, y) => Math.log(x / y) + 1, y: (x, y) => -x / y },
  klDiv: { x: (x, y) => Math.log(x / y), y: (x, y) => 1 - x / y },
} satisfies Partial<Record<BinaryOp, Slopes>>;

export function* unary(x: Operand, op: keyof typeof slopes): Steps<Variable> {
  return yield* mapped(x, op, slopes[op]);
}

/** f of every element, whose slope is known. */
export function* mapped(operand: Operand, f: UnaryOp | ((x: number) => number), slope: Slope): Steps<Variable> {
  const x = yield* lift(operand);
  const value = yield* map1(x.value, f);
  return made(value, [x], function* (g) {
    return [yield* map2(g, yield* map2(x.value, value, slope), carried)];
  });
}

export function* binary(x: Operand, y: Operand, op: keyof typeof pairs): Steps<Variable> {
  return yield* mapped2(x, y, op, pairs[op]);
}

export function* mapped2(a: Operand, b: Operand, f: BinaryOp | ((x: number, y: number) => number), slope: Slopes): Steps<Variable> {
  const x = yield* lift(a);
  const y = yield* lift(b);
  const value = yield* materialise(yield* mapBinary(x.value, y.value, f));
  return made(value, [x, y], function* (g) {
    const part = function* (own: Variable, by: Slopes["x"]): Steps<Tensor> {
      return yield* unbroadcast(yield* map2(g, yield* map2(x.value, y.value, by), carried), own.shape);
    };
    return [x.tracked ? yield* part(x, slope.x) : undefined, y.tracked ? yield* part(y, slope.y) : undefined];
  });
}

export const add = (x: Operand, y: Operand): Steps<Variable> => binary(x, y, "add");
export const sub = (x: Operand, y: Operand): Steps<Variable> => binary(x, y, "sub");
export const mul = (x: Operand, y: Operand): Steps<Variable> => binary(x, y, "mul");
export const div = (x: Operand, y: Operand): Steps<Variable> => binary(x, y, "div");

/** weight · x, and 0 where the weight is 0, whatever x is. */
export function* weighted(weight: Operand, x: Operand): Steps<Variable> {
  return yield* mapped2(weight, x, (w, v) => (w === 0 ? 0 : w * v), { x: (_, v) => v, y: (w) => w });
}

/** x limited to lo … hi; the bounds themselves still move with x, as in PyTorch's clamp. */
export function* clip(x: Operand, lo: Operand, hi: Operand): Steps<Variable> {
  const above = yield* mapped2(x, lo, "max", { x: (v, b) => (v >= b ? 1 : 0), y: (v, b) => (v < b ? 1 : 0) });
  return yield* mapped2(above, hi, "min", { x: (v, b) => (v <= b ? 1 : 0), y: (v, b) => (v > b ? 1 : 0) });
}
