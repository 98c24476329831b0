import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  boltzmannOperator,
  entmax,
  entmax15,
  entmax15Loss,
  logcumsumexp,
  logmeanexp,
  logsumexp,
  mellowmax,
  smoothMax,
  softargmax,
  softmax1,
  sparsemax,
  sparsemaxLoss,
  standardize,
} from "../../../src/engine/index.ts";
import { type AnyTensor, finish, type Steps } from "../../../src/model/index.ts";
import { failureOf, lazily, logits, numbers, p, tensor } from "./given.ts";

const NAN = Number.NaN;
const z = tensor([0.7, -0.3, 1.1, 0.9]);
const of = (work: Steps<AnyTensor>): number[] => numbers(finish(work));
const near = (got: readonly number[], expected: readonly number[], digits = 14): void => {
  expect(got).toHaveLength(expected.length);
  for (const [i, x] of expected.entries()) expect(got[i]).toBeCloseTo(x, digits);
};

// Constants: 40-digit decimals (mpmath), from the definitions.
describe("logmeanexp, logcumsumexp, softargmax", () => {
  it("logmeanexp is logsumexp - log n", () => {
    near(of(logmeanexp(z)), [0.72007388877912402874]);
    expect(of(logmeanexp(tensor([1000, 1000])))).toEqual([1000]);
    expect(of(logmeanexp(tensor([-Infinity, -Infinity])))).toEqual([-Infinity]);
    expect(of(logmeanexp(tensor([])))).toEqual([NAN]);
    expect(
      finish(
        logmeanexp(
          tensor([
            [1, 2],
            [3, 4],
          ]),
          null,
        ),
      ).shape,
    ).toEqual([]);
  });

  it("logcumsumexp runs along an axis, through -Infinity and up to NaN", () => {
    near(of(logcumsumexp(z)), [0.7, 1.0132616875182228, 1.7507181715130682, 2.1063682498990146]);
    expect(of(logcumsumexp(tensor([-Infinity, 0, Infinity, 1])))).toEqual([-Infinity, 0, Infinity, Infinity]);
    expect(of(logcumsumexp(tensor([0, NAN, 1])))).toEqual([0, NAN, NAN]);
    near(
      of(
        logcumsumexp(
          tensor([
            [0, 5],
            [0, 5],
          ]),
          0,
        ),
      ),
      [0, 5, Math.LN2, 5 + Math.LN2],
    );
    expect(of(logcumsumexp(tensor([0, -40])))[1]).toBeCloseTo(4.248354255291589e-18, 30);
  });

  it("softargmax is the expected index", () => {
    near(of(softargmax(z, 1)), [1.7190770269061907695]);
    near(of(softargmax(z, 0.25)), [2.0252809681589730701]);
    near(of(softargmax(tensor([1, 3, 3]), 0)), [1.5]);
    near(of(softargmax(tensor([1, 3, 3]), Infinity)), [1]);
    expect(
      finish(
        softargmax(
          tensor([
            [1, 2, 3],
            [3, 2, 1],
          ]),
          1,
        ),
      ).shape,
    ).toEqual([2]);
  });
});

describe("standardize(eps 1e-5), as in JAX", () => {
  it("divides by the population's deviation", () => {
    near(of(standardize(z)), [0.18569213661608881793, -1.6712292295448004437, 0.9284606830804448112, 0.55707640984826681456]);
    expect(of(standardize(tensor([2, 2])))).toEqual([0, 0]);
  });

  it("with a mask counts what it leaves, and standardizes everything", () => {
    const mask = tensor([1, 1, 1, 0], "bool");
    near(of(standardize(z, { mask })), [0.33967821107374149248, -1.3587128442949664099, 1.0190346332212249174, 0.67935642214748320494]);
    expect(of(standardize(z, { mask: tensor([0, 0, 0, 0], "bool") }))).toEqual([NAN, NAN, NAN, NAN]);
  });

  it("refuses a negative epsilon", () => {
    expect(failureOf(() => of(standardize(z, { epsilon: -1 }))).message).toContain("epsilon");
  });
});

