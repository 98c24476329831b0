import { describe, expect, it } from "vitest";
import { distributionStats, type EntropyOptions, entropy, perplexity, randn, softmax } from "../../../src/engine/index.ts";
import { finish } from "../../../src/model/index.ts";
import { failureOf, numbers, tensor } from "./given.ts";

const H = (x: number[], options: EntropyOptions = {}) => numbers(finish(entropy(tensor(x), options)))[0];

describe("entropy", () => {
  // scipy.stats.entropy, SciPy 1.17.
  it("normalises first, as SciPy", () => {
    expect(H([1, 2, 3, 4])).toBeCloseTo(1.2798542258336676, 14);
    expect(H([0.5, 0.5], { base: 2 })).toBe(1);
    expect(H([0, 1])).toBe(0);
    expect(H([-1, 2])).toBe(-Infinity);
    expect(H([0, 0])).toBeNaN();
  });

  it("with q is the relative entropy", () => {
    expect(H([1, 2, 3], { q: tensor([3, 2, 1]) })).toBeCloseTo(0.3662040962227033, 14);
    expect(H([0.2, 0.8], { q: tensor([0, 1]) })).toBe(Infinity);
    expect(
      numbers(
        finish(
          entropy(
            tensor([
              [1, 1],
              [1, 3],
            ]),
            { q: tensor([1, 1]) },
          ),
        ),
      )[0],
    ).toBe(0);
  });

  it("of a distribution comes from its logits, and survives -Infinity and underflow", () => {
    const ofLogits = (z: number[], tau = 1) => numbers(finish(entropy(finish(softmax(tensor(z), { tau })))))[0] as number;
    expect(ofLogits([0.5, -1.25, 2, 1.75], 0.3)).toBeCloseTo(0.6403731997371571, 14);
    expect(ofLogits([0, 0, -Infinity])).toBeCloseTo(Math.LN2, 15);
    expect(ofLogits([0, 0, -1e308])).toBeCloseTo(Math.LN2, 15);
    expect(ofLogits([0, -40])).toBeCloseTo(41 * 4.248354255291589e-18, 30);
    expect(ofLogits([1, 3, 3], 0)).toBeCloseTo(Math.LN2, 15);
    expect(ofLogits([1, 3, 3], Infinity)).toBeCloseTo(Math.log(3), 15);
    expect(ofLogits([-Infinity])).toBeNaN();
    expect(ofLogits([Infinity, 0])).toBeNaN();
  });

  it("does not depend on where the maximum is met", () => {
    const z = Float64Array.from({ length: 20_000 }, (_, i) => i / 1000);
    const rising = { kind: "tensor", dtype: "float64", shape: [20_000], data: z } as const;
    const falling = { ...rising, data: z.slice().reverse() };
    const [a, b] = [rising, falling].map((x) => numbers(finish(entropy(finish(softmax(x)))))[0] as number);
    expect(a).toBeCloseTo(b as number, 12);
  });

  it("of a distribution along another axis, or all, takes its probabilities", () => {
    const d = finish(softmax(finish(randn([3, 4], { seed: 1, stream: "axis" }))));
    expect(finish(entropy(d)).shape).toEqual([3]);
    expect(finish(entropy(d, { dim: 0 })).shape).toEqual([4]);
    expect(finish(entropy(d, { dim: null })).shape).toEqual([]);
    const all = numbers(finish(entropy(d, { dim: null })))[0] as number;
    const mean = numbers(finish(entropy(d))).reduce((a, b) => a + b, 0) / 3;
    expect(all).toBeCloseTo(mean + Math.log(3), 13);
  });

  it("refuses a base that is not positive", () => {
    expect(failureOf(() => H([1], { base: 0 })).code).toBe("Domain");
  });
});

describe("perplexity", () => {
  it("is the number of equally likely entries", () => {
    expect(numbers(finish(perplexity(tensor([1, 1, 1, 1]))))[0]).toBeCloseTo(4, 14);
  });
});

describe("distributionStats", () => {
  it("gives entropy, m + log l and the largest probability of every row", () => {
    const stats = finish(
      distributionStats(
        finish(
          softmax(
            tensor([
              [0, 0],
              [1, 1],
            ]),
            { tau: 0.5 },
          ),
        ),
      ),
    );
    expect(stats.max).toEqual(Float64Array.of(0.5, 0.5));
    expect(stats.logsumexp[1]).toBeCloseTo(2 + Math.LN2, 15);
    expect(stats.entropy[0]).toBeCloseTo(Math.LN2, 15);
  });

  it("has maximum 0 where the mask leaves nothing, NaN where it leaves -Infinity", () => {
    const mask = tensor(
      [
        [0, 0],
        [1, 0],
        [1, 1],
      ],
      "bool",
    );
    const d = finish(
      softmax(
        tensor([
          [1, 2],
          [-Infinity, 2],
          [0, 0],
        ]),
        { mask },
      ),
    );
    expect(finish(distributionStats(d)).max).toEqual(Float64Array.of(0, Number.NaN, 0.5));
  });
});
