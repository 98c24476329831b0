import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  brier,
  crossEntropy,
  effectiveSupport,
  entropy,
  hellinger,
  jsDivergence,
  klDivergence,
  klDivLoss,
  logSoftmax,
  type Nested,
  nllLoss,
  permute,
  perplexity,
  probabilities,
  renyiEntropy,
  softmax,
  totalVariation,
} from "../../../src/engine/index.ts";
import { type AnyTensor, finish, type Steps } from "../../../src/model/index.ts";
import { failureOf, logits, numbers, tensor } from "./given.ts";

const NAN = Number.NaN;
const of = (work: Steps<AnyTensor>): number[] => numbers(finish(work));
const near = (got: readonly number[], expected: readonly number[], digits = 14): void => {
  expect(got).toHaveLength(expected.length);
  for (const [i, x] of expected.entries()) expect(got[i]).toBeCloseTo(x, digits);
};
const p = tensor([0.1, 0.2, 0.7]);
const q = tensor([0.3, 0.3, 0.4]);

// Constants: 40-digit decimals (mpmath), from the definitions.
describe("distances between distributions", () => {
  it.each([
    ["kl_divergence", klDivergence, 0.20077680106635194389],
    ["js_divergence", jsDivergence, 0.051912259238103496364],
    ["total_variation", totalVariation, 0.29999999999999994726],
    ["hellinger", hellinger, 0.22955540235828981047],
  ] as const)("%s", (_, distance, expected) => {
    near(of(distance(p, q)), [expected]);
    expect(of(distance(p, p))).toEqual([0]);
  });

  it.each([
    ["kl_divergence", klDivergence, Infinity],
    ["js_divergence", jsDivergence, Math.LN2],
    ["total_variation", totalVariation, 1],
    ["hellinger", hellinger, 1],
  ] as const)("%s of what has nothing in common", (_, distance, expected) => {
    near(of(distance(tensor([1, 0]), tensor([0, 1]))), [expected]);
    expect(of(distance(tensor([1, NAN]), tensor([0, 1])))).toEqual([NAN]);
  });

  it("goes along a distribution's own axis, and broadcasts", () => {
    const d = finish(
      softmax(
        tensor([
          [0, 1],
          [0, 1],
          [0, 1],
        ]),
        { dim: 0 },
      ),
    );
    near(of(klDivergence(d, tensor([[1 / 3], [1 / 3], [1 / 3]]))), [0, 0]);
    near(
      of(
        totalVariation(
          tensor([
            [1, 0],
            [0, 1],
          ]),
          tensor([0.5, 0.5]),
        ),
      ),
      [0.5, 0.5],
    );
    expect(failureOf(() => of(klDivergence(p, tensor([0.5, 0.5])))).code).toBe("Shape");
  });

  it("KL >= 0, CE = H + KL, and Pinsker's inequality", () => {
    fc.assert(
      fc.property(logits, fc.infiniteStream(fc.double({ min: -9, max: 9, noNaN: true })), (a, more) => {
        const b = a.map(() => more.next().value as number);
        const [x, y] = [finish(softmax(tensor(a.map((z) => z / 10)))), finish(softmax(tensor(b)))];
        const kl = of(klDivergence(x, y))[0] as number;
        expect(kl).toBeGreaterThanOrEqual(-1e-15);
        expect((of(totalVariation(x, y))[0] as number) ** 2).toBeLessThanOrEqual(kl / 2 + 1e-15);
        const ce = of(crossEntropy(tensor(b), finish(probabilities(x))))[0] as number;
        expect(ce).toBeCloseTo((of(entropy(x))[0] as number) + kl, 10);
      }),
    );
  });
});

