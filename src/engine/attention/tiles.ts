import type { FloatArray } from "../../model/index.ts";
import { decay } from "../accumulator.ts";
import { type Kernels, kernels } from "../kernels.ts";
import { STEP, type Workshop, workshop } from "../matmul.ts";
import { PART, type Runner } from "../together.ts";
import { type Packed, roundUp } from "./packed.ts";

/** Most queries of a task, and those of them whose scores are held at a time. */
const QUERIES = 128;
const HELD = 16;
/** Multiplications of a task, where HELD queries don't take more. */
const WORK = 2 ** 25;

/** Where things lie in a workshop, in elements. */
const PLACES = { k: 64, v: 64 + 2 ** 16, scores: 64 + 2 ** 17, weights: 64 + 2 ** 17 + 2 ** 14, rows: 64 + 2 ** 17 + 2 ** 15 } as const;
/** Elements from `rows` on, for a task's queries and its output. */
const ROOM = 2 ** 16;

/** Attention without a mask, a cap or its weights kept, online over tiles of keys. */
export interface AttentionJob {
  readonly kind: "attention";
  readonly packed: Packed;
  readonly heads: number;
  readonly L: number;
  readonly S: number;
  readonly V: number;
  /** Of a task. */
  readonly queries: number;
  readonly keyOf: Int32Array;
  readonly valueOf: Int32Array;
  readonly causal: boolean;
  /** −1: without limit. */
  readonly left: number;
  readonly right: number;
  /** A logit of each head that has no value; −∞: none. */
  readonly sinks: Float64Array;
  /** heads × L × V. */
  readonly out: FloatArray;
}

/** Queries of a task over so many keys; 0 where there is no room for HELD of them. */
export function queriesOf(S: number, { depth, width }: Pick<Packed, "depth" | "width">): number {
  const held = (queries: number): number => Math.floor(queries / HELD) * HELD;
  return Math.min(QUERIES, held(ROOM / (depth + width)), Math.max(HELD, held(WORK / (S * (depth + width)))));
}

export function attentionTasks({ heads, L, queries }: Pick<AttentionJob, "heads" | "L" | "queries">): number {
  return heads * Math.ceil(L / queries);
}

/** This thread's workshop for elements of `width` bytes; null where the host has none. */
export function benchFor(width: 4 | 8): Workshop | null {
  return workshop(width, kernels().name === "relaxed");
}

/** Throws where this host has no workshop. */
export function attentionRunner(job: AttentionJob): Runner {
  const bench = benchFor(job.packed.q instanceof Float32Array ? 4 : 8);
  if (!bench) throw new Error("this host has no SIMD");
  const strips = Math.ceil(job.L / job.queries);
  return {
    run: (task) => new Strip(job, bench, Math.floor(task / strips), (task % strips) * job.queries).run(),
    close: () => undefined,
  };
}

/** Some queries of one head. */
class Strip {
  private readonly count: number;
  private readonly m: Float64Array;
  private readonly l: Float64Array;
  private readonly out: number;
  private readonly kernel: Kernels = kernels();
  private readonly part = new Float64Array(PART);

  constructor(
    private readonly job: AttentionJob,
    private readonly bench: Workshop,
    private readonly head: number,
    private readonly first: number,
  ) {
    const { L, packed, queries, sinks } = job;
    this.count = Math.min(queries, L - first);
    const sink = sinks[head] as number;
    this.m = new Float64Array(this.count).fill(sink);
    this.l = new Float64Array(this.count).fill(sink === -Infinity ? 0 : 1);
    this.out = PLACES.rows + queries * packed.depth;
  }

  run(): void {
    const { L, packed, queries } = this.job;
    const { memory } = this.bench;
    const { q, depth, width, keys, padded } = packed;
    const rows = this.head * L + this.first;
    memory.fill(0, PLACES.rows, PLACES.rows + queries * (depth + width));
    memory.set(q.subarray(rows * depth, (rows + this.count) * depth), PLACES.rows);
    for (let start = 0; start < padded; start += keys) this.tile(start, Math.min(keys, padded - start));
    this.finish();
  }

