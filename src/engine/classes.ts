import type { AnyTensor, Steps, Tensor } from "../model/index.ts";
import { fail } from "../model/index.ts";
import { type Layout, layoutOf, sameShape, shapeText } from "./shape.ts";
import { materialise } from "./source.ts";

/** Scores by class: axis 1 holds the classes, or axis 0 where there is no other, as in PyTorch. */
export interface Classes {
  readonly layout: Layout;
  /** The shape without the classes: one sample each. */
  readonly samples: readonly number[];
}

/** Throws Shape for a single number. */
export function classesOf(shape: readonly number[], name: string): Classes {
  if (shape.length === 0) fail("Shape", `${name} needs an axis of classes, got a single number`);
  const axis = Math.min(1, shape.length - 1);
  return { layout: layoutOf(shape, axis), samples: shape.filter((_, i) => i !== axis) };
}

/** Where sample `row` keeps class c: `first + c·step`. */
export function placeOf({ n, inner }: Layout, row: number): { first: number; step: number } {
  return { first: Math.floor(row / inner) * n * inner + (row % inner), step: inner };
}

/** One class index per sample, in memory; −1 where it is `ignored`. Throws Shape, and Domain for what is no class. */
export function* indicesOf(given: AnyTensor, classes: Classes, name: string, ignored?: number): Steps<Int32Array> {
  const { samples, layout } = classes;
  const target = yield* materialise(given);
  if (!sameShape(target.shape, samples)) {
    fail("Shape", `${name} must have one index for each sample, shape ${shapeText(samples)}; got ${shapeText(target.shape)}`);
  }
  return Int32Array.from(target.data, (index) => {
    if (index === ignored) return -1;
    return Number.isInteger(index) && index >= 0 && index < layout.n ? index : badIndex(name, layout.n, index);
  });
}

function badIndex(name: string, n: number, index: number): never {
  return fail("Domain", `${name} must hold classes from 0 to ${n - 1}, got ${index}`);
}

/** One weight per class, or 1 for all. Throws Shape. */
export function weightsOf(weight: Tensor | undefined, n: number): Float64Array {
  if (!weight) return new Float64Array(n).fill(1);
  if (!sameShape(weight.shape, [n]))
    fail("Shape", `weight must have one number for each of the ${n} classes, got shape ${shapeText(weight.shape)}`);
  return Float64Array.from(weight.data);
}
