import {
  arange,
  argmax,
  argmin,
  argsort,
  cast,
  clip,
  type Dim,
  full,
  linspace,
  logspace,
  stack,
  take,
  topk,
  where,
} from "../../engine/index.ts";
import { type AnyTensor, type Dtype, done, fail, type Steps, sizeOf, type Tensor } from "../../model/index.ts";
import { nestedOf, plain, tensorOf } from "../convert.ts";
import { any, dense, dtypes, integer, type Kind, nullable, number, numbers, shape } from "../kinds.ts";
import { splineAt } from "../spline.ts";
import { isArrayLike, isDistribution } from "../values.ts";
import { define, optional, type RunnableEntry, required } from "./entry.ts";
import { one, reduced, x } from "./parameters.ts";

const FAMILY = "Tensors";
const NUMERICS = "Online softmax and numerics";

/** A list of tensors, or a tensor whose rows are the list. */
const tensors: Kind<readonly AnyTensor[]> = {
  name: "a list of tensors",
  *read(raw) {
    const list: AnyTensor[] = [];
    if (isArrayLike(raw)) {
      const whole = yield* dense.read(raw);
      for (let i = 0; i < (whole.shape[0] ?? 0); i++) list.push(take(whole, [i]));
      return list;
    }
    for (const item of nestedOf(raw) ?? fail("Type", "A list of tensors expected.")) list.push(yield* tensorOf(item));
    return list;
  },
};

export const tensorFamily: readonly RunnableEntry[] = [
  define({
    name: "tensor",
    family: FAMILY,
    docs: "The numbers of a matrix literal as a tensor; float64, or bool where all are booleans, unless dtype says otherwise.",
    source: "torch.tensor",
    example: 'tensor([1, 2; 3, 4], dtype = "float16")',
    parameters: { x, dtype: optional(nullable(dtypes), null) },
    run: ({ x, dtype }) => (dtype === null ? done(x) : cast(x, dtype)),
  }),
  define({
    name: "linspace",
    family: FAMILY,
    docs: "n evenly spaced numbers from a to b, both included.",
    source: "numpy.linspace",
    formula: "a + \\frac{i}{n - 1}(b - a)",
    example: "linspace(-1, 1, 5)",
    parameters: { a: required(number), b: required(number), n: required(integer) },
    run: ({ a, b, n }) => done(linspace(a, b, n)),
  }),
  define({
    name: "logspace",
    family: FAMILY,
    docs: "n numbers from 10^a to 10^b, evenly spaced in their logarithms.",
    source: "numpy.logspace",
    formula: "10^{a + \\frac{i}{n - 1}(b - a)}",
    example: "logspace(-2, 2, 5)",
    parameters: { a: required(number), b: required(number), n: required(integer) },
    run: ({ a, b, n }) => done(logspace(a, b, n)),
  }),
  define({
    name: "arange",
    family: FAMILY,
    docs: "a, a + step, … up to but without b, as numpy.arange.",
    source: "numpy.arange",
    example: "arange(0, 1, 0.25)",
    parameters: { a: required(number), b: required(number), step: optional(number, 1) },
    run: ({ a, b, step }) => done(arange(a, b, step)),
  }),
  define({
    name: "full",
    family: FAMILY,
    docs: "A tensor of one value, repeated.",
    source: "numpy.full",
    example: "full([2, 3], 7)",
    parameters: { shape: required(shape), value: required(number) },
    run: (args) => done(full(args.shape, args.value)),
  }),
  define({
    name: "one_hot",
    family: FAMILY,
    docs: "1 at index i (from 0) of n, 0 elsewhere; a tensor of indices gives one row each.",
    source: "torch.nn.functional.one_hot",
    formula: "h_j = [\\, j = i \\,]",
    example: "one_hot([0, 2], 3)",
    parameters: { i: required(dense), n: required(integer) },
    run: ({ i, n }) => done(oneHot(i, n)),
  }),
  define({
    name: "causal_mask",
    family: FAMILY,
    docs: "n × n, true where column ≤ row: each position sees itself and what came before.",
    source: "torch.tril of ones",
    formula: "m_{ij} = [\\, j \\le i \\,]",
    example: "causal_mask(3)",
    parameters: { n: required(integer) },
    run: ({ n }) => done(causalMask(n)),
  }),
  define({
    name: "topk",
    family: FAMILY,
    docs: "The k largest entries in falling order as {values, indices}; indices count from 0, of equals the lower index comes first.",
    source: "torch.topk",
    example: "topk([1, 5, 3], 2)",
    parameters: { x, k: required(integer), dim: optional(integer, -1) },
    run: (args) => topk(args.x, args.k, args.dim),
  }),
  search("argmax", "The index (from 0) of the first maximum.", "numpy.argmax", argmax),
  search("argmin", "The index (from 0) of the first minimum.", "numpy.argmin", argmin),
  define({
    name: "argsort",
    family: FAMILY,
    docs: "The indices (from 0) that put x in rising order; equals keep their order, NaN comes last.",
    source: "numpy.argsort with kind = stable",
    example: "argsort([3, 1, 2])",
    parameters: { x, dim: optional(integer, -1) },
    run: (args) => argsort(args.x, args.dim),
  }),
  define({
    name: "where",
    family: FAMILY,
    docs: "a where the condition is true, else b, element by element.",
    source: "numpy.where",
    example: "where([true, false], 1, 2)",
    parameters: { cond: one, a: one, b: one },
    *run({ cond, a, b }) {
      return plain(yield* where(cond, a, b));
    },
  }),
  define({
    name: "clip",
    family: FAMILY,
    docs: "x limited to the range from lo to hi, element by element.",
    source: "numpy.clip",
    formula: "\\min(\\max(x, lo), hi)",
    example: "clip([-2, 0, 2], -1, 1)",
    parameters: { x: one, lo: one, hi: one },
    *run({ x, lo, hi }) {
      return plain(yield* clip(x, lo, hi));
    },
  }),
  define({
    name: "stack",
    family: FAMILY,
    docs: "Tensors of one shape side by side along a new axis.",
    source: "torch.stack",
    example: "stack([[1, 2], [3, 4]], dim = 1)",
    parameters: { list: required(tensors), dim: optional(integer, 0) },
    run: (args) => stack(args.list, args.dim),
  }),
  define({
    name: "spline",
    family: FAMILY,
    docs: "The cubic spline through the points (x, y), not-a-knot at both ends, at the places `at`; beyond the points its end pieces go on. x must rise.",
    source: "scipy.interpolate.CubicSpline",
    formula: "s \\in C^2,\\ s(x_i) = y_i,\\ s''' \\text{ continuous at } x_1, x_{n-2}",
    example: "spline([0, 1, 2, 3], [0, 1, 4, 9], [0.5, 2.5])",
    parameters: { x: required(numbers), y: required(numbers), at: required(dense) },
    run: ({ x, y, at }) => done(plain({ kind: "tensor", dtype: "float64", shape: at.shape, data: splineAt(x, y, at.data) })),
  }),
  define({
    name: "dtype",
    family: NUMERICS,
    docs: "The name of the element type.",
    source: "numpy.ndarray.dtype",
    example: "dtype(float16([1, 2]))",
    parameters: { x: required(any) },
    *run({ x }) {
      return isDistribution(x) ? x.logits.dtype : (yield* tensorOf(x)).dtype;
    },
  }),
  ...(["float16", "bfloat16", "float32", "float64", "int32"] as const).map(rounding),
];

