import { fail } from "../model/index.ts";
import { realOf } from "./convert.ts";
import { is, isMatrix } from "./mathjs.ts";

/** Simple steps that a function of mathjs may take: it can't be stopped on its way. About half a second. */
const MAX_WORK = 5e7;

type Work = (args: readonly unknown[]) => number;

/**
 * The simple steps that a call of mathjs's would take, as its own algorithms take them; the factors are rough. What is
 * not listed grows no faster than its arguments.
 */
const WORK: Readonly<Record<string, Work>> = {
  multiply: ([a, b]) => rowsOf(a) * lastOf(a) * (sizesOf(b).length === 2 ? lastOf(b) : 1),
  kron: ([a, b]) => 100 * elementsOf(a) * elementsOf(b),
  inv: cubic(4),
  det: cubic(4),
  lup: cubic(4),
  qr: cubic(10),
  pinv: cubic(20),
  lusolve: cubic(4),
  eigs: cubic(200),
  expm: cubic(100),
  sqrtm: cubic(500),
  schur: cubic(400),
  sylvester: cubic(800),
  lyap: cubic(800),
  fft: ([x]) => fourier(elementsOf(x)),
  ifft: ([x]) => fourier(elementsOf(x)),
  combinations: ([n, k]) => 20 * Math.min(amount(k), amount(n) - amount(k)),
  combinationsWithRep: ([n, k]) => 20 * Math.min(amount(k), amount(n)),
  permutations: ([n, k]) => (k === undefined && !is.bigNumber(n) ? 0 : 5 * (k === undefined ? amount(n) : amount(k))),
  factorial: ([n]) => (is.bigNumber(n) ? 500 * amount(n) : 0),
  gamma: ([n]) => (is.bigNumber(n) ? 500 * amount(n) : 0),
  stirlingS2: ([n, k]) => 10 * amount(n) * amount(k),
  bellNumbers: ([n]) => amount(n) ** 3,
  bernoulli: ([n]) => amount(n) ** 2,
  isPrime: ([n]) => (is.bigNumber(n) ? 1000 : 0.4) * Math.sqrt(amount(n)),
  nthRoots: ([, n]) => 20 * amount(n),
  sort: ([x]) => 5 * elementsOf(x) * Math.log2(elementsOf(x) + 1),
  setUnion: pairs,
  setIntersect: pairs,
  setDifference: pairs,
  setSymDifference: pairs,
  setIsSubset: pairs,
  pow: ([base, exponent]) => power(base, exponent),
  format: ([, options]) => 1000 * precisionOf(options),
  print: ([, , options]) => 1000 * precisionOf(options),
};

/** Throws TooLarge where a call of mathjs's would take too long, before it starts. */
export function checkWork(name: string, args: readonly unknown[]): void {
  const work = Object.hasOwn(WORK, name) ? (WORK[name]?.(args) ?? 0) : 0;
  if (!(work > MAX_WORK)) return;
  const hint = name === "multiply" ? " tensor(A) * tensor(B) goes in steps that can be stopped." : "";
  fail("TooLarge", `${name} would take too long with these arguments, and could not be stopped.${hint}`);
}

function sizesOf(raw: unknown): readonly number[] {
  return isMatrix(raw) ? raw.size() : Array.isArray(raw) ? [raw.length] : [];
}

function elementsOf(raw: unknown): number {
  return sizesOf(raw).reduce((product, extent) => product * extent, 1);
}

/** Rows of a matrix; a vector on the left of a product is one. */
function rowsOf(raw: unknown): number {
  const sizes = sizesOf(raw);
  return sizes.length === 2 ? (sizes[0] ?? 1) : 1;
}

/** Columns of a matrix; of a vector its entries. */
function lastOf(raw: unknown): number {
  return sizesOf(raw).at(-1) ?? 1;
}

function cubic(factor: number): Work {
  return ([x]) => factor * rowsOf(x) ** 3;
}

/** Of a power of two mathjs goes by halves, of any other length by a convolution of its own. */
function fourier(n: number): number {
  return (Number.isInteger(Math.log2(n)) ? 50 : 3000) * n * Math.log2(n + 1);
}

function pairs([a, b]: readonly unknown[]): number {
  return 5 * elementsOf(a) * elementsOf(b);
}

/** Whole numbers and fractions of any length grow with the exponent: bits of the result, times what a bit costs. */
function power(base: unknown, exponent: unknown): number {
  const n = Math.abs(amount(exponent));
  if (isMatrix(base)) return rowsOf(base) ** 3 * Math.log2(n + 2);
  if (typeof base === "bigint") return 5 * n * Math.log2(Math.abs(Number(base)) + 1);
  return is.fraction(base) ? 200 * n * fractionBits(base) : 0;
}

function fractionBits(fraction: object): number {
  const length = (part: unknown): number => (typeof part === "bigint" ? 4 * part.toString(16).length : 64);
  return Math.max(length(Reflect.get(fraction, "n")), length(Reflect.get(fraction, "d")));
}

function precisionOf(options: unknown): number {
  return is.plainObject(options) ? amount(options.precision) : amount(options);
}

function amount(raw: unknown): number {
  return realOf(raw) ?? 0;
}