  /** Keys start … start + count, for all queries that see one of them. */
  private tile(start: number, count: number): void {
    const { keyOf, packed } = this.job;
    const [from, to] = [this.firstKey(0), this.lastKey(this.count - 1)];
    if (to < start || from >= start + count) return;
    const { k, v, depth, width, padded } = packed;
    const key = (keyOf[this.head] as number) * padded + start;
    const value = (this.job.valueOf[this.head] as number) * padded + start;
    this.bench.memory.set(k.subarray(key * depth, (key + count) * depth), PLACES.k);
    this.bench.memory.set(v.subarray(value * width, (value + count) * width), PLACES.v);
    for (let row = 0; row < this.count; row += HELD) this.block(row, start, count);
  }

  private block(row: number, start: number, count: number): void {
    const { multiply, memory, columns } = this.bench;
    const { depth, width } = this.job.packed;
    const end = Math.min(row + HELD, this.count);
    if (this.lastKey(end - 1) < start || this.firstKey(row) >= start + count) return;
    const rows = roundUp(end - row, STEP);
    const scores = { at: PLACES.scores, stride: count };
    memory.fill(0, scores.at, scores.at + rows * count);
    multiply({ at: PLACES.rows + row * depth, stride: depth }, PLACES.k, scores, { rows, depth, panels: count / columns });
    memory.fill(0, PLACES.weights, PLACES.weights + rows * count);
    for (let i = row; i < end; i++) this.weigh(i, (i - row) * count, start, count);
    const weights = { at: PLACES.weights, stride: count };
    multiply(weights, PLACES.v, { at: this.out + row * width, stride: width }, { rows, depth: count, panels: width / columns });
  }

  /** Turns the scores of query i at `at` to weights against its largest so far, and what it has gathered to the same measure. */
  private weigh(i: number, at: number, start: number, count: number): void {
    const { memory } = this.bench;
    const from = Math.max(0, this.firstKey(i) - start);
    const to = Math.min(count, this.lastKey(i) + 1 - start);
    if (from >= to) return;
    const [scores, weights] = [PLACES.scores + at, PLACES.weights + at];
    this.kernel.sum(memory, scores + from, scores + to, 1, this.part);
    const [most, sum, low] = this.part as unknown as readonly [number, number, number];
    const before = this.m[i] as number;
    const m = Math.max(before, most);
    const kept = decay(before, m);
    this.l[i] = (this.l[i] as number) * kept + (sum + low) * decay(most, m);
    this.m[i] = m;
    if (kept !== 1 && before > -Infinity) this.rescale(i, kept);
    this.kernel.probabilities(memory, scores + from, scores + to, 1, m, 1, memory, weights + from);
  }

  private rescale(i: number, factor: number): void {
    const { memory } = this.bench;
    const { width } = this.job.packed;
    for (let at = this.out + i * width; at < this.out + (i + 1) * width; at++) memory[at] = (memory[at] as number) * factor;
  }

  private finish(): void {
    const { L, V, out, packed } = this.job;
    const { memory } = this.bench;
    for (let i = 0; i < this.count; i++) {
      const l = this.l[i] as number;
      const [from, to] = [this.out + i * packed.width, (this.head * L + this.first + i) * V];
      for (let c = 0; c < V; c++) out[to + c] = l > 0 ? (memory[from + c] as number) / l : 0;
    }
  }

  private firstKey(i: number): number {
    const { left } = this.job;
    return left < 0 ? 0 : Math.max(0, this.first + i - left);
  }

  private lastKey(i: number): number {
    const { causal, right, S } = this.job;
    return Math.min(S - 1, causal ? this.first + i : S - 1, right < 0 ? S - 1 : this.first + i + right);
  }
}
