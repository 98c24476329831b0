import type { Steps, Tensor } from "../../model/index.ts";
import { sizeOf } from "../../model/index.ts";
import { mapUnary } from "../elementwise.ts";
import { logsumexp as logsumexpOf } from "../logsumexp.ts";
import { type ReduceOp, reduce } from "../reduce.ts";
import { axesOf, type Dim, reducedShape } from "../shape.ts";
import { materialise } from "../source.ts";
import { mul, sub, unary } from "./elementwise.ts";
import { carried, expanded, lift, made, map1, map2, type Operand, unbroadcast, type Variable } from "./variable.ts";

/** The shape with its reduced axes kept as 1, and how many elements each result is of. */
function keptOf(x: Variable, dim: Dim): { readonly kept: number[]; readonly count: number } {
  const kept = reducedShape(x.shape, axesOf(dim, x.shape.length), true);
  return { kept, count: sizeOf(x.shape) / Math.max(1, sizeOf(kept)) };
}

export function* sum(operand: Operand, dim: Dim = null, keepdims = false): Steps<Variable> {
  const x = yield* lift(operand);
  const { kept } = keptOf(x, dim);
  return made(yield* reduce(x.value, "sum", { dim, keepdims }), [x], function* (g) {
    return [yield* expanded(g, kept, x.shape)];
  });
}

export function* mean(operand: Operand, dim: Dim = null, keepdims = false): Steps<Variable> {
  const x = yield* lift(operand);
  return yield* mul(yield* sum(x, dim, keepdims), 1 / keptOf(x, dim).count);
}

/** The largest or smallest; equals share the gradient, as in PyTorch's amax. */
export function* extreme(operand: Operand, op: "max" | "min", dim: Dim = null, keepdims = false): Steps<Variable> {
  const x = yield* lift(operand);
  const { kept } = keptOf(x, dim);
  const best = yield* reduce(x.value, op, { dim, keepdims: true });
  return made(yield* reduce(x.value, op, { dim, keepdims }), [x], function* (g) {
    const hit = yield* map2(x.value, best, (v, m) => (v === m ? 1 : 0));
    const share = yield* map2(hit, yield* reduce(hit, "sum", { dim, keepdims: true }), (v, n) => v / Math.max(1, n));
    return [yield* map2(yield* expanded(g, kept, x.shape), share, carried)];
  });
}

export function* prod(operand: Operand, dim: Dim = null, keepdims = false): Steps<Variable> {
  const x = yield* lift(operand);
  const { kept } = keptOf(x, dim);
  const reducedBy = (t: Tensor, op: ReduceOp): Steps<Tensor> => reduce(t, op, { dim, keepdims: true });
  return made(yield* reduce(x.value, "prod", { dim, keepdims }), [x], function* (g) {
    const zeros = yield* reducedBy(yield* map1(x.value, (v) => (v === 0 ? 1 : 0)), "sum");
    const others = yield* reducedBy(yield* map1(x.value, (v) => (v === 0 ? 1 : v)), "prod");
    const product = yield* map2(others, zeros, (rest, n) => (n === 0 ? rest : 0));
    // Of one zero, only that entry's own factor is left; of two, nothing.
    const single = yield* map2(others, zeros, (rest, n) => (n === 1 ? rest : 0));
    const smooth = yield* map2(product, x.value, (all, v) => (v === 0 ? 0 : all / v));
    const slope = yield* map2(smooth, yield* map2(x.value, single, (v, rest) => (v === 0 ? rest : 0)), (s, t) => s + t);
    return [yield* map2(yield* expanded(g, kept, x.shape), slope, carried)];
  });
}

/** Σ(x − mean)² / (n − correction); of a single element with correction 1 it is 0. */
export function* variance(operand: Operand, dim: Dim = null, keepdims = false, correction = 1): Steps<Variable> {
  const x = yield* lift(operand);
  const { count } = keptOf(x, dim);
  const gaps = yield* sub(x, yield* mean(x, dim, true));
  const squares = yield* sum(yield* unary(gaps, "square"), dim, keepdims);
  return yield* mul(squares, 1 / (count === 1 && correction === 1 ? 1 : count - correction));
}

export interface LseOptions {
  readonly dim?: Dim;
  readonly keepdims?: boolean;
  readonly b?: Operand | undefined;
  readonly mask?: Tensor | undefined;
}

/** log |Σ b e^a|, and its sign, which is constant. */
export function* logsumexp(operand: Operand, options: LseOptions = {}): Steps<{ value: Variable; sign: Tensor }> {
  const a = yield* lift(operand);
  const { dim = -1, keepdims = false, mask } = options;
  const b = options.b === undefined ? undefined : yield* lift(options.b);
  const { value, sign } = yield* logsumexpOf(a.value, { dim, keepdims, mask, b: b?.value });
  const wholeShape = b ? (yield* map2(a.value, b.value, (x) => x)).shape : a.shape;
  const kept = reducedShape(wholeShape, axesOf(dim, wholeShape.length), true);
  const parents = b ? [a, b] : [a];
  const result = made(value, parents, function* (g) {
    const whole = yield* expanded(yield* map2(g, sign, carried), kept, wholeShape);
    const level = yield* expanded(value, kept, wholeShape);
    const powers = yield* kept0(yield* map2(a.value, level, (x, v) => Math.exp(x - v)), mask);
    const toB = yield* map2(whole, powers, carried);
    const toA = b ? yield* map2(toB, b.value, carried) : toB;
    return [yield* unbroadcast(toA, a.shape), ...(b ? [yield* unbroadcast(toB, b.shape)] : [])];
  });
  return { value: result, sign };
}

/** x, 0 where the mask is. */
function* kept0(x: Tensor, mask: Tensor | undefined): Steps<Tensor> {
  return mask ? yield* map2(x, yield* materialise(yield* mapUnary(mask, (keep) => keep)), (v, keep) => (keep === 0 ? 0 : v)) : x;
}
