import type { Dtype, FloatArray, Steps, Tensor } from "../../model/index.ts";
import { checkedSize } from "../limits.ts";
import { progress } from "../source.ts";
import { inParallel } from "../together.ts";
import type { Heads } from "./heads.ts";
import { cutOf, type Packed, packKeys, packQueries, packValues } from "./packed.ts";
import { type AttentionJob, attentionRunner, attentionTasks, benchFor, queriesOf } from "./tiles.ts";

/** Multiplications from which tiles pay; below, the plain rows are as fast and compute in float64 throughout. */
const LARGE = 2 ** 22;
/** Scores are below this in float32, whatever their signs. */
const LARGEST_SCORE = 1e30;

/** What the tiles are told of the rest. */
export interface Terms {
  readonly scale: number;
  readonly causal: boolean;
  readonly left: number;
  readonly right: number;
  readonly sinks: Float64Array | undefined;
}

/**
 * Attention of large arguments in tiles, in the precision of the result, on the pool: scores, weights and output of a few queries stay in a
 * core's caches. null, with nothing done, for small ones, half precision, what is not finite, and hosts without SIMD.
 */
export function* tiledAttention(q: Tensor, k: Tensor, v: Tensor, heads: Heads, terms: Terms, dtype: Dtype): Steps<FloatArray | null> {
  const { L, S, E, V, keyOf } = heads;
  if (keyOf.length * L * S * (E + V) < LARGE || (dtype !== "float32" && dtype !== "float64")) return null;
  const bench = benchFor(dtype === "float32" ? 4 : 8);
  const cut = bench && cutOf(heads, bench.columns);
  const queries = cut ? queriesOf(S, cut) : 0;
  if (!cut || queries === 0 || !inRange(q, k, v, E * Math.abs(terms.scale))) return null;
  const packed = yield* packedOf(q, k, v, heads, cut, terms.scale, dtype);
  const sinks = terms.sinks ?? new Float64Array(keyOf.length).fill(-Infinity);
  if (!sinks.every((sink) => sink < Infinity)) return null;
  const out = allocateShared(dtype, checkedSize([keyOf.length * L * V]));
  const { causal, left, right } = terms;
  const shapes = { heads: keyOf.length, L, S, V, queries, keyOf, valueOf: heads.valueOf };
  yield* allTasks({ kind: "attention", packed, ...shapes, causal, left, right, sinks, out });
  return out;
}

function* packedOf(
  q: Tensor,
  k: Tensor,
  v: Tensor,
  heads: Heads,
  cut: Omit<Packed, "q" | "k" | "v">,
  scale: number,
  dtype: Dtype,
): Steps<Packed> {
  const [queries, keys, values] = [
    (q.data.length / heads.E) * cut.depth,
    (k.data.length / (heads.S * heads.E)) * cut.padded * cut.depth,
    (v.data.length / (heads.S * heads.V)) * cut.padded * cut.width,
  ].map((length) => allocateShared(dtype, length)) as [FloatArray, FloatArray, FloatArray];
  packQueries(q, heads, cut.depth, scale, queries);
  yield progress(0, 0);
  packKeys(k, heads, cut, keys);
  yield progress(0, 0);
  packValues(v, heads, cut, values);
  return { ...cut, q: queries, k: keys, v: values };
}

/** Arguments may be small and their product large, so these go by what the host has. */
function allocateShared(dtype: Dtype, length: number): FloatArray {
  const bytes = (dtype === "float32" ? 4 : 8) * length;
  const buffer = typeof SharedArrayBuffer === "undefined" ? new ArrayBuffer(bytes) : new SharedArrayBuffer(bytes);
  return dtype === "float32" ? new Float32Array(buffer) : new Float64Array(buffer);
}

function* allTasks(job: AttentionJob): Steps<void> {
  const tasks = attentionTasks(job);
  const runner = attentionRunner(job);
  const shared = typeof SharedArrayBuffer !== "undefined" && job.out.buffer instanceof SharedArrayBuffer;
  if (shared && (yield* inParallel({ job, tasks, start: () => runner, repeatable: true }))) return;
  for (let task = 0; task < tasks; task++) {
    runner.run(task);
    yield progress(task + 1, tasks);
  }
}

/** Whether everything is finite, and no score can overflow. */
function inRange(q: Tensor, k: Tensor, v: Tensor, factor: number): boolean {
  return largest(q) * largest(k) * factor < LARGEST_SCORE && largest(v) < LARGEST_SCORE;
}

/** Of the magnitudes; NaN if one is. */
function largest({ data }: Tensor): number {
  let most = 0;
  for (let i = 0; i < data.length; i++) {
    const size = Math.abs(data[i] as number);
    if (size !== size) return size;
    if (size > most) most = size;
  }
  return most;
}
