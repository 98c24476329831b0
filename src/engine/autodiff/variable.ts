import { type AnyTensor, fail, type Steps, type Tensor } from "../../model/index.ts";
import { reshape } from "../arrange.ts";
import { cast, full, scalar } from "../construct.ts";
import { mapBinary, mapUnary } from "../elementwise.ts";
import { reduce } from "../reduce.ts";
import { sameShape } from "../shape.ts";
import { materialise } from "../source.ts";
import type { UnaryOp } from "../unary.ts";

/** What a result's gradient adds to those of its parents, in their shapes; undefined adds nothing. */
export type Pull = (gradient: Tensor) => Steps<readonly (Tensor | undefined)[]>;

/** A float64 value, and how a gradient goes back from it to what it was computed from. */
export class Variable {
  readonly value: Tensor;
  readonly parents: readonly Variable[];
  readonly pull: Pull | undefined;
  /** Depends on the variable that the gradient is taken by. */
  readonly tracked: boolean;

  constructor(value: Tensor, parents: readonly Variable[], pull: Pull | undefined, tracked: boolean) {
    this.value = value;
    this.parents = parents;
    this.pull = pull;
    this.tracked = tracked;
  }

  get shape(): readonly number[] {
    return this.value.shape;
  }
}

/** What operations take: constants beside variables. */
export type Operand = Variable | AnyTensor | number;

/** The variable that a gradient is taken by. */
export function* leaf(x: AnyTensor): Steps<Variable> {
  return new Variable(yield* wide(x), [], undefined, true);
}

/** A constant as a variable that nothing flows back to. */
export function* lift(x: Operand): Steps<Variable> {
  if (x instanceof Variable) return x;
  return new Variable(typeof x === "number" ? scalar(x) : yield* wide(x), [], undefined, false);
}

export function* wide(x: AnyTensor): Steps<Tensor> {
  return yield* materialise(yield* cast(x, "float64"));
}

/** The result of an operation. */
export function made(value: Tensor, parents: readonly Variable[], pull: Pull): Variable {
  const tracked = parents.some((parent) => parent.tracked);
  return new Variable(value, tracked ? parents : [], tracked ? pull : undefined, tracked);
}

/** The gradient of a result of one element by `by`, in its shape. Throws Shape for a result of more. */
export function* gradient(result: Variable, by: Variable): Steps<Tensor> {
  if (result.value.data.length !== 1)
    fail("Shape", `grad takes an expression that gives one number, got shape [${result.shape.join(", ")}]`);
  const gradients = new Map<Variable, Tensor>([[result, full(result.shape, 1)]]);
  for (const node of backwards(result)) {
    const own = gradients.get(node);
    if (!own || !node.pull) continue;
    for (const [i, part] of (yield* node.pull(own)).entries()) {
      const parent = node.parents[i];
      if (!part || !parent?.tracked) continue;
      const before = gradients.get(parent);
      gradients.set(parent, before ? yield* map2(before, part, (x, y) => x + y) : part);
    }
  }
  return gradients.get(by) ?? full(by.shape, 0);
}

/** Every variable that the result depends on, each before its parents. */
function backwards(result: Variable): Variable[] {
  const order: Variable[] = [];
  const seen = new Set<Variable>();
  const open: { readonly node: Variable; next: number }[] = [{ node: result, next: 0 }];
  seen.add(result);
  for (let top = open.at(-1); top; top = open.at(-1)) {
    const parent = top.node.parents[top.next++];
    if (!parent) {
      order.push(top.node);
      open.pop();
    } else if (parent.tracked && !seen.has(parent)) {
      seen.add(parent);
      open.push({ node: parent, next: 0 });
    }
  }
  return order.reverse();
}

export function* map1(x: Tensor, f: UnaryOp | ((x: number) => number)): Steps<Tensor> {
  return yield* materialise(yield* mapUnary(x, f));
}

export function* map2(x: Tensor, y: Tensor, f: (x: number, y: number) => number): Steps<Tensor> {
  return yield* materialise(yield* mapBinary(x, y, f));
}

/** A gradient times a slope: nothing stays nothing, however steep the slope, and a flat place passes nothing on. */
export function carried(g: number, slope: number): number {
  if (g === 0) return 0;
  return slope === 0 && !Number.isNaN(g) ? 0 : g * slope;
}

/** A gradient in the shape of a broadcast result as one in the operand's. */
export function* unbroadcast(g: Tensor, shape: readonly number[]): Steps<Tensor> {
  if (sameShape(g.shape, shape)) return g;
  const more = g.shape.length - shape.length;
  const axes = g.shape.flatMap((extent, i) => (i < more || (shape[i - more] === 1 && extent !== 1) ? [i] : []));
  const sum = axes.length === 0 ? g : yield* reduce(g, "sum", { dim: axes, keepdims: true });
  return yield* shaped(sum, shape);
}

/** A reduction's gradient, repeated along the axes that it had reduced. */
export function* expanded(g: Tensor, kept: readonly number[], shape: readonly number[]): Steps<Tensor> {
  return yield* map2(yield* shaped(g, kept), full(shape, 0), (x) => x);
}

export function* shaped(x: Tensor, shape: readonly number[]): Steps<Tensor> {
  return sameShape(x.shape, shape) ? x : yield* materialise(yield* reshape(x, shape));
}
