import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { tallyModule } from "../../../src/engine/simd/emit/index.ts";
import { simdTally } from "../../../src/engine/simd/tally.ts";
import { TALLY } from "../../../src/engine/simd/tallyModule.ts";
import { type Bins, plainTally, type Tally } from "../../../src/engine/tally.ts";

const fast = simdTally(plainTally);
if (!fast) throw new Error("this host runs SIMD");

const numbers = fc.array(
  fc.oneof(fc.double(), fc.double({ min: -9, max: 9, noNaN: true }), fc.constantFrom(-0, 1, Infinity, -Infinity, NaN)),
  {
    maxLength: 300,
  },
);

/** Bins over the finite ones; null where there is none, or their width is not finite. */
function binsOf(data: Float32Array | Float64Array, count: number) {
  const finite = Float64Array.from(data).filter(Number.isFinite);
  const lo = finite.reduce((a, b) => Math.min(a, b), Infinity);
  const width = (finite.reduce((a, b) => Math.max(a, b), -Infinity) - lo || 1) / count;
  return Number.isFinite(lo) && Number.isFinite(width) && width > 0 ? { lo, width, count } : null;
}

describe("the tally's kernel", () => {
  it("has been emitted as it is held", () => {
    expect(Buffer.from(tallyModule()).toString("base64") === TALLY, "run node scripts/emit-kernels.mjs").toBe(true);
  });

  it.each([Float32Array, Float64Array])("finds the lowest and counts as the plain one does, %o", (Kind) => {
    fc.assert(
      fc.property(numbers, fc.integer({ min: 1, max: 1000 }), fc.nat(3), (values, count, start) => {
        const data = Kind.from(values);
        const from = Math.min(start, data.length);
        // Either zero will do.
        expect(fast.lowest(data, from, data.length) === plainTally.lowest(data, from, data.length)).toBe(true);
        const bins = binsOf(data, count);
        if (!bins) return;
        const counts = [plainTally, fast].map((tally) => {
          const into = new Uint32Array(count);
          const counter = tally.counter(bins);
          counter.add(data, from, data.length);
          counter.moveTo(into);
          return into;
        });
        expect(counts[1]).toEqual(counts[0]);
      }),
    );
  });

  it("counts a whole block that falls into one bin", () => {
    const counts = countsOf(new Float32Array(4096).fill(2.5), { lo: 0, width: 1, count: 3 });
    expect([...counts]).toEqual([0, 0, 4096]);
  });

  it("counts pieces of any length together, and anew after they were moved", () => {
    const data = logits(10_000);
    const counter = fast.counter(BINS);
    const counts = new Uint32Array(BINS.count);
    for (const [start, end] of [
      [0, 1],
      [1, 4098],
      [4098, 10_000],
    ] as const)
      counter.add(data, start, end);
    counter.moveTo(counts);
    expect(counts).toEqual(countsOf(data, BINS, plainTally));
    counter.add(data, 0, 100);
    counter.moveTo(counts.fill(0));
    expect(counts).toEqual(countsOf(data.subarray(0, 100), BINS, plainTally));
  });

  it.each([1, 30, 63, 64, 65, 1000])("tells the bins of all float32 around an edge, %i bins", (count) => {
    const bins = { lo: Math.fround(-1.7), width: 7.3 / count, count };
    const bits = new Uint32Array(1);
    const value = new Float32Array(bits.buffer);
    const near = Array.from({ length: count }, (_, i) => {
      value[0] = bins.lo + i * bins.width;
      const middle = bits[0] as number;
      return Array.from({ length: 65 }, (_, j) => {
        bits[0] = middle + j - 32;
        return Math.max(bins.lo, value[0] as number);
      });
    });
    const data = Float32Array.from(near.flat());
    expect(countsOf(data, bins)).toEqual(countsOf(data, bins, plainTally));
  });

  it("leaves out every kind of NaN", () => {
    const data = logits(4096);
    const bits = new Uint32Array(data.buffer);
    for (let i = 0; i < 4096; i += 5) bits[i] = 0x7f800001 + Math.imul(i, 1021) * 4 + (i % 2 ? 0x80000000 : 0);
    expect(countsOf(data, BINS)).toEqual(countsOf(data, BINS, plainTally));
    expect(countsOf(data, BINS).reduce((a, b) => a + b)).toBe(data.filter(Number.isFinite).length);
  });

  it.each([
    { lo: -1e30, width: 1e29, count: 20 },
    { lo: 0, width: 1e-42, count: 64 },
    { lo: 1e6, width: 0.001, count: 64 },
    { lo: 0.1, width: 0.25, count: 64 },
    { lo: -3e38, width: 6e38 / 64, count: 64 },
  ])("counts in bins of any size, %o", (bins) => {
    const at = logits(5000);
    const data = at.map((x) =>
      Math.max(Math.fround(bins.lo) < bins.lo ? bins.lo + bins.width : bins.lo, bins.lo + ((x + 8) / 16) * bins.width * bins.count),
    );
    expect(countsOf(data, bins)).toEqual(countsOf(data, bins, plainTally));
  });
});

const BINS = { lo: -8, width: 0.25, count: 64 };

/** In [−8, 8). */
function logits(length: number): Float32Array {
  return Float32Array.from({ length }, (_, i) => ((i * 7919) % 4093) / (4093 / 16) - 8);
}

function countsOf(data: Float32Array, bins: Bins, tally: Tally = fast as Tally): Uint32Array {
  const counter = tally.counter(bins);
  const counts = new Uint32Array(bins.count);
  counter.add(data, 0, data.length);
  counter.moveTo(counts);
  return counts;
}
