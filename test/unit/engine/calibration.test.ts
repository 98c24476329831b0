import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  binned,
  crossEntropy,
  ece,
  fitTemperature,
  fitVectorScaling,
  mapBinary,
  probabilities,
  softmax,
} from "../../../src/engine/index.ts";
import { finish } from "../../../src/model/index.ts";
import { failureOf, numbers, tensor } from "./given.ts";

const z = tensor([
  [1.04, 2.46, 0.99],
  [-3.91, 2.72, 1.34],
  [-1.61, 1.74, 1.09],
  [0.88, 0.09, 1.64],
  [-2.21, -0.49, -1.45],
  [1.8, 0.12, -0.88],
  [-2.35, -0.77, 0.02],
  [-0.83, 3.88, 3.02],
  [-8.13, -5.67, -0.52],
  [-1.27, 0.64, 0.65],
  [6.35, -3.34, -1.13],
  [6.13, 1.94, 1.99],
]);
const y = tensor([2, 2, 0, 2, 1, 0, 0, 2, 0, 2, 0, 0], "int32");

describe("fit_temperature (Guo, arXiv 1706.04599)", () => {
  // scipy.optimize.brentq on the slope of the NLL; Guo's binning in NumPy.
  it("finds the temperature of least NLL, and tells of the ECE with M = 15 bins", () => {
    const { tau, nllBefore, nllAfter, eceBefore, eceAfter } = finish(fitTemperature(z, y));
    expect(tau).toBeCloseTo(6.733474813912526, 10);
    expect(nllBefore).toBeCloseTo(1.7399089016019005, 13);
    expect(nllAfter).toBeCloseTo(1.053767621335444, 13);
    expect(eceBefore).toBeCloseTo(0.4000966950877433, 13);
    expect(eceAfter).toBeCloseTo(0.20376361847233787, 9);
  });

  it("NLL(T*) <= NLL(1), and at T* the mean of E_p[z] is that of z_y", () => {
    // Logits of everyday size, in steps of 1/16: those of 1e-300 have their best temperature there too, where no search goes.
    const logit = fc.integer({ min: -80, max: 80 }).map((x) => x / 16);
    const sample = fc.tuple(fc.array(logit, { minLength: 3, maxLength: 3 }), fc.integer({ min: 0, max: 2 }));
    fc.assert(
      fc.property(fc.array(sample, { minLength: 1, maxLength: 20 }), (samples) => {
        const logits = tensor(samples.map(([row]) => row));
        const labels = tensor(samples.map(([, label]) => label));
        const { tau, nllBefore, nllAfter } = finish(fitTemperature(logits, labels));
        expect(nllAfter).toBeLessThanOrEqual(nllBefore + 1e-12);
        if (!(tau > 0.01 && tau < 100)) return;
        const p = numbers(finish(probabilities(finish(softmax(logits, { tau })))));
        const expected = samples.flatMap(([row]) => row).reduce((sum, x, i) => sum + x * (p[i] as number), 0);
        expect(expected / samples.length).toBeCloseTo(
          samples.reduce((sum, [row, label]) => sum + (row[label] as number), 0) / samples.length,
          8,
        );
      }),
    );
  });

  it("is 0 where every label leads, Infinity where the labels are no better than chance, 1 where nothing changes", () => {
    const rows = tensor([
      [2, 1],
      [0, 3],
    ]);
    expect(finish(fitTemperature(rows, tensor([0, 1])))).toMatchObject({ tau: 0, nllAfter: 0, eceAfter: 0 });
    expect(finish(fitTemperature(rows, tensor([1, 0])))).toMatchObject({ tau: Infinity, nllAfter: Math.LN2 });
    expect(finish(fitTemperature(tensor([[1, 1]]), tensor([0]))).tau).toBe(1);
  });

  it("names the argument that is wrong", () => {
    expect(failureOf(() => finish(fitTemperature(z, tensor([0])))).message).toContain("labels");
    expect(failureOf(() => finish(fitTemperature(tensor([[Number.NaN, 1]]), tensor([1])))).message).toContain("logits");
    expect(failureOf(() => finish(fitTemperature(tensor([[-Infinity, 1]]), tensor([0])))).message).toContain("logits");
  });
});

