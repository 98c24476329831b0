import { MAX_ELEMENTS } from "../engine/index.ts";
import { fail } from "../model/index.ts";
import { nestedOf, realOf } from "./convert.ts";

/** Most elements that a matrix of mathjs may have: each is a JavaScript number in nested arrays. */
const MAX_MATRIX_ELEMENTS = 2 ** 24;

/** The elements that a call would make, by function, from its arguments. */
const SIZES: Readonly<Record<string, (args: readonly unknown[]) => number>> = {
  range: ([start, end, step]) => (amount(end) - amount(start)) / (step === undefined || typeof step === "boolean" ? 1 : amount(step)),
  zeros: productOf,
  ones: productOf,
  identity: squareOf,
  random: ([size]) => productOf([size]),
  randomInt: ([size]) => productOf([size]),
  resize: ([, size]) => productOf([size]),
  repeat: ([count]) => amount(count),
};

/** Throws TooLarge where a call would make more elements than there is room for, before mathjs tries. */
export function checkSize(name: string, args: readonly unknown[]): void {
  const sizeOf = Object.hasOwn(SIZES, name) ? SIZES[name] : undefined;
  const size = sizeOf?.(args) ?? 0;
  if (size > MAX_MATRIX_ELEMENTS) {
    const hint = size <= MAX_ELEMENTS ? "; arange, linspace and full make larger ones" : "";
    fail("TooLarge", `${name} would make ${size} elements, more than the ${MAX_MATRIX_ELEMENTS} of a matrix${hint}.`);
  }
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
