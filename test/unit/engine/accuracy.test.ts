import { describe, expect, it } from "vitest";
import { type Kernels, probabilities, randn, reduce, referenceKernels, softmax, streamedProbabilities } from "../../../src/engine/index.ts";
import { done, type FloatArray, finish, type LazyTensor, type Tensor } from "../../../src/model/index.ts";
import { backends } from "./backends.ts";
import { exactLogSoftmax, exactSoftmax } from "./exactSoftmax.ts";

const BLOCK = 4096;
const { NaN: nan, POSITIVE_INFINITY: inf } = Number;

const normal = finish(randn([2 * BLOCK + 3], { seed: 11, stream: "accuracy" })) as Tensor;
const n01 = (i: number) => normal.data[i % normal.data.length] as number;

const rows: [string, (i: number, k: number) => number][] = [
  ["N(0, 1)", (i) => n01(i)],
  ["N(0, 100)", (i) => 100 * n01(i)],
  ["N(50, 3)", (i) => 50 + 3 * n01(i)],
  ["an offset of 1e8", (i) => 1e8 + 8 * Math.round(n01(i))],
  ["a range of ±1e4", (i) => 1e4 * Math.sin(i)],
  ["a range of ±3e38", (i) => (i % 3 === 0 ? 3e38 : i % 3 === 1 ? -3e38 : n01(i))],
  ["masks of -3.4e38", (i) => (i % 5 > 0 ? -3.4e38 : n01(i))],
  ["all equal", () => 0.1],
  ["one far above the others", (i, k) => (i === k >> 1 ? 30 : n01(i))],
  ["falling to where nothing is left", (i) => -3 * i],
  ["denormals", (i) => (i % 2 === 0 ? 1 : -1) * i * 2 ** -149],
];

const sizes = [...Array.from({ length: 36 }, (_, i) => i + 1), 63, 64, 65, 127, 129];

const widths = [
  { name: "float32", make: (z: number[]): FloatArray => Float32Array.from(z), bound: 2.5e-7, smallest: 2 ** -126 },
  { name: "float64", make: (z: number[]): FloatArray => Float64Array.from(z), bound: 4.5e-16, smallest: 2 ** -1022 },
] as const;

/** What the reference may be off beside the bound: it rounds each difference of logits. */
function ownError(kernels: Kernels, d: number): number {
  return kernels === referenceKernels ? Math.abs(d) * 2 ** -51 : 0;
}

/** Probabilities by each way that the kernels have. */
function waysOf(kernels: Kernels, z: FloatArray, tau: number): { probabilities: FloatArray[]; logs: FloatArray } {
  const part = new Float64Array(4);
  const outs = [0, 1, 2, 3].map(() => z.slice());
  const [whole, anew, shared, logs] = outs as [FloatArray, FloatArray, FloatArray, FloatArray];
  kernels.softmax(z, 0, z.length, tau, part, whole, 0);
  kernels.fold(z, 0, z.length, tau, part);
  const [m, high, low] = part as unknown as [number, number, number];
  kernels.probabilities(z, 0, z.length, tau, m, high + low, anew, 0);
  kernels.logProbabilities(z, 0, z.length, tau, m, Math.log1p(high - 1 + low), logs, 0);
  kernels.keep(z, 0, z.length, tau, part, shared, 0);
  const ways = kernels.share(shared, 0, z.length, tau, m, m, high + low) ? [whole, anew, shared] : [whole, anew];
  return { probabilities: ways, logs };
}

/** The largest error over its bound: 1 or less is right. */
function worst(found: FloatArray, exact: readonly number[], allowed: (x: number, i: number) => number): number {
  return exact.reduce((most, x, i) => {
    if (found[i] === x) return most;
    const error = Math.abs((found[i] as number) - x);
    return Math.max(most, Number.isNaN(error) ? inf : error / allowed(x, i));
  }, 0);
}

describe.each(widths)("every kernel of $name is right to the bound", ({ make, bound, smallest }) => {
  it.each(rows)("for %s, at every remainder of the vectors", (_, element) => {
    for (const k of sizes) {
      const z = make(Array.from({ length: k }, (_, i) => element(i, k)));
      const logits = Array.from(z);
      const m = Math.max(...logits);
      for (const tau of [1, 0.3]) {
        const exact = exactSoftmax(logits, tau);
        // What float32 cannot hold is −∞ there.
        const logs = Array.from(make(exactLogSoftmax(logits, tau)));
        for (const kernels of backends) {
          const own = (i: number) => ownError(kernels, ((logits[i] as number) - m) / tau);
          const found = waysOf(kernels, z, tau);
          for (const p of found.probabilities) expect(worst(p, exact, (x, i) => (bound + own(i)) * x + smallest)).toBeLessThanOrEqual(1);
          expect(worst(found.logs, logs, (x) => bound * Math.max(1, Math.abs(x)))).toBeLessThanOrEqual(1);
        }
      }
    }
  });

  it("for rows of more than one block", () => {
    const logits = Array.from(make(Array.from({ length: 2 * BLOCK + 3 }, (_, i) => n01(i) + (i > BLOCK ? 5 : 0))));
    const z: Tensor = { kind: "tensor", dtype: bound > 1e-10 ? "float32" : "float64", shape: [logits.length], data: make(logits) };
    const exact = exactSoftmax(logits, 1);
    const found = finish(probabilities(finish(softmax(z)))).data as FloatArray;
    expect(worst(found, exact, (x) => bound * x)).toBeLessThanOrEqual(1);
  });
});

it.each([
  [[], []],
  [[5.3], [1]],
  [
    [-inf, -inf, -inf],
    [nan, nan, nan],
  ],
  [
    [inf, 0],
    [nan, nan],
  ],
  [
    [inf, -inf, inf],
    [nan, nan, nan],
  ],
  [
    [0, nan, 1],
    [nan, nan, nan],
  ],
  [
    [-inf, 2, -inf, 2],
    [0, 0.5, 0, 0.5],
  ],
])("%j gives %j in every kernel", (z, expected) => {
  for (const { make } of widths) {
    for (const kernels of backends) {
      for (const p of waysOf(kernels, make(z), 1).probabilities) expect(Array.from(p)).toEqual(expected);
    }
  }
});

it("a hundred million probabilities sum to 1 within 1e-7", () => {
  const pattern = finish(randn([1_000_000], { seed: 3, stream: "many" }, "float32")).data as Float32Array;
  const source: LazyTensor["source"] = {
    read(start, end, out) {
      for (let at = start; at < end; ) {
        const from = at % pattern.length;
        const stop = Math.min(pattern.length, from + end - at);
        out.set(pattern.subarray(from, stop), at - start);
        at += stop - from;
      }
      return done(undefined);
    },
  };
  const z: LazyTensor = { kind: "lazy", dtype: "float32", shape: [100_000_000], source };
  const d = finish(softmax(z));
  const p = finish(streamedProbabilities(d)) as LazyTensor;
  // They repeat as the logits do.
  const some: LazyTensor = { ...p, shape: [pattern.length] };
  const sum = finish(reduce({ ...some, dtype: "float64" }, "sum")).data[0] as number;
  expect(Math.abs(100 * sum - 1)).toBeLessThan(1e-7);
});