describe("fit_vector_scaling: diag(W) + b", () => {
  // scipy.optimize.minimize, BFGS.
  it("finds the scale and the bias of least NLL", () => {
    const { scale, bias, nllBefore, nllAfter } = finish(fitVectorScaling(z, y));
    for (const [c, w] of [0.3591440492918474, 0.32384672705047857, 2.4031201054130684].entries()) expect(scale.data[c]).toBeCloseTo(w, 5);
    for (const [c, b] of [1.4917600842363647, -0.6623994619219068, -0.8293606284690141].entries()) expect(bias.data[c]).toBeCloseTo(b, 5);
    expect(nllBefore).toBeCloseTo(1.7399089016019005, 13);
    expect(nllAfter).toBeCloseTo(0.6129663582230956, 11);
    const scaled = finish(mapBinary(finish(mapBinary(z, scale, "mul")), bias, "add"));
    expect(numbers(finish(crossEntropy(scaled, y)))[0]).toBeCloseTo(nllAfter, 12);
  });

  it("ends where the classes can be separated and there is no least NLL", () => {
    const { nllAfter } = finish(
      fitVectorScaling(
        tensor([
          [2, 1],
          [0, 3],
        ]),
        tensor([0, 1]),
      ),
    );
    expect(nllAfter).toBeLessThan(1e-6);
  });
});

describe("ece, reliability", () => {
  const p = tensor([0.9, 0.8, 0.3, 0.6]);
  const labels = tensor([1, 1, 0, 0]);

  it("bins are (lo, hi] as in Guo's code, empty ones left out", () => {
    const bins = finish(binned(p, labels, 5, "width"));
    expect(bins.map(({ lower, upper }) => [lower, upper])).toEqual([
      [0.2, 0.4],
      [0.4, 0.6],
      [0.6, 0.8],
      [0.8, 1],
    ]);
    expect(bins.map(({ accuracy }) => accuracy)).toEqual([0, 0, 1, 1]);
    expect(finish(binned(tensor([0, 0.2]), tensor([0, 0]), 15, "width")).map(({ upper }) => upper)).toEqual([1 / 15, 3 / 15]);
  });

  it("mass bins have as many samples each, their edges midway between neighbours", () => {
    const bins = finish(binned(p, labels, 2, "mass"));
    expect(bins.map(({ lower, upper, count }) => [lower, upper, count])).toEqual([
      [0, 0.7, 2],
      [0.7, 1, 2],
    ]);
    expect(finish(binned(tensor([0.5, 0.5, 0.5]), tensor([0, 1, 1]), 3, "mass"))).toHaveLength(1);
  });

  it("is a mean of gaps, its norm any number from 1 to Infinity", () => {
    // Gaps 0.3, 0.6, 0.2, 0.1.
    expect(finish(ece(p, labels, { bins: 5 }))).toBeCloseTo(0.3, 14);
    expect(finish(ece(p, labels, { bins: 5, norm: 2 }))).toBeCloseTo(Math.sqrt(0.5 / 4), 14);
    expect(finish(ece(p, labels, { bins: 5, norm: 2.5 }))).toBeCloseTo(
      ((0.3 ** 2.5 + 0.6 ** 2.5 + 0.2 ** 2.5 + 0.1 ** 2.5) / 4) ** 0.4,
      14,
    );
    expect(finish(ece(p, labels, { bins: 5, norm: Infinity }))).toBeCloseTo(0.6, 14);
    expect(finish(ece(tensor([]), tensor([])))).toBeNaN();
  });

  it("of two axes takes the most likely class", () => {
    const rows = tensor([
      [0.7, 0.2, 0.1],
      [0.1, 0.3, 0.6],
    ]);
    expect(finish(ece(rows, tensor([0, 1])))).toBeCloseTo((0.3 + 0.6) / 2, 14);
  });

  it("0 <= ECE <= 1", () => {
    const sample = fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.integer({ min: 0, max: 1 }));
    fc.assert(
      fc.property(fc.array(sample, { minLength: 1, maxLength: 50 }), fc.constantFrom("width", "mass"), (samples, strategy) => {
        const error = finish(ece(tensor(samples.map(([c]) => c)), tensor(samples.map(([, hit]) => hit)), { strategy }));
        expect(error).toBeGreaterThanOrEqual(0);
        expect(error).toBeLessThanOrEqual(1);
      }),
    );
  });

  it("names the argument that is wrong", () => {
    expect(failureOf(() => finish(ece(tensor([1.5]), tensor([1])))).message).toBe("p must be from 0 to 1, got 1.5");
    expect(failureOf(() => finish(ece(tensor([Number.NaN]), tensor([1])))).message).toContain("NaN");
    expect(failureOf(() => finish(ece(p, labels, { bins: 0 }))).message).toContain("bins");
    expect(failureOf(() => finish(ece(p, labels, { norm: 0.5 }))).message).toContain("norm");
    expect(failureOf(() => finish(ece(p, tensor([0, 1, 2, 0])))).message).toContain("labels");
  });
});
