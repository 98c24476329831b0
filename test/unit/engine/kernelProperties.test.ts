import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { RunningFold } from "../../../src/engine/fold.ts";
import type { Kernels } from "../../../src/engine/index.ts";
import type { FloatArray } from "../../../src/model/index.ts";
import { backends } from "./backends.ts";

const widths = [
  { name: "float32", make: (z: readonly number[]): FloatArray => Float32Array.from(z), bound: 2.5e-7 },
  { name: "float64", make: (z: readonly number[]): FloatArray => Float64Array.from(z), bound: 4.5e-16 },
] as const;

// Multiples of 1/8 are the same in both widths, and so are their sums and differences.
const logit = fc.integer({ min: -400, max: 400 }).map((n) => n / 8);
const row = fc.array(logit, { minLength: 1, maxLength: 90 });
const tau = fc.constantFrom(1, 0.5, 3);

function shares(kernels: Kernels, z: FloatArray, temperature: number): number[] {
  const out = z.slice();
  kernels.softmax(z, 0, z.length, temperature, new Float64Array(4), out, 0);
  return Array.from(out);
}

/** m/tau + log l of z cut at `cuts`, each piece a block of its own. */
function logsumexp(kernels: Kernels, z: FloatArray, temperature: number, cuts: readonly number[] = []): number {
  const fold = new RunningFold(1, temperature, "sum");
  const part = new Float64Array(4);
  const ends = [...new Set([...cuts.map((cut) => Math.min(cut, z.length)), z.length])].sort((a, b) => a - b);
  for (const [i, end] of ends.entries()) {
    kernels.sum(z, ends[i - 1] ?? 0, end, temperature, part);
    fold.merge(0, part);
  }
  const { peak, logl } = fold.finish();
  return (peak[0] as number) / temperature + (logl[0] as number);
}

describe.each(backends.flatMap((kernels) => widths.map((width) => [kernels.name, width.name, kernels, width] as const)))(
  "for any logits, %s kernels of %s",
  (_name, _width, kernels, { make, bound }) => {
    // The plain kernels round the exponents of float64.
    const allowed = bound + 2 ** -46;
    const near = (x: number, y: number, most = 2 * allowed) => expect(Math.abs(x - y)).toBeLessThanOrEqual(most * Math.max(1, Math.abs(y)));

    it("merge to the same from blocks of any size, in any order", () => {
      fc.assert(
        fc.property(row, tau, fc.array(fc.nat(90)), (z, temperature, cuts) => {
          const whole = logsumexp(kernels, make(z), temperature);
          near(logsumexp(kernels, make(z), temperature, cuts), whole);
          near(logsumexp(kernels, make(z.toReversed()), temperature, cuts), whole);
        }),
      );
    });

    it("do not feel a shift, and permute with their logits", () => {
      fc.assert(
        fc.property(row, tau, fc.integer({ min: -100, max: 100 }), (z, temperature, shift) => {
          const p = shares(kernels, make(z), temperature);
          const shifted = shares(kernels, make(z.map((x) => x + shift)), temperature);
          const reversed = shares(kernels, make(z.toReversed()), temperature).reverse();
          for (const [i, x] of p.entries()) {
            near(shifted[i] as number, x);
            near(reversed[i] as number, x);
          }
        }),
      );
    });

    it("sum to 1, and are the same with -Infinity appended", () => {
      fc.assert(
        fc.property(row, tau, fc.integer({ min: 1, max: 20 }), (z, temperature, more) => {
          const p = shares(kernels, make(z), temperature);
          near(
            p.reduce((sum, x) => sum + x),
            1,
          );
          const longer = shares(kernels, make([...z, ...new Array<number>(more).fill(-Infinity)]), temperature);
          for (const [i, x] of longer.entries()) near(x, p[i] ?? 0);
        }),
      );
    });

    it("of two logits are the sigmoid of their difference", () => {
      fc.assert(
        fc.property(logit, logit, tau, (x, y, temperature) => {
          near(shares(kernels, make([x, y]), temperature)[0] as number, 1 / (1 + Math.exp((y - x) / temperature)));
        }),
      );
    });

    it("keep max <= logsumexp <= max + log K, and tau * logsumexp falls to the maximum with tau", () => {
      fc.assert(
        fc.property(row, (z) => {
          const m = Math.max(...z);
          const at = (temperature: number) => temperature * logsumexp(kernels, make(z), temperature);
          const slack = 2 * allowed * Math.max(1, Math.abs(m));
          expect(at(1)).toBeGreaterThanOrEqual(m - slack);
          expect(at(1)).toBeLessThanOrEqual(m + Math.log(z.length) + slack);
          expect(at(0.25)).toBeLessThanOrEqual(at(1) + slack);
          near(at(2 ** -20), m, 2 ** -16);
        }),
      );
    });

    it("share 1/|I| among the maxima where tau is small, and 1/K where it is large", () => {
      fc.assert(
        fc.property(row, (z) => {
          const m = Math.max(...z);
          const ties = z.filter((x) => x === m).length;
          for (const [i, x] of shares(kernels, make(z), 2 ** -10).entries()) near(x, z[i] === m ? 1 / ties : 0);
          for (const x of shares(kernels, make(z), 2 ** 39)) near(x, 1 / z.length, 1e-9 + 2 * allowed);
        }),
      );
    });
  },
);