function search(name: string, docs: string, source: string, run: (x: AnyTensor, dim: Dim) => Steps<Tensor>): RunnableEntry {
  return define({
    name,
    family: FAMILY,
    docs,
    source,
    example: `${name}([1, 3, 2])`,
    parameters: { x, dim: reduced },
    *run(args) {
      return plain(yield* run(args.x, args.dim));
    },
  });
}

function rounding(name: Dtype): RunnableEntry {
  const docs =
    name === "int32" ? "x as 32-bit whole numbers, cut off towards zero." : `x rounded to ${name}, to the nearest, ties to even.`;
  return define({
    name,
    family: NUMERICS,
    docs,
    source: name === "int32" ? "torch.Tensor.int" : name === "bfloat16" ? "torch.bfloat16" : "IEEE 754, roundTiesToEven",
    example: `${name}([0.1, 2.5])`,
    parameters: { x },
    *run({ x }) {
      return plain(yield* cast(x, name));
    },
  });
}

function oneHot(i: Tensor, n: number): Tensor {
  if (n < 0) fail("Domain", `n must be 0 or more, got ${n}`);
  const hot = full([...i.shape, n], 0);
  for (const [row, index] of i.data.entries()) {
    if (!Number.isInteger(index) || index < 0 || index >= n) fail("Domain", `i must hold whole numbers from 0 to ${n - 1}, got ${index}`);
    hot.data[row * n + index] = 1;
  }
  return hot;
}

function causalMask(n: number): Tensor {
  const mask = full([n, n], 0, "bool");
  for (let at = 0; at < sizeOf(mask.shape); at++) mask.data[at] = at % n <= Math.floor(at / n) ? 1 : 0;
  return mask;
}
