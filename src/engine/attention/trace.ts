import type { AnyTensor, Steps } from "../../model/index.ts";
import { fail } from "../../model/index.ts";
import { decay } from "../accumulator.ts";
import { cast } from "../construct.ts";
import { shapeText } from "../shape.ts";
import { materialise, progress } from "../source.ts";

/** What FlashAttention holds of each query after each block of keys: (m, l, o), with o / l the output so far. */
export interface AttentionTrace {
  /** From 1. */
  readonly query: number[];
  readonly block: number[];
  readonly m: number[];
  readonly l: number[];
  /** One list for each column of v: Σ e^(score − m)·v, not yet divided by l. */
  readonly o: number[][];
}

const MAX_ROWS = 100_000;

/**
 * softmax(q·kᵀ/√E)·v of one head, `block` keys at a time (Dao et al., arXiv 2205.14135). After the last block o / l is attention's output.
 * Throws Shape, Domain for a block below 1, TooLarge.
 */
export function* attentionTrace(queries: AnyTensor, keys: AnyTensor, values: AnyTensor, block: number): Steps<AttentionTrace> {
  const [q, k, v] = [yield* wide(queries, "q"), yield* wide(keys, "k"), yield* wide(values, "v")];
  const [L, S, E, V] = [q.rows, k.rows, q.columns, v.columns];
  if (k.columns !== E) fail("Shape", `k must have q's ${E} columns, got ${k.columns}`);
  if (v.rows !== S) fail("Shape", `v must have k's ${S} rows, got ${v.rows}`);
  if (!Number.isInteger(block) || block < 1) fail("Domain", `block must be a whole number from 1, got ${block}`);
  if ((L * S) / block > MAX_ROWS)
    fail("TooLarge", `block must be larger: ${L} queries in blocks of ${block} of ${S} keys are too many rows`);
  const trace: AttentionTrace = { query: [], block: [], m: [], l: [], o: Array.from({ length: V }, () => []) };
  for (let i = 0; i < L; i++) {
    let [m, l] = [-Infinity, 0];
    const o = new Float64Array(V);
    for (let start = 0; start < S; start += block) {
      const scores = k.data.subarray(start * E, Math.min(S, start + block) * E);
      const s = scoresOf(q.data.subarray(i * E, (i + 1) * E), scores);
      const top = s.reduce((a, b) => Math.max(a, b), m);
      const factor = decay(m, top);
      l = s.reduce((sum, x) => sum + decay(x, top) * Number(x !== -Infinity), l * factor);
      for (let e = 0; e < V; e++)
        o[e] = s.reduce((sum, x, j) => addTo(sum, x, top, v.data[(start + j) * V + e] as number), (o[e] as number) * factor);
      m = top;
      trace.query.push(i + 1);
      trace.block.push(start / block + 1);
      trace.m.push(m);
      trace.l.push(l);
      for (const [e, column] of trace.o.entries()) column.push(o[e] as number);
    }
    yield progress(i + 1, L);
  }
  return trace;
}

function addTo(sum: number, score: number, top: number, value: number): number {
  return score === -Infinity ? sum : sum + decay(score, top) * value;
}

function scoresOf(q: Float64Array, keys: Float64Array): Float64Array {
  const E = q.length;
  const scale = 1 / Math.sqrt(E);
  return Float64Array.from(
    { length: keys.length / E },
    (_, j) => q.reduce((sum, x, e) => sum + x * (keys[j * E + e] as number), 0) * scale,
  );
}

function* wide(x: AnyTensor, name: string): Steps<{ data: Float64Array; rows: number; columns: number }> {
  const [rows = 0, columns = 0] = x.shape;
  if (x.shape.length !== 2) fail("Shape", `${name} must be a matrix (one head), got shape ${shapeText(x.shape)}`);
  // SAFETY: a float64 tensor in memory holds a Float64Array.
  return { data: (yield* materialise(yield* cast(x, "float64"))).data as Float64Array, rows, columns };
}
