import { entr, fix, log1mexp, logit, logSigmoid, roundAway, sigmoid, softplus } from "./special.ts";

/** Applies an operation to a[0 … n) in place. */
export type UnaryLoop = (a: Float64Array, n: number) => void;

/** What an operation gives for int32 and bool elements: int32 still, float64, or bool. */
export type Kind = "integer" | "float" | "bool";

interface Unary {
  readonly kind: Kind;
  readonly loop: UnaryLoop;
}

function scalar(kind: Kind, f: (x: number) => number): Unary {
  return { kind, loop: loopOf(f) };
}

/** The loop of a function of one number. Slower than a loop of its own: V8 can't inline f. */
export function loopOf(f: (x: number) => number): UnaryLoop {
  return (a, n) => {
    for (let i = 0; i < n; i++) a[i] = f(a[i] as number);
  };
}

const exp: UnaryLoop = (a, n) => {
  for (let i = 0; i < n; i++) a[i] = Math.exp(a[i] as number);
};
const log: UnaryLoop = (a, n) => {
  for (let i = 0; i < n; i++) a[i] = Math.log(a[i] as number);
};
const neg: UnaryLoop = (a, n) => {
  for (let i = 0; i < n; i++) a[i] = -(a[i] as number);
};
const abs: UnaryLoop = (a, n) => {
  for (let i = 0; i < n; i++) a[i] = Math.abs(a[i] as number);
};
const sqrt: UnaryLoop = (a, n) => {
  for (let i = 0; i < n; i++) a[i] = Math.sqrt(a[i] as number);
};
const square: UnaryLoop = (a, n) => {
  for (let i = 0; i < n; i++) a[i] = (a[i] as number) * (a[i] as number);
};

const table = {
  neg: { kind: "integer", loop: neg },
  abs: { kind: "integer", loop: abs },
  square: { kind: "integer", loop: square },
  sign: scalar("integer", Math.sign),
  floor: scalar("integer", Math.floor),
  ceil: scalar("integer", Math.ceil),
  round: scalar("integer", roundAway),
  fix: scalar("integer", fix),
  exp: { kind: "float", loop: exp },
  expm1: scalar("float", Math.expm1),
  log: { kind: "float", loop: log },
  log2: scalar("float", Math.log2),
  log10: scalar("float", Math.log10),
  log1p: scalar("float", Math.log1p),
  sqrt: { kind: "float", loop: sqrt },
  cbrt: scalar("float", Math.cbrt),
  reciprocal: scalar("float", (x) => 1 / x),
  sin: scalar("float", Math.sin),
  cos: scalar("float", Math.cos),
  tan: scalar("float", Math.tan),
  asin: scalar("float", Math.asin),
  acos: scalar("float", Math.acos),
  atan: scalar("float", Math.atan),
  sinh: scalar("float", Math.sinh),
  cosh: scalar("float", Math.cosh),
  tanh: scalar("float", Math.tanh),
  asinh: scalar("float", Math.asinh),
  acosh: scalar("float", Math.acosh),
  atanh: scalar("float", Math.atanh),
  sigmoid: scalar("float", sigmoid),
  logSigmoid: scalar("float", logSigmoid),
  logit: scalar("float", logit),
  softplus: scalar("float", softplus),
  log1mexp: scalar("float", log1mexp),
  entr: scalar("float", entr),
  relu: scalar("integer", (x) => Math.max(x, 0)),
  not: scalar("bool", (x) => (x === 0 ? 1 : 0)),
  isnan: scalar("bool", (x) => (Number.isNaN(x) ? 1 : 0)),
  isfinite: scalar("bool", (x) => (Number.isFinite(x) ? 1 : 0)),
} satisfies Record<string, Unary>;

export type UnaryOp = keyof typeof table;

/** Elementwise operations on one tensor. `round` goes half away from zero and `fix` towards zero, as in mathjs. */
export const unary: Readonly<Record<UnaryOp, Unary>> = table;
