import { take } from "../engine/index.ts";
import { type AnyTensor, allocate, fail, type LazyTensor, type Steps, sizeOf, type Tensor } from "../model/index.ts";

/** Most elements that a subscript may pick from a tensor that is not in memory. */
const MAX_PICKED = 2 ** 24;

/** Entries that are read from a lazy source at once. */
const RUN = 65_536;

type Indices = readonly (number | readonly number[])[];

/** The entries at these 0-based indices, one for each axis; a number drops its axis. Of a lazy tensor only what is picked is read. */
export function* select(x: AnyTensor, indices: Indices): Steps<Tensor> {
  return x.kind === "tensor" ? take(x, indices) : yield* selectLazy(x, indices);
}

function* selectLazy(x: LazyTensor, indices: Indices): Steps<Tensor> {
  const lists = indices.map((index) => (typeof index === "number" ? [index] : index));
  const shape = lists.filter((_, axis) => typeof indices[axis] !== "number").map((list) => list.length);
  const size = sizeOf(shape);
  if (size > MAX_PICKED) fail("TooLarge", `${size} elements are more than can be picked from a file at once (${MAX_PICKED}).`);
  const data = allocate(x.dtype, size);
  const last = lists.at(-1) ?? [0];
  let at = 0;
  for (const offset of offsets(x.shape, lists.slice(0, -1))) {
    yield* readRow(x, offset, last, data, at);
    at += last.length;
  }
  return { kind: "tensor", dtype: x.dtype, shape, data };
}

/** The offset of every row that the leading indices name, in row-major order. */
function* offsets(shape: readonly number[], lists: readonly (readonly number[])[], from = 0): Generator<number> {
  const [list, ...rest] = lists;
  if (!list) {
    yield from;
    return;
  }
  const stride = sizeOf(shape.slice(shape.length - rest.length - 1));
  for (const i of list) yield* offsets(shape, rest, from + i * stride);
}

/** Reads the entries `picks` of the row at `offset`, neighbours together. */
function* readRow(x: LazyTensor, offset: number, picks: readonly number[], out: Tensor["data"], at: number): Steps<void> {
  for (let i = 0; i < picks.length; ) {
    const first = picks[i] ?? 0;
    let length = 1;
    while (length < RUN && picks[i + length] === first + length) length++;
    const buffer = new Float64Array(length);
    yield* x.source.read(offset + first, offset + first + length, buffer);
    out.set(buffer, at + i);
    i += length;
    yield { kind: "progress", done: at + i, total: out.length };
  }
}

/** The elements where a mask of the tensor's own shape is true, as a row. */
export function* selectMask(x: AnyTensor, mask: Tensor): Steps<Tensor> {
  if (x.shape.join() !== mask.shape.join())
    fail("Shape", `A mask of shape [${mask.shape.join(", ")}] for a tensor of shape [${x.shape.join(", ")}].`);
  const flat =
    x.kind === "tensor" ? { ...x, shape: [sizeOf(x.shape)], labels: undefined } : { ...x, shape: [sizeOf(x.shape)], labels: undefined };
  const picked = Array.from(mask.data.keys()).filter((i) => mask.data[i] !== 0);
  return yield* select(flat, [picked]);
}

/** A copy of x with the entries at these indices replaced by `value`, which is one number or as many as are replaced. */
export function replace(x: Tensor, indices: Indices, value: Tensor): Tensor {
  const lists = indices.map((index) => (typeof index === "number" ? [index] : index));
  const count = lists.reduce((n, list) => n * list.length, 1);
  if (value.data.length !== 1 && value.data.length !== count) fail("Shape", `${value.data.length} values for ${count} entries.`);
  const data = x.data.slice();
  const last = lists.at(-1) ?? [0];
  let at = 0;
  for (const offset of offsets(x.shape, lists.slice(0, -1))) {
    for (const i of last) data[offset + i] = value.data[value.data.length === 1 ? 0 : at++] ?? 0;
  }
  return { ...x, data };
}
