import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Kernels, referenceKernels } from "../../../src/engine/index.ts";
import { kernelModule } from "../../../src/engine/simd/emit/index.ts";
import { RELAXED, STANDARD } from "../../../src/engine/simd/modules.ts";
import type { FloatArray } from "../../../src/model/index.ts";
import { backends } from "./backends.ts";
import { exactSoftmax } from "./exactSoftmax.ts";

const widths = [
  { name: "float32", make: (z: Iterable<number>): FloatArray => Float32Array.from(z), bound: 2.5e-7, smallest: 2 ** -126 },
  { name: "float64", make: (z: Iterable<number>): FloatArray => Float64Array.from(z), bound: 4.5e-16, smallest: 2 ** -1022 },
] as const;

const NAN = Number.NaN;
const finite = fc.oneof(
  fc.float({ min: -50, max: 50, noNaN: true }),
  fc.float({ min: -1000, max: 1000, noNaN: true }),
  fc.constantFrom(0, 1e-30, 88.75, -103.5, 700, -745.5),
);
const row = fc.array(finite, { minLength: 1, maxLength: 70 });
const anything = fc.array(
  fc.oneof({ weight: 9, arbitrary: finite }, { weight: 1, arbitrary: fc.constantFrom(-Infinity, Infinity, NAN, -3.4e38, 3.4e38) }),
  {
    maxLength: 70,
  },
);
const tau = fc.oneof(fc.constant(1), fc.double({ min: 0.01, max: 100, noNaN: true }));

function foldOf(kernels: Kernels, z: FloatArray, temperature: number): Float64Array {
  const part = new Float64Array(4);
  kernels.fold(z, 0, z.length, temperature, part);
  return part;
}

function probabilitiesOf(kernels: Kernels, z: FloatArray, temperature: number): number[] {
  const [m, l, low] = foldOf(kernels, z, temperature) as unknown as [number, number, number];
  const out = z.slice();
  kernels.probabilities(z, 0, z.length, temperature, m, l + low, out, 0);
  return Array.from(out);
}

function near(x: number, y: number, relative: number, absolute: number): void {
  if (Object.is(x, y) || x === y) return;
  const distance = Math.abs(x - y) - absolute;
  if (!(distance <= relative * Math.abs(y))) throw new Error(`${x} is not within ${relative} of ${y}`);
}

it("has standard SIMD to test", () => {
  expect(backends.map(({ name }) => name)).toContain("simd");
});

it("has emitted the modules that it holds", () => {
  for (const [fused, held] of [
    [true, RELAXED],
    [false, STANDARD],
  ] as const) {
    expect(Buffer.from(kernelModule(fused)).toString("base64") === held, "run node scripts/emit-kernels.mjs").toBe(true);
  }
});

