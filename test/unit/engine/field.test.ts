import { describe, expect, it } from "vitest";
import { fieldOf, ownField } from "../../../src/engine/field.ts";
import { referenceKernels } from "../../../src/engine/kernels.ts";
import { BLOCK, CHUNK } from "../../../src/engine/limits.ts";
import { layoutOf } from "../../../src/engine/shape.ts";
import { fastestKernels } from "../../../src/engine/simd/index.ts";
import { fastestTally } from "../../../src/engine/simd/tally.ts";
import { plainTally, type Tally } from "../../../src/engine/tally.ts";
import { taskCount, visitFilled } from "../../../src/engine/tasks.ts";
import type { FloatArray } from "../../../src/model/index.ts";

const kernels = fastestKernels(referenceKernels);
const tally = fastestTally(plainTally);
const BINS = { lo: -8, width: 0.25, count: 64 };

/** Logits in [−8, 8), the same for each index. */
function logits(start: number, out: FloatArray): void {
  for (let i = 0; i < out.length; i++) out[i] = (((start + i) * 7919) % 4093) / (4093 / 16) - 8;
}

/** Calls `visit` with each block of n logits of a file, as a job does. */
function eachBlock(dtype: "float32" | "float64", n: number, visit: (data: FloatArray, start: number, end: number) => void): void {
  const layout = layoutOf([n], 0);
  for (let task = 0; task < taskCount(layout); task++)
    visitFilled(dtype, layout, task, logits, (_, data, start, end) => visit(data, start, end));
}

function countsOf(n: number, by: Tally): Uint32Array {
  const counts = new Uint32Array(BINS.count);
  const counter = by.counter(BINS);
  eachBlock("float32", n, (data, start, end) => counter.add(data, start, end));
  counter.moveTo(counts);
  return counts;
}

describe("a thread's field", () => {
  it.each(["float32", "float64"] as const)("is where chunks of a file lie, and is lent to one at a time, %s", (dtype) => {
    let nested = 0;
    eachBlock(dtype, CHUNK + 5, (data) => {
      expect(fieldOf(data)).toBe(ownField());
      if (nested++ === 0) eachBlock(dtype, 10, (other) => expect(fieldOf(other)).toBe(null));
    });
    expect(nested).toBe(CHUNK / BLOCK + 1);
  });

  it("is given back by a visit that fails", () => {
    const failing = () =>
      eachBlock("float32", 10, () => {
        throw new Error("no");
      });
    expect(failing).toThrow("no");
    eachBlock("float32", 10, (data) => expect(fieldOf(data)).not.toBe(null));
  });

  it.each([1, 31, 32, BLOCK, BLOCK + 1, CHUNK, 2 * CHUNK + 33])(
    "is folded, counted and searched in place to the bits of elsewhere, %i logits",
    (n) => {
      const elsewhere = new Float32Array(n);
      logits(0, elsewhere);
      const [here, there] = [new Float64Array(4), new Float64Array(4)];
      let at = 0;
      eachBlock("float32", n, (data, start, end) => {
        kernels.fold(data, start, end, 1, here);
        kernels.fold(elsewhere, at, at + end - start, 1, there);
        expect(here).toEqual(there);
        expect(tally.lowest(data, start, end)).toBe(plainTally.lowest(elsewhere, at, at + end - start));
        const bound = 7.9;
        expect(kernels.above(data, start, end, bound) - start).toBe(kernels.above(elsewhere, at, at + end - start, bound) - at);
        at += end - start;
      });
      expect(countsOf(n, tally)).toEqual(countsOf(n, plainTally));
    },
  );

  it("counts for one counter; another one counts elsewhere meanwhile", () => {
    const counters = [tally.counter(BINS), tally.counter({ ...BINS, count: 32, width: 0.5 }), plainTally.counter(BINS)];
    eachBlock("float32", 2 * BLOCK, (data, start, end) => {
      for (const counter of counters) counter.add(data, start, end);
    });
    const [first, second, plain] = counters.map((counter) => {
      const counts = new Uint32Array(64);
      counter.moveTo(counts);
      return [...counts];
    });
    expect(first).toEqual(plain);
    expect(second).toEqual([
      ...Array.from({ length: 32 }, (_, i) => (plain?.[2 * i] ?? 0) + (plain?.[2 * i + 1] ?? 0)),
      ...Array(32).fill(0),
    ]);
    // And anew, by whoever comes first.
    expect(countsOf(3 * BLOCK, tally)).toEqual(countsOf(3 * BLOCK, plainTally));
  });
});
