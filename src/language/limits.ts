import { MAX_ELEMENTS } from "../engine/index.ts";
import { fail } from "../model/index.ts";
import { nestedOf, realOf } from "./convert.ts";
import { isMatrix } from "./mathjs.ts";

/** Most elements that a matrix of mathjs may have: each is a JavaScript number in nested arrays. */
const MAX_MATRIX_ELEMENTS = 2 ** 24;

/** The elements that a call would make, by function, from its arguments. */
const SIZES: Readonly<Record<string, (args: readonly unknown[]) => number>> = {
  range: ([start, end, step]) => (typeof start === "string" ? spanOf(...textRange(start)) : spanOf(start, end, step)),
  zeros: productOf,
  ones: productOf,
  identity: squareOf,
  random: ([size]) => productOf([size]),
  randomInt: ([size]) => productOf([size]),
  pickRandom: ([, count]) => amount(count),
  nthRoots: ([, count]) => amount(count),
  resize: ([, size]) => productOf([size]),
  diag: ([x]) => (sizesOf(x).length === 1 ? (sizesOf(x)[0] ?? 0) ** 2 : 0),
  kron: ([a, b]) => countOf(a) * countOf(b),
  multiply: ([a, b]) => (sizesOf(a).length === 2 && sizesOf(b).length === 2 ? (sizesOf(a)[0] ?? 0) * (sizesOf(b)[1] ?? 0) : 0),
  matrixFromFunction: ([size]) => productOf([size]),
  setCartesian: ([a, b]) => countOf(a) * countOf(b),
  setPowerset: ([a]) => 2 ** countOf(a),
};

/** As SIZES, for methods of mathjs's values and of texts. */
const METHODS: Readonly<Record<string, (args: readonly unknown[]) => number>> = {
  resize: ([size]) => productOf([size]),
  repeat: ([count]) => amount(count),
  padStart: ([length]) => amount(length),
  padEnd: ([length]) => amount(length),
};

/** Throws TooLarge where a call would make more elements than there is room for, before mathjs tries. */
export function checkSize(name: string, args: readonly unknown[]): void {
  refuse(name, Object.hasOwn(SIZES, name) ? SIZES[name]?.(args) : 0);
}

/** As checkSize, for a method. */
export function checkMethodSize(name: string, args: readonly unknown[]): void {
  refuse(name, Object.hasOwn(METHODS, name) ? METHODS[name]?.(args) : 0);
}

/** As checkSize, for an assignment: mathjs makes a matrix as large as its subscripts ask for. */
export function checkSubscripts(subscripts: readonly unknown[]): void {
  const largest = subscripts.map((subscript) => {
    const list = nestedOf(subscript) ?? [subscript];
    return list.reduce<number>((max, index) => Math.max(max, amount(index)), 1);
  });
  refuse(
    "This assignment",
    largest.reduce((product, index) => product * index, 1),
  );
}

function refuse(what: string, size = 0): void {
  if (!(size > MAX_MATRIX_ELEMENTS)) return;
  const hint = size <= MAX_ELEMENTS ? "; arange, linspace and full make larger ones" : "";
  fail("TooLarge", `${what} would make ${Math.floor(size)} elements, more than the ${MAX_MATRIX_ELEMENTS} of a matrix${hint}.`);
}

function spanOf(start: unknown, end: unknown, step?: unknown): number {
  return (amount(end) - amount(start)) / (step === undefined || typeof step === "boolean" ? 1 : amount(step));
}

/** "start:end" or "start:step:end". */
function textRange(text: string): [number, number, number] {
  const parts = text.split(":").map(Number);
  return parts.length === 3 ? [parts[0] ?? 0, parts[2] ?? 0, parts[1] ?? 1] : [parts[0] ?? 0, parts[1] ?? 0, 1];
}

function sizesOf(raw: unknown): readonly number[] {
  return isMatrix(raw) ? raw.size() : Array.isArray(raw) ? [raw.length] : [];
}

function countOf(raw: unknown): number {
  return sizesOf(raw).reduce((product, extent) => product * extent, 1);
}

function amount(raw: unknown): number {
  return realOf(raw) ?? 0;
}

function productOf(args: readonly unknown[]): number {
  const list = args.flatMap((arg) => nestedOf(arg) ?? [arg]).filter((arg) => typeof arg !== "string");
  return list.length === 0 ? 0 : list.reduce<number>((product, extent) => product * amount(extent), 1);
}

function squareOf(args: readonly unknown[]): number {
  const list = args.flatMap((arg) => nestedOf(arg) ?? [arg]);
  return list.length === 1 ? amount(list[0]) ** 2 : productOf(list);
}
