import type { UnaryOp } from "../engine/index.ts";

/** mathjs's functions of one number that the engine has a loop for. */
export const UNARY: Readonly<Record<string, UnaryOp>> = {
  unaryMinus: "neg",
  abs: "abs",
  square: "square",
  sign: "sign",
  exp: "exp",
  expm1: "expm1",
  log2: "log2",
  log10: "log10",
  log1p: "log1p",
  sqrt: "sqrt",
  cbrt: "cbrt",
  sin: "sin",
  cos: "cos",
  tan: "tan",
  asin: "asin",
  acos: "acos",
  atan: "atan",
  sinh: "sinh",
  cosh: "cosh",
  tanh: "tanh",
  asinh: "asinh",
  acosh: "acosh",
  atanh: "atanh",
  not: "not",
  isNaN: "isnan",
  isFinite: "isfinite",
};

/** Rounding; with a second argument, decimals, mathjs's own function is applied to every element. */
export const ROUNDING: Readonly<Record<string, UnaryOp>> = { round: "round", floor: "floor", ceil: "ceil", fix: "fix" };

/** Functions of one number that are mathjs's own, element by element. */
export const SCALAR = "acot acoth acsc acsch asec asech cot coth csc csch sec sech gamma lgamma zeta cube erf factorial".split(" ");
