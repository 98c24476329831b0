import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { tallyModule } from "../../../src/engine/simd/emit/index.ts";
import { simdTally } from "../../../src/engine/simd/tally.ts";
import { TALLY } from "../../../src/engine/simd/tallyModule.ts";
import { plainTally } from "../../../src/engine/tally.ts";

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
          tally.count(data, from, data.length, bins, into);
          return into;
        });
        expect(counts[1]).toEqual(counts[0]);
      }),
    );
  });

  it("counts a whole block that falls into one bin", () => {
    const counts = new Uint32Array(3);
    fast.count(new Float32Array(4096).fill(2), 0, 4096, { lo: 0, width: 1, count: 3 }, counts);
    expect([...counts]).toEqual([0, 0, 4096]);
  });
});
