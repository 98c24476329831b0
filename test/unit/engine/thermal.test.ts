import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { boltzmann, heatCapacity, probabilities, scalar, thermo } from "../../../src/engine/index.ts";
import { finish } from "../../../src/model/index.ts";
import { failureOf, numbers, p, tensor } from "./given.ts";

const of = (energies: number[], T: number) => {
  const { p: _, ...all } = finish(thermo(tensor(energies), T));
  return Object.fromEntries(Object.entries(all).map(([name, x]) => [name, x.data[0] as number])) as Record<keyof typeof all, number>;
};
const capacity = (energies: number[], T: number) => numbers(finish(heatCapacity(tensor(energies), scalar(T))))[0] as number;
const energies = fc.array(fc.double({ min: -20, max: 20, noNaN: true }), { minLength: 1, maxLength: 12 });
const temperature = fc.double({ min: 0.1, max: 40, noNaN: true });

describe("boltzmann", () => {
  it("is softmax of -E at temperature T", () => {
    expect(numbers(finish(probabilities(finish(boltzmann(tensor([0, 1, 2]), 0.5)))))).toEqual(p([-0, -1, -2], { tau: 0.5 }));
    expect(failureOf(() => finish(boltzmann(tensor([0]), -1))).message).toBe("T must be 0, positive or Infinity, got -1");
  });
});

describe("thermodynamics, E = -z, k = 1", () => {
  // 40-digit decimals (mpmath), from the definitions.
  it("gives log Z, F, U, S and C", () => {
    const got = of([-0.5, 0.25, 0.25, 1.75], 0.75);
    expect(got.logZ).toBeCloseTo(1.2463908898741583657, 14);
    expect(got.F).toBeCloseTo(-0.93479316740561877424, 14);
    expect(got.U).toBeCloseTo(-0.12821451594644688536, 14);
    expect(got.S).toBeCloseTo(1.0754382019455625185, 14);
    expect(got.C).toBeCloseTo(0.41728195073780966045, 14);
  });

  it("two-level Schottky peak C = 0.4392288 at T = 0.4167783", () => {
    expect(capacity([0, 1], 0.4167783)).toBeCloseTo(0.4392288, 7);
    expect(capacity([0, 1], 0.4167783)).toBeGreaterThan(capacity([0, 1], 0.4157));
    expect(capacity([0, 1], 0.4167783)).toBeGreaterThan(capacity([0, 1], 0.4179));
  });

  it("T = 0 is the limit: S(0+) is the log of the ground degeneracy", () => {
    expect(of([2, 2, 5], 0)).toEqual({ logZ: -Infinity, F: 2, U: 2, S: Math.LN2, C: 0 });
    expect(of([-1, 3], 0)).toEqual({ logZ: Infinity, F: -1, U: -1, S: 0, C: 0 });
    expect(of([0, 0], 0)).toEqual({ logZ: Math.LN2, F: 0, U: 0, S: Math.LN2, C: 0 });
  });

  it("T = Infinity is the limit: all states alike", () => {
    expect(of([1, 3], Infinity)).toEqual({ logZ: Math.LN2, F: -Infinity, U: 2, S: Math.LN2, C: 0 });
    expect(of([3], Infinity)).toEqual({ logZ: 0, F: 3, U: 3, S: 0, C: 0 });
  });

  it("leaves out states of energy Infinity, and has nothing to say of no states", () => {
    const { S, U } = of([1, Infinity, 1], 0.5);
    expect([S, U]).toEqual([Math.LN2, 1]);
    expect(of([Infinity], 1)).toMatchObject({ logZ: -Infinity, U: Number.NaN, S: Number.NaN, C: Number.NaN });
    expect(of([Number.NaN, 1], 1)).toMatchObject({ logZ: Number.NaN, F: Number.NaN, U: Number.NaN, S: Number.NaN, C: Number.NaN });
    expect(of([-Infinity, 1], 1).U).toBeNaN();
  });

  it("F = U - TS; C >= 0; shifting E moves F and U only", () => {
    fc.assert(
      fc.property(energies, temperature, fc.double({ min: -9, max: 9, noNaN: true }), (E, T, shift) => {
        const a = of(E, T);
        const b = of(
          E.map((x) => x + shift),
          T,
        );
        expect(a.F).toBeCloseTo(a.U - T * a.S, 10);
        expect(a.C).toBeGreaterThanOrEqual(0);
        expect([b.F - a.F, b.U - a.U, b.S - a.S, b.C - a.C].map((x) => x.toFixed(8).replace("-0.00000000", "0.00000000"))).toEqual(
          [shift, shift, 0, 0].map((x) => x.toFixed(8).replace("-0.00000000", "0.00000000")),
        );
      }),
      // A first state that all but loses its weight to the second.
      { examples: [[[14.026298060661007, 0], 0.14587977826416137, 0]] },
    );
  });

  it("dS/dT = C/T, dU/dT = C, and dH/dtau = Var_p(z)/tau^3", () => {
    fc.assert(
      fc.property(energies, fc.double({ min: 1, max: 40, noNaN: true }), (E, T) => {
        const h = 1e-4;
        const [low, high] = [of(E, T - h), of(E, T + h)];
        const { C } = of(E, T);
        expect((high.U - low.U) / (2 * h)).toBeCloseTo(C, 5);
        expect((high.S - low.S) / (2 * h)).toBeCloseTo(C / T, 5);
      }),
    );
  });

  it("takes rows of energies, and a tensor of temperatures", () => {
    const rows = tensor([
      [0, 1],
      [0, 2],
    ]);
    expect(finish(thermo(rows, 1)).U.shape).toEqual([2]);
    const many = finish(heatCapacity(rows, tensor([0, 0.5, 1])));
    expect(many.shape).toEqual([3, 2]);
    expect(many.data[5]).toBe(capacity([0, 2], 1));
  });
});
