import { klDiv, logaddexp, modulo, relEntr, xlog1py, xlogy } from "./special.ts";
import type { Kind } from "./unary.ts";

/** a[i] ← op(a[i], b[i]) for i < n. */
export type BinaryLoop = (a: Float64Array, b: Float64Array, n: number) => void;

interface Binary {
  readonly kind: Kind;
  readonly loop: BinaryLoop;
}

function scalar(kind: Kind, f: (x: number, y: number) => number): Binary {
  return { kind, loop: loopOf2(f) };
}

/** The loop of a function of two numbers. Slower than a loop of its own: V8 can't inline f. */
export function loopOf2(f: (x: number, y: number) => number): BinaryLoop {
  return (a, b, n) => {
    for (let i = 0; i < n; i++) a[i] = f(a[i] as number, b[i] as number);
  };
}

const add: BinaryLoop = (a, b, n) => {
  for (let i = 0; i < n; i++) a[i] = (a[i] as number) + (b[i] as number);
};
const sub: BinaryLoop = (a, b, n) => {
  for (let i = 0; i < n; i++) a[i] = (a[i] as number) - (b[i] as number);
};
const mul: BinaryLoop = (a, b, n) => {
  for (let i = 0; i < n; i++) a[i] = (a[i] as number) * (b[i] as number);
};
const div: BinaryLoop = (a, b, n) => {
  for (let i = 0; i < n; i++) a[i] = (a[i] as number) / (b[i] as number);
};
const pow: BinaryLoop = (a, b, n) => {
  for (let i = 0; i < n; i++) a[i] = (a[i] as number) ** (b[i] as number);
};
const min: BinaryLoop = (a, b, n) => {
  for (let i = 0; i < n; i++) a[i] = Math.min(a[i] as number, b[i] as number);
};
const max: BinaryLoop = (a, b, n) => {
  for (let i = 0; i < n; i++) a[i] = Math.max(a[i] as number, b[i] as number);
};
const lt: BinaryLoop = (a, b, n) => {
  for (let i = 0; i < n; i++) a[i] = (a[i] as number) < (b[i] as number) ? 1 : 0;
};
const le: BinaryLoop = (a, b, n) => {
  for (let i = 0; i < n; i++) a[i] = (a[i] as number) <= (b[i] as number) ? 1 : 0;
};
const gt: BinaryLoop = (a, b, n) => {
  for (let i = 0; i < n; i++) a[i] = (a[i] as number) > (b[i] as number) ? 1 : 0;
};
const ge: BinaryLoop = (a, b, n) => {
  for (let i = 0; i < n; i++) a[i] = (a[i] as number) >= (b[i] as number) ? 1 : 0;
};
const eq: BinaryLoop = (a, b, n) => {
  for (let i = 0; i < n; i++) a[i] = (a[i] as number) === (b[i] as number) ? 1 : 0;
};
const ne: BinaryLoop = (a, b, n) => {
  for (let i = 0; i < n; i++) a[i] = (a[i] as number) !== (b[i] as number) ? 1 : 0;
};

const table = {
  add: { kind: "integer", loop: add },
  sub: { kind: "integer", loop: sub },
  mul: { kind: "integer", loop: mul },
  div: { kind: "float", loop: div },
  pow: { kind: "float", loop: pow },
  min: { kind: "integer", loop: min },
  max: { kind: "integer", loop: max },
  mod: scalar("integer", modulo),
  atan2: scalar("float", Math.atan2),
  hypot: scalar("float", (x, y) => Math.hypot(x, y)),
  logaddexp: scalar("float", logaddexp),
  xlogy: scalar("float", xlogy),
  xlog1py: scalar("float", xlog1py),
  relEntr: scalar("float", relEntr),
  klDiv: scalar("float", klDiv),
  lt: { kind: "bool", loop: lt },
  le: { kind: "bool", loop: le },
  gt: { kind: "bool", loop: gt },
  ge: { kind: "bool", loop: ge },
  eq: { kind: "bool", loop: eq },
  ne: { kind: "bool", loop: ne },
  and: scalar("bool", (x, y) => (x !== 0 && y !== 0 ? 1 : 0)),
  or: scalar("bool", (x, y) => (x !== 0 || y !== 0 ? 1 : 0)),
  xor: scalar("bool", (x, y) => ((x !== 0) !== (y !== 0) ? 1 : 0)),
} satisfies Record<string, Binary>;

export type BinaryOp = keyof typeof table;

/** Elementwise operations on two tensors. `mod` takes the sign of the divisor, as in mathjs; eq and ne are exact. */
export const binary: Readonly<Record<BinaryOp, Binary>> = table;
