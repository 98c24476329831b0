import { autodiff } from "../engine/index.ts";
import type { AnyTensor, Chart, Control, Distribution, LazyTensor, Sweep, Tensor, Trace } from "../model/index.ts";

/** Values of ours in the scope; mathjs knows nothing of them. */
export type Ours = AnyTensor | Distribution | Sweep | Control | Trace | Chart;

/** Objects that the vocabulary made. A user's `{kind: "chart"}` is not among them. */
const made = new WeakSet<object>();

/** Marks a value as made here. */
export function brand<T extends Sweep | Control | Trace | Chart>(value: T): T {
  made.add(value);
  return value;
}

function kindOf(value: unknown): unknown {
  return typeof value === "object" && value !== null ? Reflect.get(value, "kind") : undefined;
}

export function isTensor(value: unknown): value is Tensor {
  return kindOf(value) === "tensor" && ArrayBuffer.isView(Reflect.get(Object(value), "data"));
}

export function isLazy(value: unknown): value is LazyTensor {
  // A user can write {kind: "lazy"}, but not an object with a shape that is a plain array and a source that reads.
  return (
    kindOf(value) === "lazy" &&
    Array.isArray(Reflect.get(Object(value), "shape")) &&
    typeof Reflect.get(Object(value), "source") === "object"
  );
}

export function isAnyTensor(value: unknown): value is AnyTensor {
  return isTensor(value) || isLazy(value);
}

export function isDistribution(value: unknown): value is Distribution {
  return kindOf(value) === "distribution" && ArrayBuffer.isView(Reflect.get(Object(value), "m"));
}

/** A value that stands for an array of numbers. */
export function isArrayLike(value: unknown): value is AnyTensor | Distribution {
  return isAnyTensor(value) || isDistribution(value);
}

export function isMade(value: unknown): value is Sweep | Control | Trace | Chart {
  return typeof value === "object" && value !== null && made.has(value);
}

/** A value that grad follows. */
export function isVariable(value: unknown): value is autodiff.Variable {
  return value instanceof autodiff.Variable;
}

export function isOurs(value: unknown): value is Ours {
  return isArrayLike(value) || isMade(value);
}
