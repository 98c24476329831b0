import { type AnyTensor, allocate, done, fail, type Steps, sizeOf, type Tensor } from "../../model/index.ts";
import { CHUNK } from "../limits.ts";
import { floatOf, store } from "../rounding.ts";
import { materialise, progress, tensorOf } from "../source.ts";

/** Changes one row of logits in place; `index` is its number. */
export type Edit = (row: Float64Array, index: number) => Steps<void>;

/** Extent of the last axis (1 for a scalar), and how many rows of it there are. */
export function rowsOf(shape: readonly number[]): { n: number; rows: number } {
  return { n: shape.at(-1) ?? 1, rows: sizeOf(shape.slice(0, -1)) };
}

/** A copy of z with every row of the last axis edited; float dtypes and labels stay, int32 and bool become float64. */
export function* editRows(z: AnyTensor, edit: Edit): Steps<Tensor> {
  const held = yield* materialise(z);
  const dtype = floatOf(held.dtype);
  const data = allocate(dtype, held.data.length);
  const { n, rows } = rowsOf(held.shape);
  const row = new Float64Array(n);
  for (let index = 0, pending = 0; index < rows; index++) {
    row.set(held.data.subarray(index * n, (index + 1) * n));
    yield* edit(row, index);
    store(dtype, row, n, data, index * n);
    pending += n;
    if (pending < CHUNK) continue;
    pending = 0;
    yield progress((index + 1) * n, data.length);
  }
  return tensorOf(dtype, held.shape, data, held.labels);
}

/** z as logits, unchanged. */
export function unchanged(z: AnyTensor): Steps<Tensor> {
  return editRows(z, () => done(undefined));
}

/** Token ids: one list that serves every row, or one for each. */
export type Tokens = readonly (readonly number[])[];

/** The tokens of each row of z. Throws Shape for another number of lists than rows, Domain for an id that is none of z's entries. */
export function tokensOfRows(tokens: Tokens, shape: readonly number[]): (row: number) => readonly number[] {
  const { n, rows } = rowsOf(shape);
  for (const list of tokens) checkTokens(list, n);
  if (tokens.length > 1 && tokens.length !== rows)
    fail("Shape", `tokens must be one list or one for each of the ${rows} rows of logits, got ${tokens.length}`);
  return (row) => tokens[tokens.length === 1 ? 0 : row] ?? [];
}

/** Throws Domain unless every id is a whole number from 0 to n − 1. */
export function checkTokens(list: readonly number[], n: number, name = "tokens"): void {
  const bad = list.find((id) => !Number.isInteger(id) || id < 0 || id >= n);
  if (bad !== undefined) fail("Domain", `${name} must be whole numbers from 0 to ${n - 1}, got ${bad}`);
}
