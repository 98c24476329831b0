import { fromNested, materialise, type Nested, probabilities, streamedProbabilities, toNested } from "../engine/index.ts";
import { type AnyTensor, fail, type Steps, sizeOf, type Tensor } from "../model/index.ts";
import { type Collection, is, isCollection, isMatrix, type Matrix, matrix, typeOf } from "./mathjs.ts";
import { isAnyTensor, isArrayLike, isDistribution, isMade, isTensor, isVariable } from "./values.ts";

/** Elements of ours that mathjs is given as a matrix; more would take mathjs too long and too much memory. */
export const MAX_MATRIX = 1_000_000;

/** A real number, where the value is one. */
export function realOf(raw: unknown): number | undefined {
  if (typeof raw === "number") return raw;
  if (typeof raw === "boolean" || typeof raw === "bigint") return Number(raw);
  if (is.bigNumber(raw)) return raw.toNumber();
  if (is.fraction(raw)) return Number(raw.valueOf());
  if (isTensor(raw) && raw.data.length === 1) return raw.data[0];
  return undefined;
}

/** The elements of a matrix or an array of mathjs, nested; undefined for anything else. */
export function nestedOf(raw: unknown): Collection | undefined {
  // SAFETY: a matrix is worth nested arrays. `toArray` would copy them, and does not know how to copy entries of ours.
  if (isMatrix(raw)) return raw.valueOf() as Collection;
  return Array.isArray(raw) ? raw : undefined;
}

/** Whether this can serve as a tensor: ours, a matrix or array, or a real number. */
export function isNumeric(raw: unknown): boolean {
  return isArrayLike(raw) || isCollection(raw) || realOf(raw) !== undefined;
}

/**
 * Any value that holds real numbers as a tensor: a distribution gives its probabilities, a matrix literal float64 (bool where all
 * are booleans), a number a scalar. Lazy stays lazy. Throws Type for what holds no real numbers, Shape for ragged rows.
 */
export function* tensorOf(raw: unknown): Steps<AnyTensor> {
  if (isAnyTensor(raw)) return raw;
  if (isDistribution(raw)) return yield* streamedProbabilities(raw);
  if (isMatrix(raw) && raw.size().includes(0)) return emptyOf(raw);
  const nested = nestedOf(raw);
  if (nested) return yield* tensorOfItems(nested);
  const number = realOf(raw);
  if (number === undefined) return fail("Type", `Real numbers expected, got ${nameOf(raw)}.`);
  return fromNested(number, typeof raw === "boolean" ? "bool" : "float64");
}

/** A matrix without elements by its own size: its nested arrays don't tell [0, 2] from [0]. */
function emptyOf(raw: Matrix): Tensor {
  return { kind: "tensor", dtype: "float64", shape: [...raw.size()], data: new Float64Array(0) };
}

/** As tensorOf, in memory. */
export function* denseOf(raw: unknown): Steps<Tensor> {
  return isDistribution(raw) ? yield* probabilities(raw) : yield* materialise(yield* tensorOf(raw));
}

function* tensorOfItems(items: Collection): Steps<Tensor> {
  const leaf = { booleans: true, count: 0 };
  const nested: Nested[] = [];
  for (const item of items) nested.push(yield* numbersOf(item, leaf));
  return fromNested(nested, leaf.booleans && leaf.count > 0 ? "bool" : "float64");
}

function* numbersOf(item: unknown, leaf: { booleans: boolean; count: number }): Steps<Nested> {
  leaf.count++;
  if (typeof item === "number") {
    leaf.booleans = false;
    return item;
  }
  const inner = nestedOf(item);
  if (inner) {
    const nested: Nested[] = [];
    for (const x of inner) nested.push(yield* numbersOf(x, leaf));
    return nested;
  }
  if (typeof item !== "boolean") leaf.booleans = false;
  if (isArrayLike(item)) return toNested(yield* denseOf(item));
  const number = realOf(item);
  return number ?? fail("Type", `Real numbers expected, got ${nameOf(item)} among them.`);
}

/** What mathjs is given for one of our values. `name` is the function that wants it. Throws TooLarge, Type. */
export function* toMathjs(raw: unknown, name: string): Steps<unknown> {
  if (isMade(raw)) return fail("Type", `${name} takes no ${raw.kind}.`);
  if (isVariable(raw)) return fail("Type", `grad has no derivative of ${name}.`);
  if (is.plainObject(raw) && !isArrayLike(raw)) return yield* plainObject(raw, name);
  if (!isArrayLike(raw)) return raw;
  const shape = isDistribution(raw) ? raw.logits.shape : raw.shape;
  if (sizeOf(shape) > MAX_MATRIX) {
    fail("TooLarge", `${name} is mathjs's and takes at most ${MAX_MATRIX} elements; this tensor has ${sizeOf(shape)}.`);
  }
  const dense = yield* denseOf(raw);
  if (dense.shape.length === 0) return plainNumber(dense, 0);
  return shapedMatrix(dense);
}

/** An object that holds values of ours as one that holds matrices; others are handed over themselves, not as copies. */
function* plainObject(raw: Record<string, unknown>, name: string): Steps<unknown> {
  if (!Object.values(raw).some(isArrayLike)) return raw;
  const copy: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(raw)) copy[key] = isArrayLike(value) ? yield* toMathjs(value, name) : value;
  return copy;
}

function shapedMatrix(t: Tensor): Matrix {
  const made = matrix(t.dtype === "bool" ? booleans(toNested(t)) : toNested(t));
  return made;
}

function booleans(nested: Nested): unknown {
  return typeof nested === "number" ? nested !== 0 : nested.map(booleans);
}

/** One element as the language's plain value: a boolean for bool, else a number. */
export function plainNumber(t: Tensor, at: number): number | boolean {
  const x = t.data[at] ?? Number.NaN;
  return t.dtype === "bool" ? x !== 0 : x;
}

/** A tensor without axes as its number; others as they are. */
export function plain(t: AnyTensor): AnyTensor | number | boolean {
  return t.kind === "tensor" && t.shape.length === 0 ? plainNumber(t, 0) : t;
}

/** What a value is, in a message. */
export function nameOf(raw: unknown): string {
  if (isArrayLike(raw) || isMade(raw)) return `a ${raw.kind === "lazy" ? "tensor" : raw.kind}`;
  if (isVariable(raw)) return "a value that grad follows, which can't be used here";
  const type = typeOf(raw);
  if (type === "DenseMatrix" || type === "SparseMatrix") return "a matrix";
  if (type === "string") return `the text "${String(raw).slice(0, 40)}"`;
  if (type === "null" || type === "undefined") return type;
  return /^[aeio]/i.test(type) ? `an ${type}` : `a ${type}`;
}