describe.each(backends.flatMap((kernels) => widths.map((width) => [kernels.name, width.name, kernels, width] as const)))(
  "%s kernels of %s",
  (_name, _width, kernels, width) => {
    // The reference rounds each difference of logits, which counts the more the smaller a probability is.
    const ownError = (d: number) => (kernels === referenceKernels ? Math.abs(d) * 2 ** -51 : 0);

    it("are right to the bound for any finite logits", () => {
      fc.assert(
        fc.property(row, tau, (z, temperature) => {
          const data = width.make(z);
          const exact = exactSoftmax(Array.from(data), temperature);
          const m = Math.max(...data);
          for (const [i, p] of probabilitiesOf(kernels, data, temperature).entries()) {
            near(p, exact[i] as number, width.bound + ownError(((data[i] as number) - m) / temperature), width.smallest);
          }
        }),
      );
    });

    it("keep probabilities between 0 and 1, in the order of the logits", () => {
      fc.assert(
        fc.property(row, tau, (z, temperature) => {
          const data = width.make(z).sort();
          const p = probabilitiesOf(kernels, data, temperature);
          expect(p.every((x, i) => x >= 0 && x <= 1 && (x >= (p[i - 1] ?? 0) || Math.abs(x - (p[i - 1] ?? 0)) <= width.bound * x))).toBe(
            true,
          );
        }),
      );
    });

    it("fold as the reference does", () => {
      fc.assert(
        fc.property(row, tau, (z, temperature) => {
          const data = width.make(z);
          const [m, l, low, moment] = foldOf(kernels, data, temperature) as unknown as [number, number, number, number];
          const [m0, l0, low0, moment0] = foldOf(referenceKernels, data, temperature) as unknown as [number, number, number, number];
          near(m, m0, 0, 0);
          near(l - 1 + low, l0 - 1 + low0, 1e-12 + 50 * width.bound, width === widths[0] ? 2 ** -149 : 2 ** -50);
          near(l + low, l0 + low0, width.bound, 0);
          near(moment, moment0, 1e-12 + 50 * width.bound, width.smallest * 200);
        }),
      );
    });

    it("treat infinities, NaN and masks of ±3.4e38 as the reference does", () => {
      fc.assert(
        fc.property(anything, tau, (z, temperature) => {
          const data = width.make(z);
          const [m, l, low, moment] = foldOf(kernels, data, temperature) as unknown as [number, number, number, number];
          const [m0, l0, low0, moment0] = foldOf(referenceKernels, data, temperature) as unknown as [number, number, number, number];
          near(m, m0, 0, 0);
          near(l + low, l0 + low0, width.bound, 0);
          near(moment, moment0, 1e-12 + 50 * width.bound, width.smallest * 200);
          const expected = probabilitiesOf(referenceKernels, data, temperature);
          for (const [i, p] of probabilitiesOf(kernels, data, temperature).entries())
            near(p, expected[i] as number, 1e-12 + width.bound, width.smallest);
        }),
      );
    });

    it.each([
      [
        [-Infinity, 0],
        [0, 1],
      ],
      [[5.3], [1]],
      [
        [7, 7, -Infinity, 7, 7],
        [0.25, 0.25, 0, 0.25, 0.25],
      ],
      [
        [1e8, 1e8 - 800, 1e8],
        [0.5, 0, 0.5],
      ],
      [
        [-3.4e38, 0.1, -3.4e38],
        [0, 1, 0],
      ],
      [
        [-3.4e38, -3.4e38],
        [0.5, 0.5],
      ],
      [
        [-Infinity, -Infinity],
        [NAN, NAN],
      ],
      [
        [Infinity, 0],
        [NAN, NAN],
      ],
      [
        [NAN, 1, -Infinity],
        [NAN, NAN, NAN],
      ],
      [
        [-Infinity, NAN],
        [NAN, NAN],
      ],
    ])("of %j are %j", (z, expected) => {
      expect(probabilitiesOf(kernels, width.make(z), 1)).toEqual(expected);
    });

    it("fold nothing, or nothing but -Infinity, to [-Infinity, 0, 0, 0]", () => {
      for (const z of [[], [-Infinity], new Array(100).fill(-Infinity)]) {
        expect(foldOf(kernels, width.make(z), 1)).toEqual(Float64Array.of(-Infinity, 0, 0, 0));
      }
    });

    it("keep the digits of what is far below the maximum", () => {
      const [, l, low, moment] = foldOf(kernels, width.make([0, -40, -80]), 1) as unknown as [number, number, number, number];
      expect(l).toBe(1);
      near(low, 4.248354255291589e-18 + 1.8048513878454153e-35, width.bound, 0);
      near(moment, -40 * 4.248354255291589e-18, width.bound, 0);
    });

    it("give log-probabilities to the reference's bits", () => {
      fc.assert(
        fc.property(anything, tau, (z, temperature) => {
          const data = width.make(z);
          const [m, l] = foldOf(referenceKernels, data, temperature) as unknown as [number, number];
          const [a, b] = [data.slice(), data.slice()];
          kernels.logProbabilities(data, 0, data.length, temperature, m, Math.log(l), a, 0);
          referenceKernels.logProbabilities(data, 0, data.length, temperature, m, Math.log(l), b, 0);
          expect(a).toEqual(b);
        }),
      );
    });

    it.each([5e-324, 1e-300, 2 ** -41, 2 ** -40, 2 ** 40, 2 ** 41, 1e300])("hold at tau = %d", (temperature) => {
      const data = width.make([1, 3, 3, -2]);
      const expected = probabilitiesOf(referenceKernels, data, temperature);
      for (const [i, p] of probabilitiesOf(kernels, data, temperature).entries()) near(p, expected[i] as number, width.bound, 0);
    });

    it("give the same bits wherever the block lies, and every time", () => {
      const z = width.make(Array.from({ length: 4096 }, (_, i) => Math.sin(i) * 20));
      const moved = width.make([9, 9, 9, ...z, 9]);
      const part = new Float64Array(4);
      kernels.fold(moved, 3, 4099, 0.7, part);
      expect(part).toEqual(foldOf(kernels, z, 0.7));
      const [m, l] = part as unknown as [number, number];
      const out = moved.slice();
      kernels.probabilities(moved, 3, 4099, 0.7, m, l, out, 3);
      const again = z.slice();
      kernels.probabilities(again, 0, 4096, 0.7, m, l, again, 0);
      expect(out.subarray(3, 4099)).toEqual(again);
      expect([out[2], out[4099]]).toEqual([9, 9]);
    });

    it("find the first logit above a bound, or NaN", () => {
      const bounds = fc.oneof(finite, fc.constantFrom(-Infinity, Infinity, NAN));
      fc.assert(
        fc.property(anything, bounds, fc.nat(70), (z, limit, from) => {
          const data = width.make(z);
          const [bound] = width.make([limit]) as unknown as [number];
          const start = Math.min(from, data.length);
          const expected = data.findIndex((x, i) => i >= start && !(x <= bound));
          expect(kernels.above(data, start, data.length, bound)).toBe(expected < 0 ? data.length : expected);
        }),
      );
    });

    it("sum as they fold", () => {
      fc.assert(
        fc.property(anything, tau, (z, temperature) => {
          const data = width.make(z);
          const part = new Float64Array(4);
          kernels.sum(data, 0, data.length, temperature, part);
          expect(part.subarray(0, 3)).toEqual(foldOf(kernels, data, temperature).subarray(0, 3));
        }),
      );
    });

    it("share what they keep to the bits of their probabilities, whatever else the row holds", () => {
      const above = fc.oneof(fc.constant(0), fc.double({ min: 0, max: 800, noNaN: true }));
      fc.assert(
        fc.property(anything, tau, above, fc.double({ min: 1, max: 1e9, noNaN: true }), (z, temperature, more, others) => {
          const data = width.make(z);
          const [part, kept, expected] = [new Float64Array(4), data.slice().fill(7), data.slice().fill(7)];
          kernels.keep(data, 0, data.length, temperature, part, kept, 0);
          const sums = new Float64Array(4);
          kernels.sum(data, 0, data.length, temperature, sums);
          expect(part.subarray(0, 3)).toEqual(sums.subarray(0, 3));
          const [m, l] = [(part[0] as number) + more * temperature, (part[1] as number) * others];
          kernels.probabilities(data, 0, data.length, temperature, m, l, expected, 0);
          if (kernels.share(kept, 0, kept.length, temperature, part[0] as number, m, l)) expect(kept).toEqual(expected);
        }),
      );
    });

    it("write a block of one kind to the other", () => {
      const data = width.make([1, 2, 3]);
      const out = width === widths[0] ? new Float64Array(3) : new Float32Array(3);
      kernels.probabilities(data, 0, 3, 1, 3, Math.exp(-2) + Math.exp(-1) + 1, out, 0);
      for (const [i, p] of exactSoftmax([1, 2, 3], 1).entries()) near(out[i] as number, p, 2.5e-7, 0);
    });
  },
);
