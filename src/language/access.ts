import { autodiff } from "../engine/index.ts";
import { type AnyTensor, fail, type Steps, type Tensor } from "../model/index.ts";
import type { Env } from "./context.ts";
import { denseOf, nestedOf, plainNumber, realOf, tensorOf, toMathjs } from "./convert.ts";
import { fieldOf } from "./fields.ts";
import { during } from "./functions.ts";
import { accessorNode, evaluateNode, evaluateTemplate, indexNode, isMatrix, placeholder, typeOf } from "./mathjs.ts";
import type { AccessorNode, IndexNode, Node } from "./nodes.ts";
import { select, selectMask } from "./slices.ts";
import { mentions } from "./tree.ts";
import { isArrayLike, isMade, isOurs, isVariable } from "./values.ts";
import { isLiteral, markLiteral, primal, type Variable } from "./variables.ts";

/** `a.b` and `a[i, j]`. */
export function* evaluateAccess(node: AccessorNode, env: Env): Steps<unknown> {
  return (yield* access(node, env)).value;
}

/** The value, and whether an optional chain broke off here, so that the next link gives undefined too. */
function* access(node: AccessorNode, env: Env): Steps<{ readonly value: unknown; readonly broken: boolean }> {
  const inner =
    node.object.type === "AccessorNode"
      ? yield* access(node.object, env)
      : { value: yield* env.run.evaluate(node.object, env), broken: false };
  const chained = node.object.type === "AccessorNode" && node.object.optionalChaining && inner.broken;
  if (chained || (node.optionalChaining && inner.value == null)) return { value: undefined, broken: true };
  return { value: yield* part(inner.value, node.index, env), broken: false };
}

function* part(object: unknown, index: IndexNode, env: Env): Steps<unknown> {
  if (index.isObjectProperty()) return propertyOf(object, index, env);
  const subscripts = yield* subscriptsOf(index, object, env);
  return yield* subset(object, subscripts, env);
}

function propertyOf(object: unknown, index: IndexNode, env: Env): unknown {
  if (isVariable(object)) return fail("Type", `A tensor has no field '${index.getObjectProperty()}'.`);
  if (isArrayLike(object) || isMade(object)) return fieldOf(object, index.getObjectProperty());
  return during(env, () => evaluateNode(accessorNode(placeholder("object"), index), new Map([["object", object]])));
}

/** The part of a value that evaluated subscripts name. */
export function* subset(object: unknown, subscripts: readonly unknown[], env: Env): Steps<unknown> {
  if (isVariable(object)) return yield* variablePart(object, subscripts);
  const first = subscripts[0];
  if (isMade(object)) return typeof first === "string" ? fieldOf(object, first) : fail("Type", `A ${object.kind} has no subscripts.`);
  if (isArrayLike(object)) return yield* tensorPart(yield* tensorOf(object), subscripts);
  if (Array.isArray(object) && object.some(isOurs)) return yield* listPart(object, subscripts);
  const { index, names } = yield* standIns(subscripts);
  names.set("object", object);
  return during(env, () => evaluateNode(accessorNode(placeholder("object"), index), names));
}

function* variablePart(x: Variable, subscripts: readonly unknown[]): Steps<Variable> {
  const [mask] = subscripts;
  if (subscripts.length === 1 && x.shape.length > 1 && isArrayLike(mask)) return yield* maskedPart(x, yield* denseOf(mask));
  const picked = yield* autodiff.take(x, yield* indicesOf(x.shape, subscripts.map(primal)));
  return isLiteral(x) ? markLiteral(picked) : picked;
}

/** The entries where a mask of the variable's own shape is true. */
function* maskedPart(x: Variable, mask: Tensor): Steps<Variable> {
  if (mask.shape.join() !== x.shape.join())
    fail("Shape", `A mask of shape [${mask.shape.join(", ")}] for a tensor of shape [${x.shape.join(", ")}].`);
  const kept = Array.from(mask.data.keys()).filter((i) => mask.data[i] !== 0);
  return yield* autodiff.take(yield* autodiff.reshape(x, [mask.data.length]), [kept]);
}

