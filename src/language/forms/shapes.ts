import { argsort, materialise, permute, promote, reshape, take, transpose } from "../../engine/index.ts";
import { type AnyTensor, allocate, fail, type Steps, sizeOf, type Tensor } from "../../model/index.ts";
import { denseOf, realOf, tensorOf } from "../convert.ts";
import { integer, numbers } from "../kinds.ts";
import { isArrayLike, isDistribution } from "../values.ts";
import type { Form } from "./form.ts";

/** mathjs's functions of shape and order on tensors. */
export const shapes: Readonly<Record<string, Form>> = {
  size: { run: ([x]) => sizes(x) },
  count: { run: ([x]) => counted(x) },
  reshape: { run: ([x, shape]) => reshaped(x, shape) },
  transpose: { run: ([x]) => transposed(x) },
  ctranspose: { run: ([x]) => transposed(x) },
  flatten: { run: ([x]) => flattened(x) },
  squeeze: { run: ([x]) => squeezed(x) },
  concat: { keywords: ["dim", "axis"], run: (values, keywords) => concatenated(values, keywords.get("dim")) },
  sort: { keywords: ["dim", "axis"], run: (values, keywords) => sorted(values, keywords.get("dim")) },
  clone: { run: ([x]) => tensorOf(x) },
  typeOf: { run: ([x]) => named(x) },
};

function* sizes(x: unknown): Steps<unknown> {
  return [...(isDistribution(x) ? x.logits : yield* tensorOf(x)).shape];
}

function* counted(x: unknown): Steps<unknown> {
  return sizeOf((isDistribution(x) ? x.logits : yield* tensorOf(x)).shape);
}

function* named(x: unknown): Steps<unknown> {
  return isDistribution(x) ? "Distribution" : (yield* tensorOf(x)).kind === "lazy" ? "LazyTensor" : "Tensor";
}

function* reshaped(x: unknown, shape: unknown): Steps<unknown> {
  return yield* reshape(yield* tensorOf(x), yield* numbers.read(shape));
}

function* transposed(x: unknown): Steps<unknown> {
  return yield* transpose(yield* tensorOf(x));
}

function* flattened(x: unknown): Steps<unknown> {
  return yield* reshape(yield* tensorOf(x), [-1]);
}

function* squeezed(x: unknown): Steps<unknown> {
  const t = yield* tensorOf(x);
  return yield* reshape(
    t,
    t.shape.filter((extent) => extent !== 1),
  );
}

/** Tensors one after another along an axis: positional and from 1 as in mathjs, or `dim`, from 0. The last axis by default. */
function* concatenated(values: readonly unknown[], keyword: unknown): Steps<unknown> {
  const last = values.at(-1);
  const positional = keyword === undefined && !isArrayLike(last) ? realOf(last) : undefined;
  const list: Tensor[] = [];
  for (const value of positional === undefined ? values : values.slice(0, -1)) list.push(yield* denseOf(value));
  const rank = list[0]?.shape.length ?? 0;
  const dim = keyword === undefined ? (positional ?? rank) - 1 : yield* integer.read(keyword);
  return joined(list, dim < 0 && keyword !== undefined ? dim + rank : dim);
}

function joined(list: readonly Tensor[], axis: number): Tensor {
  const [first] = list;
  if (!first || axis < 0 || axis >= first.shape.length) return fail("Shape", `There is no axis ${axis} to concatenate along.`);
  const others = (t: Tensor): string => t.shape.map((extent, i) => (i === axis ? "*" : extent)).join();
  for (const t of list)
    if (others(t) !== others(first))
      fail("Shape", `Shapes [${first.shape.join(", ")}] and [${t.shape.join(", ")}] differ beside axis ${axis}.`);
  const dtype = list.map((t) => t.dtype).reduce(promote);
  const shape = first.shape.map((extent, i) => (i === axis ? list.reduce((n, t) => n + (t.shape[axis] ?? 0), 0) : extent));
  const data = allocate(dtype, sizeOf(shape));
  const outer = sizeOf(first.shape.slice(0, axis));
  let at = 0;
  for (let row = 0; row < outer; row++) {
    for (const t of list) {
      const length = sizeOf(t.shape.slice(axis));
      data.set(t.data.subarray(row * length, (row + 1) * length), at);
      at += length;
    }
  }
  return { kind: "tensor", dtype, shape, data };
}

/** Rising, or falling for "desc"; along the last axis unless `dim` says otherwise. NaN last. */
function* sorted(values: readonly unknown[], keyword: unknown): Steps<unknown> {
  const [x, order = "asc"] = values;
  if (order !== "asc" && order !== "desc") return fail("Type", `Tensors are sorted "asc" or "desc".`);
  const t = yield* materialise(yield* tensorOf(x));
  const axis = keyword === undefined ? t.shape.length - 1 : yield* integer.read(keyword);
  return yield* alongLast(t, axis < 0 ? axis + t.shape.length : axis, (row) => sortRow(row, order));
}

function* alongLast(t: Tensor, axis: number, work: (row: Tensor) => Steps<Tensor>): Steps<AnyTensor> {
  const order = [...t.shape.keys()].filter((i) => i !== axis);
  const back = [...t.shape.keys()].map((i) => (i === axis ? t.shape.length - 1 : i < axis ? i : i - 1));
  if (axis === t.shape.length - 1) return yield* work(t);
  return permute(yield* work(permute(t, [...order, axis])), back);
}

function* sortRow(t: Tensor, order: "asc" | "desc"): Steps<Tensor> {
  const indices = yield* argsort(t, -1);
  const n = t.shape.at(-1) ?? 1;
  const data = t.data.slice();
  for (let i = 0; i < data.length; i++) {
    const row = i - (i % n);
    const from = order === "asc" ? i % n : n - 1 - (i % n);
    data[i] = t.data[row + (indices.data[row + from] ?? 0)] ?? 0;
  }
  const labels = t.shape.length === 1 ? t.labels && takenLabels(t, indices, order) : undefined;
  return { kind: "tensor", dtype: t.dtype, shape: t.shape, data, ...(labels ? { labels } : {}) };
}

function takenLabels(t: Tensor, indices: Tensor, order: "asc" | "desc"): readonly string[] | undefined {
  const list = Array.from(indices.data);
  return take(t, [order === "asc" ? list : list.reverse()]).labels;
}
