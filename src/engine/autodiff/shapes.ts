import { fail, type Steps, sizeOf, type Tensor } from "../../model/index.ts";
import { cumsum as cumsumOf, permute as permuted, stack as stacked, take as taken } from "../arrange.ts";
import { full } from "../construct.ts";
import { where as chosen } from "../elementwise.ts";
import { axisOf, shapeText } from "../shape.ts";
import { materialise, tensorOf } from "../source.ts";
import { lift, made, type Operand, shaped, unbroadcast, type Variable, wide } from "./variable.ts";

/** 0-based indices for every axis; a number drops its axis. */
export type Indices = readonly (readonly number[] | number)[];

export function* reshape(operand: Operand, shape: readonly number[]): Steps<Variable> {
  const x = yield* lift(operand);
  return made(yield* shaped(x.value, shape), [x], function* (g) {
    return [yield* shaped(g, x.shape)];
  });
}

export function* permute(operand: Operand, order: readonly number[]): Steps<Variable> {
  const x = yield* lift(operand);
  const back = order.map((_, axis) => order.indexOf(axis));
  return made(permuted(x.value, order), [x], function* (g) {
    return [permuted(yield* wide(g), back)];
  });
}

/** The axes in reverse order. */
export function* transpose(operand: Operand): Steps<Variable> {
  const x = yield* lift(operand);
  return yield* permute(
    x,
    x.shape.map((_, i) => x.shape.length - 1 - i),
  );
}

/** The entries at these indices; an entry picked twice gets both gradients. */
export function* take(operand: Operand, indices: Indices): Steps<Variable> {
  const x = yield* lift(operand);
  const size = sizeOf(x.shape);
  const places = taken(
    tensorOf(
      "float64",
      x.shape,
      Float64Array.from({ length: size }, (_, i) => i),
    ),
    indices,
  );
  return made(taken(x.value, indices), [x], function* (g) {
    const out = new Float64Array(size);
    const all = yield* wide(g);
    for (const [i, place] of places.data.entries()) out[place] = (out[place] as number) + (all.data[i] as number);
    return [tensorOf("float64", x.shape, out)];
  });
}

/** Equal shapes side by side along a new axis. */
export function* stack(operands: readonly Operand[], dim: number): Steps<Variable> {
  const list: Variable[] = [];
  for (const operand of operands) list.push(yield* lift(operand));
  const value = yield* stacked(
    list.map((x) => x.value),
    dim,
  );
  const axis = axisOf(dim, value.shape.length);
  return made(value, list, function* (g) {
    const all = yield* wide(g);
    return list.map((_, i) => taken(all, along(value.shape, axis, i)));
  });
}

/** One after another along an axis. */
export function* concat(operands: readonly Operand[], dim: number): Steps<Variable> {
  const list: Variable[] = [];
  for (const operand of operands) list.push(yield* lift(operand));
  const axis = axisOf(dim, list[0]?.shape.length ?? 0);
  const others = (shape: readonly number[]): string => shape.filter((_, i) => i !== axis).join();
  const odd = list.find((x) => others(x.shape) !== others(list[0]?.shape ?? []));
  if (odd) fail("Shape", `shapes ${shapeText(list[0]?.shape ?? [])} and ${shapeText(odd.shape)} differ beside axis ${axis}`);
  const parts: Variable[] = [];
  // Slices along the axis, which a stack puts together again.
  for (const x of list) for (let i = 0; i < (x.shape[axis] ?? 0); i++) parts.push(yield* take(x, along(x.shape, axis, i)));
  return parts.length > 0 ? yield* stack(parts, axis) : (list[0] as Variable);
}

function along(shape: readonly number[], axis: number, index: number | readonly number[]): Indices {
  return shape.map((extent, i) => (i === axis ? index : Array.from({ length: extent }, (_, at) => at)));
}

export function* where(condition: Tensor, first: Operand, second: Operand): Steps<Variable> {
  const a = yield* lift(first);
  const b = yield* lift(second);
  const value = yield* wide(yield* chosen(condition, a.value, b.value));
  const none = full([], 0);
  return made(value, [a, b], function* (g) {
    const toA = yield* materialise(yield* chosen(condition, g, none));
    const toB = yield* materialise(yield* chosen(condition, none, g));
    return [yield* unbroadcast(toA, a.shape), yield* unbroadcast(toB, b.shape)];
  });
}

export function* cumsum(operand: Operand, dim: number): Steps<Variable> {
  const x = yield* lift(operand);
  const axis = axisOf(dim, x.shape.length);
  return made(yield* wide(yield* cumsumOf(x.value, axis)), [x], function* (g) {
    return [flipped(yield* cumsumOf(flipped(yield* wide(g), axis), axis), axis)];
  });
}

function flipped(x: Tensor, axis: number): Tensor {
  const n = x.shape[axis] ?? 1;
  return taken(
    x,
    along(
      x.shape,
      axis,
      Array.from({ length: n }, (_, i) => n - 1 - i),
    ),
  );
}