/** A part of a list that holds values of ours, which mathjs would try to copy. */
function* listPart(list: readonly unknown[], subscripts: readonly unknown[]): Steps<unknown> {
  const [index] = yield* indicesOf([list.length], subscripts);
  return typeof index === "number" ? list[index] : index?.map((i) => list[i]);
}

function* tensorPart(x: AnyTensor, subscripts: readonly unknown[]): Steps<unknown> {
  const [first] = subscripts;
  if (subscripts.length === 1 && isArrayLike(first)) {
    const mask = yield* denseOf(first);
    if (mask.dtype === "bool" && mask.shape.length > 1) return yield* selectMask(x, mask);
  }
  const result = yield* select(x, yield* indicesOf(x.shape, subscripts));
  return result.shape.length === 0 ? plainNumber(result, 0) : result;
}

/** 0-based indices for a tensor of this shape from mathjs's 1-based subscripts: numbers, lists of them, and masks. Throws Shape. */
export function* indicesOf(shape: readonly number[], subscripts: readonly unknown[]): Steps<(number | readonly number[])[]> {
  if (subscripts.length !== shape.length) fail("Shape", `Dimension mismatch (${subscripts.length} != ${shape.length})`);
  const indices: (number | readonly number[])[] = [];
  for (const [axis, subscript] of subscripts.entries()) indices.push(yield* axisIndices(subscript, shape[axis] ?? 0));
  return indices;
}

function* axisIndices(subscript: unknown, extent: number): Steps<number | readonly number[]> {
  const one = typeof subscript === "boolean" ? undefined : realOf(subscript);
  if (one !== undefined && !isArrayLike(subscript)) return checked(one, extent);
  if (typeof subscript === "string") return fail("Type", `A tensor has no entry "${subscript}".`);
  const list = yield* denseOf(subscript);
  if (list.shape.length > 1) fail("Shape", `A subscript is a number or a list of them, got shape [${list.shape.join(", ")}].`);
  if (list.dtype !== "bool") return Array.from(list.data, (i) => checked(i, extent));
  if (list.data.length !== extent) fail("Shape", `A mask of ${list.data.length} entries for ${extent}.`);
  return Array.from(list.data.keys()).filter((i) => list.data[i] !== 0);
}

function checked(subscript: number, extent: number): number {
  if (!Number.isInteger(subscript)) fail("Type", `Index must be an integer (value: ${subscript})`);
  if (subscript < 1) fail("Shape", `Index out of range (${subscript} < 1)`);
  if (subscript > extent) fail("Shape", `Index out of range (${subscript} > ${extent})`);
  return subscript - 1;
}

/** The values of an index's dimensions; `end` is the extent of `object` along each. */
export function* subscriptsOf(index: IndexNode, object: unknown, env: Env): Steps<unknown[]> {
  const values: unknown[] = [];
  for (const [axis, dimension] of index.dimensions.entries()) {
    const inner = mentions(dimension, "end") ? withEnd(env, yield* extentOf(object, axis)) : env;
    values.push(yield* env.run.evaluate(dimension, inner));
  }
  return values;
}

function withEnd(env: Env, end: unknown): Env {
  return { ...env, parameters: new Map([...env.parameters, ["end", end]]) };
}

function* extentOf(object: unknown, axis: number): Steps<unknown> {
  if (isVariable(object)) return object.shape[axis];
  if (isArrayLike(object)) return (yield* tensorOf(object)).shape[axis];
  if (!isMatrix(object) && !Array.isArray(object) && typeof object !== "string") {
    return fail("Type", `Cannot resolve "end": context must be a Matrix, Array, or string but is ${typeOf(object)}`);
  }
  const size = evaluateTemplate("size(object)", new Map([["object", object]]));
  return nestedOf(size)?.[axis];
}

/** An index node whose dimensions stand for values, and the values by their names. */
export function* standIns(subscripts: readonly unknown[]): Steps<{ index: Node; names: Map<string, unknown> }> {
  const names = new Map<string, unknown>();
  const nodes: Node[] = [];
  for (const [i, subscript] of subscripts.entries()) {
    names.set(`i${i}`, yield* toMathjs(subscript, "a subscript"));
    nodes.push(placeholder(`i${i}`));
  }
  return { index: indexNode(nodes), names };
}
