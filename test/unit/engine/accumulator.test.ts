import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { absorb, empty, merge, type State } from "../../../src/engine/index.ts";
import { logit, logits } from "./given.ts";

const of = (z: readonly number[], scale?: number): State => absorb(empty(), Float64Array.from(z), 0, z.length, scale);

function expectSame(a: State, b: State): void {
  expect(a.m).toBe(b.m);
  expect(Math.abs(a.l - b.l)).toBeLessThanOrEqual(1e-13 * b.l);
}

describe("the accumulator", () => {
  it("starts at the identity (-Infinity, 0)", () => {
    expect(empty()).toEqual({ m: -Infinity, l: 0 });
    expect(merge(empty(), empty())).toEqual(empty());
    expect(merge(empty(), { m: 3, l: 2 })).toEqual({ m: 3, l: 2 });
    expect(merge({ m: 3, l: 2 }, empty())).toEqual({ m: 3, l: 2 });
  });

  it("holds the maximum and the sum of exponentials against it", () => {
    const { m, l } = of([1, 2, 3]);
    expect(m).toBe(3);
    expect(m + Math.log(l)).toBeCloseTo(3.40760596444438, 14);
  });

  it("merges associatively and commutatively", () => {
    fc.assert(
      fc.property(logits, logits, logits, (x, y, z) => {
        const [a, b, c] = [of(x), of(y), of(z)];
        expectSame(merge(merge(a, b), c), merge(a, merge(b, c)));
        expectSame(merge(a, b), merge(b, a));
      }),
    );
  });

  it("gives the same state however the logits are cut into chunks, ragged and empty ones included", () => {
    fc.assert(
      fc.property(logits, fc.array(fc.nat(40), { maxLength: 5 }), (z, cuts) => {
        const edges = [0, ...cuts.map((cut) => Math.min(cut, z.length)).sort((a, b) => a - b), z.length];
        const data = Float64Array.from(z);
        const state = edges.slice(1).reduce((s, end, i) => absorb(s, data, edges[i] as number, end), empty());
        expectSame(state, of(z));
      }),
    );
  });

  it("takes an all -Infinity chunk as the identity", () => {
    expect(of([-Infinity, -Infinity])).toEqual(empty());
    expect(absorb(of([1]), Float64Array.of(-Infinity), 0, 1)).toEqual(of([1]));
    expect(absorb(empty(), Float64Array.of(-Infinity, 1), 0, 2)).toEqual(of([1]));
  });

  it("lets NaN through, from an element or from a state", () => {
    expect(of([1, Number.NaN]).l).toBeNaN();
    expect(of([-Infinity, Number.NaN]).l).toBeNaN();
    expect(merge(of([Number.NaN]), of([1])).l).toBeNaN();
    expect(merge({ m: Number.NaN, l: 1 }, of([1])).l).toBeNaN();
    expect(merge(of([5]), { m: 1, l: Number.NaN }).l).toBeNaN();
  });

  it("counts +Infinity, so that m + log l is +Infinity", () => {
    const { m, l } = of([Infinity, 0, Infinity]);
    expect(m + Math.log(l)).toBe(Infinity);
    expect(merge(of([Infinity]), of([7])).m).toBe(Infinity);
    expect(merge(of([Infinity]), of([7])).l).toBe(1);
  });

  it("multiplies by the scale 1/tau", () => {
    // Halving a subnormal rounds, so that differences taken before and after it differ; below 1e-300 there is nothing to scale.
    const scalable = logits.map((z) => z.map((x) => (Math.abs(x) < 1e-300 ? 0 : x)));
    fc.assert(
      fc.property(scalable, (z) => {
        expectSame(of(z, 0.5), of(z.map((x) => x / 2)));
      }),
    );
  });

  it("stays within max ≤ LSE ≤ max + log K", () => {
    fc.assert(
      fc.property(fc.array(logit, { minLength: 1 }), (z) => {
        const { m, l } = of(z);
        expect(m).toBe(Math.max(...z));
        expect(Math.log(l)).toBeGreaterThanOrEqual(0);
        expect(Math.log(l)).toBeLessThanOrEqual(Math.log(z.length) + 1e-14);
      }),
    );
  });
});
