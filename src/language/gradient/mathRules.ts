import { autodiff, type Dim } from "../../engine/index.ts";
import { fail, type Steps } from "../../model/index.ts";
import { realOf } from "../convert.ts";
import { ROUNDING, SCALAR, UNARY } from "../elementwiseNames.ts";
import { boolean, integer, numbers } from "../kinds.ts";
import { mathFunction } from "../mathjs.ts";
import { correctionOf, dimOf } from "../reductionArguments.ts";
import { isVariable } from "../values.ts";
import {
  failNoDerivative,
  hasAxes,
  isLiteral,
  markLiteral,
  type Operand,
  operandOf,
  primal,
  type Variable,
  variableOf,
} from "../variables.ts";

type Values = readonly unknown[];
type Keywords = ReadonlyMap<string, unknown>;
type Rule = (values: Values, keywords: Keywords) => Steps<Variable>;

/** Functions of mathjs whose result does not move with their arguments, or only in steps. */
const CONSTANT: ReadonlySet<string> = new Set(
  "smaller smallerEq larger largerEq equal unequal compare deepEqual and or xor not isNaN isFinite isInteger isPositive isNegative isZero isNumeric size count typeOf format".split(
    " ",
  ),
);

const { slopes, moreSlopes } = autodiff;

function hasSlope(op: string): op is keyof typeof slopes {
  return Object.hasOwn(slopes, op);
}

/** Applies a function or operator of mathjs to values of which some are variables. undefined: to their primal values, as usual. */
export function differentiateMath(name: string, values: Values, keywords: Keywords): Steps<Variable> | undefined {
  if (CONSTANT.has(name)) return undefined;
  const rule = Object.hasOwn(rules, name) ? rules[name] : undefined;
  return applied(rule ?? failNoDerivative(name), values, keywords);
}

function* applied(rule: Rule, values: Values, keywords: Keywords): Steps<Variable> {
  const result = yield* rule(values, keywords);
  const arrays = values.filter(hasAxes);
  return arrays.length > 0 && arrays.every(isLiteral) ? markLiteral(result) : result;
}

const elementwise: Record<string, Rule> = {};
for (const [name, op] of Object.entries({ ...UNARY, ...ROUNDING })) {
  if (hasSlope(op)) elementwise[name] = unary(op);
}
for (const name of SCALAR) {
  const slope = moreSlopes[name];
  if (slope) elementwise[name] = ([x]) => scalar(name, slope, x);
}

const rules: Readonly<Record<string, Rule>> = {
  ...elementwise,
  add: (values) => chain(values, autodiff.add),
  subtract: ([a, b]) => both(a, b, autodiff.sub),
  dotMultiply: ([a, b]) => both(a, b, autodiff.mul),
  dotDivide: ([a, b]) => both(a, b, autodiff.div),
  multiply: (values) => chain(values, autodiff.multiply),
  divide: ([a, b]) => divide(a, b),
  pow: ([a, b]) => power(a, b),
  dotPow: ([a, b]) => both(a, b, pair("pow")),
  mod: ([a, b]) => both(a, b, pair("mod")),
  atan2: ([a, b]) => both(a, b, pair("atan2")),
  hypot: (values) => chain(values, pair("hypot")),
  nthRoot: ([x, n]) => root(x, n ?? 2),
  unaryPlus: ([x]) => variableOf(x),
  clone: ([x]) => variableOf(x),
  log: ([x, base]) => logarithm(x, base),
  dot: ([a, b]) => both(a, b, autodiff.dot),
  norm: (values) => norm(values),
  sum: reduction(autodiff.sum),
  mean: reduction(autodiff.mean),
  prod: reduction(autodiff.prod),
  max: extreme("max"),
  min: extreme("min"),
  variance: reduction((x, dim, keepdims, correction) => autodiff.variance(x, dim, keepdims, correction)),
  std: reduction(function* (x, dim, keepdims, correction) {
    return yield* autodiff.unary(yield* autodiff.variance(x, dim, keepdims, correction), "sqrt");
  }),
  cumsum: (values, keywords) => running(values, keywords.get("dim")),
  transpose: ([x]) => turned(x),
  ctranspose: ([x]) => turned(x),
  reshape: ([x, shape]) => reshaped(x, shape),
  flatten: ([x]) => reshaped(x, undefined),
  squeeze: ([x]) => squeezed(x),
  concat: (values, keywords) => concatenated(values, keywords.get("dim")),
};

function unary(op: keyof typeof slopes): Rule {
  return function* ([x, ...more]) {
    if (more.length > 0) failNoDerivative(`${op} with decimals`);
    return yield* autodiff.unary(yield* operandOf(x), op);
  };
}

/** A function that is mathjs's own; where its value is not real, it is NaN. */
function* scalar(name: string, slope: (x: number, y: number) => number, x: unknown): Steps<Variable> {
  const fn = mathFunction(name);
  const real = (v: number): number => {
    const y = fn(v);
    return typeof y === "number" ? y : Number.NaN;
  };
  return yield* autodiff.mapped(yield* operandOf(x), real, slope);
}

type Pair = (x: Operand, y: Operand) => Steps<Variable>;

function pair(op: "pow" | "mod" | "atan2" | "hypot" | "max" | "min"): Pair {
  return (x, y) => autodiff.binary(x, y, op);
}

