import { type BinaryOp, mapBinary, mapUnary, type UnaryOp } from "../../engine/index.ts";
import { type AnyTensor, fail, type Steps } from "../../model/index.ts";
import { nameOf, plain, realOf, tensorOf } from "../convert.ts";
import { ROUNDING, SCALAR, UNARY } from "../elementwiseNames.ts";
import { callRaw, isCollection, mathFunction, placeholder } from "../mathjs.ts";
import { isArrayLike } from "../values.ts";
import type { Form } from "./form.ts";

/** Those that mathjs refuses for matrices. */
const REFUSED = new Set(
  "acos acosh acot acoth acsc acsch asec asech asin asinh atan atanh cbrt cos cosh cot coth csc csch cube exp expm1 gamma lgamma log sec sech sin sinh sqrt square tan tanh zeta".split(
    " ",
  ),
);

const BINARY: Readonly<Record<string, BinaryOp>> = {
  add: "add",
  subtract: "sub",
  dotMultiply: "mul",
  dotDivide: "div",
  divide: "div",
  dotPow: "pow",
  pow: "pow",
  mod: "mod",
  atan2: "atan2",
  hypot: "hypot",
  smaller: "lt",
  smallerEq: "le",
  larger: "gt",
  largerEq: "ge",
  equal: "eq",
  unequal: "ne",
  and: "and",
  or: "or",
  xor: "xor",
};

export const elementwise: Readonly<Record<string, Form>> = {
  ...Object.fromEntries(Object.entries(UNARY).map(([name, op]) => [name, unary(name, op)])),
  ...Object.fromEntries(Object.entries(ROUNDING).map(([name, op]) => [name, rounding(name, op)])),
  ...Object.fromEntries(SCALAR.map((name) => [name, unary(name, realPart(name))])),
  ...Object.fromEntries(Object.entries(BINARY).map(([name, op]) => [name, { run: (values) => chain(values, op) } satisfies Form])),
  unaryPlus: { run: ([x]) => tensorOf(x) },
  log: logarithm(),
};

function unary(name: string, op: UnaryOp | ((x: number) => number)): Form {
  return {
    matrices: REFUSED.has(name),
    run(values) {
      const [x] = values;
      if (values.length !== 1) return undefined;
      return isArrayLike(x) ? mapped(x, op) : onMatrix(name, x);
    },
  };
}

function rounding(name: string, op: UnaryOp): Form {
  return {
    run([x, decimals]) {
      if (decimals === undefined) return mapped(x, op);
      const fn = mathFunction(name);
      return isArrayLike(x) && !isArrayLike(decimals) ? mapped(x, (v) => Number(fn(v, decimals))) : undefined;
    },
  };
}

function logarithm(): Form {
  return {
    matrices: true,
    run([x, base]) {
      if (!isArrayLike(x)) return onMatrix("log", x, base);
      return base === undefined ? mapped(x, "log") : mapped(x, (v) => Math.log(v) / Math.log(realOf(base) ?? Number.NaN));
    },
  };
}

function* mapped(x: unknown, op: UnaryOp | ((v: number) => number)): Steps<unknown> {
  return plain(yield* mapUnary(yield* tensorOf(x), op));
}

/** mathjs's own function over the elements of one of its matrices; `more` is its second argument. */
function onMatrix(name: string, x: unknown, more?: unknown): Steps<unknown> | undefined {
  return isCollection(x) && !isCollection(more) ? mappedMatrix(name, x, more) : undefined;
}

function* mappedMatrix(name: string, x: unknown, more: unknown): Steps<unknown> {
  yield { kind: "progress", done: 0, total: 0 };
  const fn = mathFunction(name);
  // Of one parameter: mathjs's map would give a function of two the index as well.
  const one = more === undefined ? (element: unknown) => fn(element) : (element: unknown) => fn(element, more);
  const names = new Map<string, unknown>([
    ["x", x],
    ["f", one],
  ]);
  return callRaw(mathFunction("map"), [placeholder("x"), placeholder("f")], names);
}

/** mathjs's function of a real number, NaN where its result is not real. */
function realPart(name: string): (x: number) => number {
  return (x) => {
    const y = mathFunction(name)(x);
    return typeof y === "number" ? y : Number.NaN;
  };
}

/** a op b op c …, from the left. */
function* chain(values: readonly unknown[], op: BinaryOp): Steps<unknown> {
  let result: unknown = values[0];
  for (const value of values.slice(1)) result = plain(yield* mapBinary(yield* operandOf(result), yield* operandOf(value), op));
  return result;
}

/** A number stays one, so that it does not widen the tensor's dtype. */
export function* operandOf(raw: unknown): Steps<AnyTensor | number> {
  if (typeof raw === "number") return raw;
  if (isArrayLike(raw) || isCollection(raw)) return yield* tensorOf(raw);
  return realOf(raw) ?? fail("Type", `Tensors hold real numbers; ${nameOf(raw)} can't take part.`);
}