describe("softmax1 / sinks", () => {
  it("is e^x / (1 + sum e^x), 0 for all -Infinity", () => {
    near(of(softmax1(z)), [0.21845068566056927565, 0.080363516164328638032, 0.32589012808510698853, 0.26681626998779959294]);
    expect(of(softmax1(tensor([-Infinity, -Infinity])))).toEqual([0, 0]);
    expect(of(softmax1(tensor([1000, 0])))).toEqual([1, 0]);
    expect(of(softmax1(tensor([NAN, 0])))).toEqual([NAN, NAN]);
  });

  it("with a sink of -Infinity is softmax, and with z's own logits has one more entry", () => {
    near(of(softmax1(z, -1, -Infinity)), p(z));
    near(of(softmax1(tensor([1, 2]), -1, 3)), p([1, 2, 3]).slice(0, 2));
    const rows = tensor([
      [1, 2],
      [1, 2],
    ]);
    near(of(softmax1(rows, -1, tensor([[0], [3]]))), [...p([1, 2, 0]).slice(0, 2), ...p([1, 2, 3]).slice(0, 2)]);
  });
});

describe("sparsemax, alpha-entmax", () => {
  it.each([
    [2, [0.13333333333333326672, 0, 0.53333333333333339995, 0.33333333333333333333]],
    [1.5, [0.22235714533678498701, 0, 0.45097618799654835077, 0.32666666666666666223]],
    [1.25, [0.23831682710072748626, 0.040533248226503661066, 0.40693730787242966096, 0.31421261680033919172]],
    [1.01, [0.24482667931917396077, 0.088340728024887335153, 0.36701345967559222335, 0.29981913298034648073]],
    [3, [0, 0, 0.70000000000000006661, 0.29999999999999993339]],
    [5, [0, 0, 0.94574416998444175257, 0.05425583001555824743]],
  ])("entmax of alpha %d", (alpha, expected) => {
    near(of(entmax(z, alpha)), expected, 12);
  });

  it("alpha = 1 is softmax, 1.5 entmax15 and 2 sparsemax", () => {
    expect(of(entmax(z, 1))).toEqual(p(z));
    expect(of(entmax(z, 1.5))).toEqual(of(entmax15(z)));
    expect(of(entmax(z, 2))).toEqual(of(sparsemax(z)));
    near(of(entmax(z, 1 + 1e-12)), p(z), 10);
  });

  it.each([1.2, 1.5, 2, 4])("alpha %d: ties share, -Infinity gets 0, NaN and Infinity spread", (alpha) => {
    near(of(entmax(tensor([1, 1, -Infinity]), alpha)), [0.5, 0.5, 0]);
    expect(of(entmax(tensor([1, NAN]), alpha))).toEqual([NAN, NAN]);
    expect(of(entmax(tensor([1, Infinity]), alpha))).toEqual([NAN, NAN]);
    expect(of(entmax(tensor([-Infinity]), alpha))).toEqual([NAN]);
    expect(of(entmax(tensor([7]), alpha))).toEqual([1]);
    expect(of(entmax(tensor([]), alpha))).toEqual([]);
    expect(finish(entmax(tensor([1, 2], "float32"), alpha)).dtype).toBe("float32");
    near(
      of(
        entmax(
          tensor([
            [1, 0],
            [1, 0],
          ]),
          alpha,
          0,
        ),
      ),
      [0.5, 0.5, 0.5, 0.5],
    );
  });

  it.each([0.9, Infinity, NAN])("refuses alpha = %d", (alpha) => {
    expect(failureOf(() => of(entmax(z, alpha)))).toMatchObject({ code: "Domain", message: expect.stringContaining("alpha") });
  });

  it("sums to 1, does not mind a shift, and never gains support as alpha grows", () => {
    const alpha = fc.double({ min: 1.001, max: 6, noNaN: true });
    fc.assert(
      fc.property(logits, alpha, alpha, fc.double({ min: -9, max: 9, noNaN: true }), (given, a, b, shift) => {
        const [low, high] = [Math.min(a, b), Math.max(a, b)].map((x) => of(entmax(tensor(given), x))) as [number[], number[]];
        expect(low.reduce((s, x) => s + x, 0)).toBeCloseTo(1, 12);
        for (const [i, x] of high.entries()) if (x > 1e-9) expect(low[i]).toBeGreaterThan(0);
        near(of(entmax(tensor(given.map((x) => x + shift)), 1.5)), of(entmax15(tensor(given))), 10);
      }),
    );
  });

  it("sparsemax is idempotent on the simplex", () => {
    fc.assert(fc.property(logits, (given) => near(of(sparsemax(tensor(p(given)))), p(given), 13)));
  });
});