function* both(a: unknown, b: unknown, work: Pair): Steps<Variable> {
  return yield* work(yield* operandOf(a), yield* operandOf(b));
}

/** a op b op c …, from the left. */
function* chain(values: Values, work: Pair): Steps<Variable> {
  let result = yield* variableOf(values[0]);
  for (const value of values.slice(1)) result = yield* work(result, yield* operandOf(value));
  return result;
}

function* divide(a: unknown, b: unknown): Steps<Variable> {
  if (hasAxes(b) && isLiteral(b)) failNoDerivative("division by a matrix; ./ divides element by element");
  return yield* both(a, b, autodiff.div);
}

/** Of a matrix of mathjs a product with itself, else element by element. */
function* power(base: unknown, exponent: unknown): Steps<Variable> {
  if (!hasAxes(base) || !isLiteral(base)) return yield* both(base, exponent, pair("pow"));
  const n = isVariable(exponent) ? undefined : realOf(exponent);
  const matrix = yield* variableOf(base);
  if (n === undefined || !Number.isInteger(n) || n < 1 || matrix.shape.length !== 2) {
    return failNoDerivative("this power of a matrix; .^ takes powers element by element");
  }
  let result = matrix;
  for (let i = 1; i < n; i++) result = yield* autodiff.multiply(result, matrix);
  return result;
}

function* root(x: unknown, n: unknown): Steps<Variable> {
  const inverse = yield* autodiff.div(1, yield* operandOf(n));
  return yield* both(x, inverse, pair("pow"));
}

function* logarithm(x: unknown, base: unknown): Steps<Variable> {
  const log = yield* autodiff.unary(yield* operandOf(x), "log");
  return base === undefined ? log : yield* autodiff.div(log, yield* autodiff.unary(yield* operandOf(base), "log"));
}

/** The Euclidean norm; Frobenius's of a matrix. */
function* norm([x, p]: Values): Steps<Variable> {
  if (p !== undefined && p !== 2 && p !== "fro") failNoDerivative(`norm of order ${String(p)}`);
  return yield* autodiff.unary(yield* autodiff.sum(yield* autodiff.unary(yield* operandOf(x), "square")), "sqrt");
}

type Reduce = (x: Variable, dim: Dim, keepdims: boolean, correction: number) => Steps<Variable>;

/** As the forms of reductions: a positional dim counts from 1, `dim = …` from 0; several numbers are a list. */
function reduction(work: Reduce): Rule {
  return function* (values, keywords) {
    const x = isList(values) ? yield* listed(values) : yield* variableOf(values[0]);
    const keepdims = keywords.has("keepdims") ? yield* boolean.read(keywords.get("keepdims")) : false;
    const rest = isList(values) ? [] : values.slice(1);
    return yield* work(x, yield* dimOf(x.value, rest, keywords), keepdims, correctionOf(values));
  };
}

/** `max(x, y, …)` is of all of them, `max(x, y)` of arrays element by element. */
function extreme(op: "max" | "min"): Rule {
  const reduce = reduction((x, dim, keepdims) => autodiff.extreme(x, op, dim, keepdims));
  return function* (values, keywords) {
    const [, second] = values;
    const elementwise = values.length === 2 && (isVariable(second) || hasAxes(second));
    return elementwise ? yield* chain(values, pair(op)) : yield* reduce(values, keywords);
  };
}

/** Whether a reduction is given its numbers one by one. */
function isList(values: Values): boolean {
  return values.length > 1 && !hasAxes(values[0]) && typeof values[1] !== "string";
}

function* listed(values: Values): Steps<Variable> {
  const list: Operand[] = [];
  for (const value of values) list.push(yield* operandOf(value));
  return yield* autodiff.stack(list, 0);
}

function* running(values: Values, keyword: unknown): Steps<Variable> {
  const x = yield* variableOf(values[0]);
  const positional = values.length > 1 ? realOf(primal(values[1])) : undefined;
  return yield* autodiff.cumsum(x, keyword === undefined ? (positional ?? 1) - 1 : yield* integer.read(keyword));
}

function* turned(x: unknown): Steps<Variable> {
  return yield* autodiff.transpose(yield* operandOf(x));
}

/** Under another shape, of which one extent may be -1; as a row without one. */
function* reshaped(raw: unknown, shape: unknown): Steps<Variable> {
  const x = yield* variableOf(raw);
  return yield* autodiff.reshape(x, shape === undefined ? [x.value.data.length] : yield* numbers.read(shape));
}

function* squeezed(raw: unknown): Steps<Variable> {
  const x = yield* variableOf(raw);
  return yield* autodiff.reshape(
    x,
    x.shape.filter((extent) => extent !== 1),
  );
}

function* concatenated(values: Values, keyword: unknown): Steps<Variable> {
  const last = values.at(-1);
  const positional = keyword === undefined && typeof last === "number" ? last : undefined;
  const list: Variable[] = [];
  for (const value of positional === undefined ? values : values.slice(0, -1)) list.push(yield* variableOf(value));
  const rank = list[0]?.shape.length ?? 0;
  if (rank === 0) fail("Shape", "There is no axis to concatenate along.");
  return yield* autodiff.concat(list, keyword === undefined ? (positional ?? rank) - 1 : yield* integer.read(keyword));
}