describe("renyi_entropy, effective_support", () => {
  it.each([
    [0, 1.0986122886681096914],
    [0.5, 0.94013398953978594266],
    [1, 0.80181855254333734563],
    [2, 0.61618613942381703378],
    [10, 0.39630509008415595822],
    [Infinity, 0.3566749439387324146],
  ])("of order %d", (alpha, expected) => {
    near(of(renyiEntropy(p, alpha)), [expected]);
    near(of(renyiEntropy(tensor([10, 20, 70]), alpha)), [expected]);
  });

  it("counts only what is not 0 for order 0, and survives large orders", () => {
    near(of(renyiEntropy(tensor([0.5, 0.5, 0]), 0)), [Math.LN2]);
    near(of(renyiEntropy(p, 1e5)), [(0.3566749439387324 * 1e5) / (1e5 - 1)], 12);
    expect(failureOf(() => of(renyiEntropy(p, -1)))).toMatchObject({ code: "Domain", message: "alpha must be 0 or more, got -1" });
  });

  it("effective_support lies between 1 and perplexity, which is at most K", () => {
    near(of(effectiveSupport(p)), [1.8518518518518519432]);
    near(of(effectiveSupport(tensor([2, 2, 0, 0]))), [2]);
    fc.assert(
      fc.property(logits, (z) => {
        const d = finish(softmax(tensor(z)));
        const support = of(effectiveSupport(d))[0] as number;
        expect(support).toBeGreaterThan(1 - 1e-12);
        expect(support).toBeLessThan((of(perplexity(d))[0] as number) + 1e-9);
        expect(of(perplexity(d))[0]).toBeLessThan(z.length + 1e-9);
      }),
    );
  });
});

const Z = tensor([
  [0.7, -0.3, 1.1],
  [2, 0.5, -1],
  [0, 0.25, 3],
]);
const target = tensor([2, 0, 1], "int32");
const weight = tensor([0.5, 2, 1.25]);
const Y = tensor([
  [0.2, 0.3, 0.5],
  [1, 0, 0],
  [0.25, 0.25, 0.5],
]);

describe("cross_entropy, as in PyTorch", () => {
  const each = [0.65071817151306812902, 0.24131129665715706021, 2.857701210709639068];

  it("of indices, in every reduction", () => {
    near(of(crossEntropy(Z, target, { reduction: "none" })), each);
    near(of(crossEntropy(Z, target)), [1.2499102262932880857]);
    near(of(crossEntropy(Z, target, { reduction: "sum" })), [3.7497306788798642572]);
    near(of(crossEntropy(tensor([0.7, -0.3, 1.1]), tensor(2))), [each[0] as number]);
    near(of(nllLoss(finish(logSoftmax(Z)), target, { reduction: "none" })), each);
  });

  it("index mean divides by the sum of the weights", () => {
    near(
      of(crossEntropy(Z, target, { weight, reduction: "none" })),
      [0.81339771439133516128, 0.12065564832857853011, 5.715402421419278136],
    );
    near(of(crossEntropy(Z, target, { weight })), [1.7731882091037844873]);
    near(of(nllLoss(finish(logSoftmax(Z)), target, { weight })), [1.7731882091037844873]);
  });

  it("ignores index targets of ignore_index -100 or its own; all ignored: sum 0, mean NaN", () => {
    near(of(crossEntropy(Z, tensor([2, -100, 1]), { weight })), [2.0088615802494194761]);
    near(of(crossEntropy(Z, target, { weight, ignoreIndex: 0 })), [2.0088615802494194761]);
    const none = tensor([-100, -100, -100]);
    expect(of(crossEntropy(Z, none, { reduction: "none" }))).toEqual([0, 0, 0]);
    expect(of(crossEntropy(Z, none, { reduction: "sum" }))).toEqual([0]);
    expect(of(crossEntropy(Z, none))).toEqual([NAN]);
  });

  it("smooths the target to (1 - e)y + e/C", () => {
    const options = { weight, labelSmoothing: 0.1 };
    near(
      of(crossEntropy(Z, target, { ...options, reduction: "none" })),
      [0.91339771439133517423, 0.36375399557786532312, 5.3906581639493885212],
    );
    near(of(crossEntropy(Z, target, options)), [1.7780826330449570716]);
    near(of(crossEntropy(Z, tensor([-100, 0, 1]), { labelSmoothing: 0.1 })), [1.5828395870167313993]);
  });

  it("of probabilities, the mean divides by N", () => {
    const options = { weight, labelSmoothing: 0.1 };
    near(of(crossEntropy(Z, Y, { ...options, reduction: "none" })), [1.749321190968467286, 0.36375399557786532312, 1.9429598467203821716]);
    near(of(crossEntropy(Z, Y, options)), [1.3520116777555715936]);
    expect(of(crossEntropy(tensor([0, -Infinity]), tensor([1, 0])))).toEqual([0]);
    expect(failureOf(() => of(crossEntropy(Z, Y, { ignoreIndex: 0 }))).message).toContain("ignore_index");
  });

  it("takes axis 1 as the classes of inputs of more axes", () => {
    // Samples × classes × places, from places × samples × classes.
    const deep = permute(tensor([numbersOf(Z), numbersOf(Z)]), [1, 2, 0]);
    const targets = tensor([
      [2, 2],
      [0, 0],
      [1, 1],
    ]);
    const loss = finish(crossEntropy(deep, targets, { reduction: "none" }));
    expect(loss.shape).toEqual([3, 2]);
    near(
      numbers(loss),
      each.flatMap((x) => [x, x]),
    );
    near(of(crossEntropy(deep, targets, { weight })), [1.7731882091037844873]);
  });

  it("names the argument that is wrong", () => {
    expect(failureOf(() => of(crossEntropy(Z, tensor([0, 3, 0]))))).toMatchObject({
      code: "Domain",
      message: "target must hold classes from 0 to 2, got 3",
    });
    expect(failureOf(() => of(crossEntropy(Z, tensor([0, 1]))))).toMatchObject({ code: "Shape" });
    expect(failureOf(() => of(crossEntropy(Z, target, { weight: tensor([1, 2]) }))).message).toContain("weight");
    expect(failureOf(() => of(crossEntropy(Z, target, { labelSmoothing: 2 }))).message).toContain("label_smoothing");
    expect(failureOf(() => of(nllLoss(tensor(1), tensor(0)))).message).toContain("log_probs");
  });
});