describe("sparsemax_loss, entmax15_loss", () => {
  it("of an index is the Fenchel-Young loss", () => {
    const all = [0, 1, 2, 3];
    const rows = tensor(all.map(() => numbers(z)));
    near(
      of(sparsemaxLoss(rows, tensor(all))),
      [0.57333333333333342659, 1.5733333333333333711, 0.17333333333333329337, 0.37333333333333335998],
    );
    near(
      of(entmax15Loss(rows, tensor(all))),
      [0.7865111273114400039, 1.7865111273114399484, 0.38651112731143987068, 0.58651112731143993729],
    );
  });

  it("of probabilities adds their own term, and is 0 at the map itself", () => {
    const y = tensor([0.5, 0.25, 0, 0.25]);
    near(of(sparsemaxLoss(z, y)), [0.46083333333333339606]);
    near(of(entmax15Loss(z, y)), [0.45791564810247165631]);
    near(of(sparsemaxLoss(z, finish(sparsemax(z)))), [0]);
  });

  it("is 0 from the margin on, Infinity where the target has no chance", () => {
    expect(of(sparsemaxLoss(tensor([1, 0]), tensor(0)))).toEqual([0]);
    expect(of(entmax15Loss(tensor([2, 0]), tensor(0)))).toEqual([0]);
    expect(of(sparsemaxLoss(tensor([0, -Infinity]), tensor(1)))).toEqual([Infinity]);
    expect(of(sparsemaxLoss(tensor([0, -Infinity]), tensor(0)))).toEqual([0]);
  });

  it("refuses a target of another shape, and one that is no class", () => {
    expect(failureOf(() => of(sparsemaxLoss(z, tensor([1, 2]))))).toMatchObject({ code: "Shape" });
    expect(failureOf(() => of(sparsemaxLoss(z, tensor(4)))).message).toBe("target must be an index from 0 to 3, got 4");
  });
});

describe("mellowmax, boltzmann_operator, smooth_max", () => {
  it("mellowmax is log(mean e^(omega x)) / omega", () => {
    near(of(mellowmax(z, 1)), [0.72007388877912402874]);
    near(of(mellowmax(z, 5)), [0.90438360812690539342]);
    near(of(mellowmax(z, -3)), [0.13272869409370691315]);
    near(of(mellowmax(z, 1e-9)), [0.6000000001450000194]);
  });

  it("the Boltzmann operator is the sum of x softmax(beta x)", () => {
    near(of(boltzmannOperator(z, 1)), [0.81593202566392950866]);
    near(of(boltzmannOperator(z, 5)), [1.0142448277065642303]);
    near(of(boltzmannOperator(z, -3)), [-0.20516551691067672746]);
    expect(of(boltzmannOperator(tensor([-Infinity, 2]), 1))).toEqual([2]);
  });

  it.each([
    ["mellowmax", mellowmax],
    ["boltzmannOperator", boltzmannOperator],
  ] as const)("%s goes from the minimum over the mean to the maximum", (_, operator) => {
    expect(of(operator(z, -Infinity))).toEqual([-0.3]);
    near(of(operator(z, 0)), [0.6]);
    expect(of(operator(z, Infinity))).toEqual([1.1]);
    expect(
      finish(
        operator(
          tensor([
            [1, 2],
            [3, 4],
          ]),
          1,
          [0, 1],
        ),
      ).shape,
    ).toEqual([]);
    expect(of(operator(tensor([1, NAN]), 1))).toEqual([NAN]);
  });

  it("smooth_max is tau LSE(z / tau), and falls to the maximum", () => {
    near(of(smoothMax(z, 1)), [2.1063682498990146476]);
    near(of(smoothMax(z, 0.125)), [1.1271580273494620248]);
    expect(of(smoothMax(z, 0))).toEqual([1.1]);
    expect(of(smoothMax(z, Infinity))).toEqual([Infinity]);
    expect(of(smoothMax(tensor([5]), Infinity))).toEqual([5]);
    fc.assert(
      fc.property(logits, (given) => {
        const max = Math.max(...given);
        const [cold, warm] = [0.5, 2].map((tau) => of(smoothMax(tensor(given), tau))[0] as number) as [number, number];
        expect(max).toBeLessThanOrEqual(cold + 1e-12);
        expect(cold).toBeLessThanOrEqual(warm + 1e-12);
        expect(warm).toBeLessThanOrEqual(max + 2 * Math.log(given.length) + 1e-12);
      }),
    );
  });

  it("take lazy tensors", () => {
    near(of(mellowmax(lazily(z), 5)), [0.90438360812690539342]);
    near(of(smoothMax(lazily(z), 1)), numbers(finish(logsumexp(z)).value));
    near(of(softmax1(lazily(z))), of(softmax1(z)));
    near(of(sparsemax(lazily(z))), of(sparsemax(z)));
  });
});