/** A matrix as nested numbers. */
function numbersOf(x: AnyTensor): Nested {
  const flat = numbers(x);
  const n = x.shape[1] as number;
  return Array.from({ length: flat.length / n }, (_, i) => flat.slice(i * n, (i + 1) * n));
}

describe('kl_div (PyTorch form): "mean" is not KL, "batchmean" is', () => {
  const input = finish(logSoftmax(Z));

  it("in every reduction", () => {
    near(
      of(klDivLoss(input, Y, { reduction: "none" })).slice(0, 3),
      [-0.11174394818420641757, 0.25402361015613964373, -0.021214504523438590198],
    );
    near(of(klDivLoss(input, Y, { reduction: "sum" })), [0.86785689397537280005]);
    near(of(klDivLoss(input, Y)), [0.096428543775041422228]);
    near(of(klDivLoss(input, Y, { reduction: "batchmean" })), [0.28928563132512426668]);
  });

  it("of logarithms, and at 0", () => {
    const logs = tensor(numbersOf(Y)).data.map((x) => Math.log(x));
    near(of(klDivLoss(input, { ...Y, data: logs }, { logTarget: true })), [0.096428543775041422228]);
    expect(of(klDivLoss(tensor([0, -Infinity]), tensor([1, 0])))).toEqual([0]);
  });
});

describe("brier", () => {
  it("of one axis is of class 1, of two sums over the classes", () => {
    near(of(brier(tensor([0.9, 0.2, 0.6]), tensor([1, 0, 1]))), [0.07]);
    const rows = tensor([
      [0.2, 0.5, 0.3],
      [0.9, 0.05, 0.05],
    ]);
    near(of(brier(rows, tensor([1, 2]))), [1.0475]);
    const hot = tensor([
      [0, 1, 0],
      [0, 0, 1],
    ]);
    near(of(brier(rows, hot)), [1.0475]);
  });

  it("names the argument that is wrong", () => {
    expect(failureOf(() => of(brier(tensor([1.2]), tensor([1]))))).toMatchObject({
      code: "Domain",
      message: "p must be from 0 to 1, got 1.2",
    });
    expect(failureOf(() => of(brier(tensor([0.2, 0.8]), tensor(1)))).message).toContain("class 1");
    expect(failureOf(() => of(brier(tensor([0.2]), tensor([2])))).message).toContain("labels");
  });
});
