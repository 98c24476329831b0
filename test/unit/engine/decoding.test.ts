import { describe, expect, it } from "vitest";
import {
  adaptiveP,
  type Dialect,
  dynatemp,
  epsilonCutoff,
  etaCutoff,
  minP,
  pLess,
  probabilities,
  softmax,
  temperature,
  topH,
  topK,
  topNSigma,
  topP,
  typicalP,
  xtc,
} from "../../../src/engine/index.ts";
import { type AnyTensor, finish, type Steps, type Tensor } from "../../../src/model/index.ts";
import { four, hf, key, left, llama, logits, mass, out, vllm } from "./decodingGiven.ts";
import { failureOf, lazily, numbers, tensor } from "./given.ts";

describe("temperature", () => {
  it("divides the logits", () => {
    expect(numbers(finish(temperature(tensor([1, -2, out]), 0.5)))).toEqual([2, -4, out]);
    expect(numbers(finish(temperature(tensor([1, out]), Number.POSITIVE_INFINITY)))).toEqual([0, out]);
  });

  it("of 0 or less is greedy in llama.cpp, an error in hf; below 1e-5 greedy in vllm", () => {
    expect(left(temperature(tensor([1, 3, 3]), 0, llama))).toEqual([1]);
    expect(left(temperature(tensor([1, 3, 3]), -1, llama))).toEqual([1]);
    expect(left(temperature(tensor([1, 3, 3]), 1e-6, vllm))).toEqual([1]);
    expect(failureOf(() => finish(temperature(tensor([1]), 0))).code).toBe("Domain");
    expect(failureOf(() => finish(temperature(tensor([1]), -1, vllm))).code).toBe("Domain");
    expect(failureOf(() => finish(temperature(tensor([1]), Number.NaN, llama))).code).toBe("Domain");
  });

  it("that is dynamic goes by the entropy of what is left (llama.cpp)", () => {
    const z = tensor([3, 2, 1, out]);
    const p = numbers(finish(probabilities(finish(softmax(tensor([3, 2, 1]))))));
    const h = -p.reduce((sum, x) => sum + x * Math.log(x), 0);
    const t = 0.5 + 2 * (h / Math.log(3)) ** 1.5;
    expect(numbers(finish(dynatemp(z, 1.5, 1, 1.5)))).toEqual([3 / t, 2 / t, 1 / t, out]);
    expect(numbers(finish(dynatemp(z, 2, 0)))).toEqual([1.5, 1, 0.5, out]);
    expect(numbers(finish(dynatemp(tensor([5, out]), 2, 1)))).toEqual([5, out]);
    const uniform = numbers(finish(dynatemp(tensor([1, 1]), 1, 1)));
    expect(uniform[0]).toBeCloseTo(0.5, 12);
  });
});

describe("top-k", () => {
  it("keeps ties in hf and vllm, exactly k in llama.cpp", () => {
    const z = tensor([1, 3, 2, 3, 3]);
    expect(left(topK(z, 2, hf))).toEqual([1, 3, 4]);
    expect(left(topK(z, 2, vllm))).toEqual([1, 3, 4]);
    expect(left(topK(z, 2, llama))).toEqual([1, 3]);
  });

  it("of k ≤ 0 removes nothing in llama.cpp and is an error in hf", () => {
    expect(left(topK(four, 0, llama))).toEqual([0, 1, 2, 3]);
    expect(left(topK(four, -5, llama))).toEqual([0, 1, 2, 3]);
    expect(left(topK(four, -1, vllm))).toEqual([0, 1, 2, 3]);
    expect(failureOf(() => finish(topK(four, 0, hf))).code).toBe("Domain");
    expect(failureOf(() => finish(topK(four, -2, vllm))).code).toBe("Domain");
    expect(failureOf(() => finish(topK(four, 1.5, llama))).code).toBe("Domain");
  });

  it("gives llama.cpp's own test vectors", () => {
    expect(mass(topK(four, 1, llama))).toEqual([0, 0, 0, 1]);
    expect(mass(topK(four, 3, llama))).toEqual([0, 0.222222, 0.333333, 0.444444]);
    expect(mass(topK(four, 4, llama))).toEqual([0.1, 0.2, 0.3, 0.4]);
  });

  it("keeps at least min_keep, and never more than there are", () => {
    expect(left(topK(four, 1, { minKeep: 3 }))).toEqual([1, 2, 3]);
    expect(left(topK(four, 99))).toEqual([0, 1, 2, 3]);
    expect(failureOf(() => finish(topK(four, 1, { minKeep: 0 }))).code).toBe("Domain");
  });
});

describe("top-p", () => {
  it("gives transformers' own test vector: what is ascending up to 1 − p goes", () => {
    const z = logits([
      [0.3, 0.1, 0.1, 0.5],
      [0.15, 0.3, 0.3, 0.25],
    ]);
    expect(left(topP(z, 0.8))).toEqual([0, 3, 5, 6, 7]);
  });

  it("gives llama.cpp's own test vectors: the smallest set with a mass of at least p", () => {
    expect(mass(topP(four, 0, llama))).toEqual([0, 0, 0, 1]);
    expect(mass(topP(four, 0.7, llama))).toEqual([0, 0, 0.428571, 0.571429]);
    expect(mass(topP(four, 0.8, llama))).toEqual([0, 0.222222, 0.333333, 0.444444]);
    expect(mass(topP(four, 1, llama))).toEqual([0.1, 0.2, 0.3, 0.4]);
  });

  it("tells the dialects apart where the mass meets p exactly", () => {
    // 0.5 + 0.25 = 0.75 in every precision.
    const z = tensor([2, 1, 0, 0].map((x) => x * Math.LN2));
    for (const rules of [hf, llama, vllm]) expect(left(topP(z, 0.75, rules))).toEqual([0, 1]);
    // 1 − 0.7 is 0.30000000000000004 in float64 and 0.3 in float32.
    expect(left(topP(four, 0.7, hf))).toEqual([2, 3]);
  });

  it("outside [0, 1] is an error in hf, and a limit in llama.cpp", () => {
    for (const p of [-0.1, 1.1, Number.NaN]) expect(failureOf(() => finish(topP(four, p, hf))).code).toBe("Domain");
    expect(failureOf(() => finish(topP(four, 0, vllm))).code).toBe("Domain");
    expect(failureOf(() => finish(topP(four, Number.NaN, llama))).code).toBe("Domain");
    expect(left(topP(four, 2, llama))).toEqual([0, 1, 2, 3]);
    expect(left(topP(four, -1, llama))).toEqual([3]);
    expect(left(topP(four, 0, hf))).toEqual([3]);
  });

  it("keeps at least min_keep", () => {
    for (const rules of [hf, llama, vllm]) expect(left(topP(four, 0.1, { ...rules, minKeep: 3 }))).toEqual([1, 2, 3]);
  });
});

describe("min-p", () => {
  it("keeps p ≥ min_p·p_max: transformers' own test vector", () => {
    const z = logits([
      [0.9, 0.0274, 0.047, 0.0274],
      [0.15, 0.3, 0.3, 0.25],
    ]);
    expect(left(minP(z, 0.1))).toEqual([0, 4, 5, 6, 7]);
  });

  it.each([
    [0, [0, 1, 2, 3]],
    [0.24, [0, 1, 2, 3]],
    [0.26, [1, 2, 3]],
    [0.49, [1, 2, 3]],
    [0.51, [2, 3]],
    [0.74, [2, 3]],
    [0.76, [3]],
    [1, [3]],
    [1.05, [3]],
  ])("of %s gives llama.cpp's own test vector", (p, expected) => {
    expect(left(minP(four, p, llama))).toEqual(expected);
    if (p <= 1) expect(left(minP(four, p, hf))).toEqual(expected);
  });

  it("outside [0, 1] is an error in hf and vllm", () => {
    for (const rules of [hf, vllm]) {
      for (const p of [-0.1, 1.1, Number.NaN]) expect(failureOf(() => finish(minP(four, p, rules))).code).toBe("Domain");
    }
  });

  it("keeps at least min_keep", () => {
    for (const rules of [hf, llama, vllm]) expect(left(minP(four, 0.9, { ...rules, minKeep: 2 }))).toEqual([2, 3]);
  });
});

describe("typical", () => {
  it.each([hf, llama])("gives the libraries' own test vectors in $dialect", (rules) => {
    expect(left(typicalP(logits([0.97, 0.01, 0.01, 0.01]), 0.5, rules))).toEqual([0]);
    expect(left(typicalP(logits([0.4, 0.2, 0.2, 0.2]), 0.5, rules))).toEqual([1, 2, 3]);
  });

  it("stops at a mass of at least p in hf, with ties; above p in llama.cpp, which goes by the same order", () => {
    // Surprise less entropy: 0.5 and 0.25 are nearest, then the two of 0.125, which tie.
    const z = tensor([3, 2, 1, 1].map((x) => x * Math.LN2));
    expect(left(typicalP(z, 0.25, hf))).toEqual([1]);
    expect(left(typicalP(z, 0.25, llama))).toEqual([0, 1]);
    expect(left(typicalP(z, 0.8, hf))).toEqual([0, 1, 2, 3]);
    expect(left(typicalP(z, 0.8, llama))).toEqual([0, 1, 2]);
  });

  it("takes p between 0 and 1 in hf; p ≥ 1 removes nothing in llama.cpp", () => {
    for (const p of [0, 1, -1, Number.NaN]) expect(failureOf(() => finish(typicalP(four, p, hf))).code).toBe("Domain");
    expect(left(typicalP(four, 1, llama))).toEqual([0, 1, 2, 3]);
    for (const rules of [hf, llama]) expect(left(typicalP(four, 0.01, { ...rules, minKeep: 4 }))).toEqual([0, 1, 2, 3]);
  });

  it("passes over removed entries", () => {
    for (const rules of [hf, llama]) {
      expect(left(typicalP(tensor([out, ...numbers(four), out]), 0.5, rules))).toEqual(left(typicalP(four, 0.5, rules)).map((i) => i + 1));
    }
  });
});

describe("the cutoffs", () => {
  it("epsilon keeps p ≥ ε: transformers' own test vector", () => {
    const z = logits([
      [0.87, 0.099, 0.001, 0.03],
      [0.4, 0.299, 0.101, 0.2],
    ]);
    expect(left(epsilonCutoff(z, 0.1))).toEqual([0, 4, 5, 6, 7]);
    expect(left(epsilonCutoff(z, 0.99))).toEqual([0, 4]);
    expect(left(epsilonCutoff(logits([0.4, 0.2, 0.2, 0.2]), 0.9, { minKeep: 2 }))).toEqual([0, 1, 2, 3]);
  });

  it("eta keeps p ≥ min(ε, √ε·e^−H): transformers' own test vector", () => {
    const z = logits([
      [0, 0.1, 0.8, 0.1],
      [0.01, 0.04, 0.9, 0.05],
    ]);
    expect(left(etaCutoff(z, 0.0625))).toEqual([1, 2, 3, 6]);
  });

  it.each([0, 1, -0.5, 2, Number.NaN])("refuse an epsilon of %s", (epsilon) => {
    expect(failureOf(() => finish(epsilonCutoff(four, epsilon))).code).toBe("Domain");
    expect(failureOf(() => finish(etaCutoff(four, epsilon))).code).toBe("Domain");
  });

  it("top-h keeps a cumulative entropy ≤ h·H over the top 100", () => {
    // Terms −p·log p of 0.4, 0.3, 0.2, 0.1: 0.3665, 0.3612, 0.3219, 0.2303; H = 1.2799.
    expect(left(topH(four, 0.2))).toEqual([3]);
    expect(left(topH(four, 0.56))).toEqual([3]);
    expect(left(topH(four, 0.57))).toEqual([2, 3]);
    expect(left(topH(four, 0.83))).toEqual([1, 2, 3]);
    expect(left(topH(four, 1))).toEqual([0, 1, 2, 3]);
    expect(left(topH(tensor(Array.from({ length: 150 }, (_, i) => -i * 1e-3)), 1)).length).toBeLessThanOrEqual(100);
    for (const h of [0, 1.1, Number.NaN]) expect(failureOf(() => finish(topH(four, h))).code).toBe("Domain");
  });

  it("top-nσ keeps z ≥ max − nσ, population σ over finite logits; n ≤ 0 removes nothing: llama.cpp's own test vectors", () => {
    expect(mass(topNSigma(four, 1))).toEqual([0, 0, 0.428571, 0.571429]);
    expect(mass(topNSigma(four, 0))).toEqual([0.1, 0.2, 0.3, 0.4]);
    expect(mass(topNSigma(four, 3))).toEqual([0.1, 0.2, 0.3, 0.4]);
    expect(left(topNSigma(tensor([out, ...numbers(four)]), 1))).toEqual([3, 4]);
  });

  it("p-less keeps p ≥ Σp², and all of equals", () => {
    // Σp² = 0.3.
    expect(left(pLess(four))).toEqual([2, 3]);
    for (let k = 1; k < 60; k++) expect(left(pLess(tensor(new Array<number>(k).fill(0.3))))).toHaveLength(k);
  });
});

const everyone: [string, (z: AnyTensor) => Steps<Tensor>][] = (["hf", "llama.cpp", "vllm"] as Dialect[]).flatMap((dialect) => {
  const list: [string, (z: AnyTensor) => Steps<Tensor>][] = [
    ["temperature", (z) => temperature(z, 0.5, { dialect })],
    ["dynatemp", (z) => dynatemp(z, 1, 0.5)],
    ["top_k", (z) => topK(z, 2, { dialect })],
    ["top_p", (z) => topP(z, 0.5, { dialect })],
    ["min_p", (z) => minP(z, 0.5, { dialect })],
    ["typical_p", (z) => typicalP(z, 0.5, { dialect })],
    ["epsilon_cutoff", (z) => epsilonCutoff(z, 0.3, { dialect })],
    ["eta_cutoff", (z) => etaCutoff(z, 0.3, { dialect })],
    ["top_h", (z) => topH(z, 0.5, { dialect })],
    ["top_n_sigma", (z) => topNSigma(z, 1, { dialect })],
    ["xtc", (z) => xtc(z, 0.2, 1, key, { dialect })],
    ["p_less", (z) => pLess(z, { dialect })],
    ["adaptive_p", (z) => adaptiveP(z, 0.5, 0.5)],
  ];
  return list.map(([name, run]) => [`${name} (${dialect})`, run]);
});

describe.each(everyone)("%s", (_, run) => {
  it("shows a NaN and never hides it", () => {
    const given = numbers(finish(run(tensor([1, Number.NaN, 2]))));
    expect(given[1]).toBeNaN();
    expect(given.filter((x) => x === out)).toEqual([]);
  });

  it("leaves a row without candidates as it is, and takes no entries or no rows", () => {
    expect(numbers(finish(run(tensor([out, out]))))).toEqual(expect.arrayContaining([out]));
    expect(finish(run(tensor([]))).shape).toEqual([0]);
    expect(finish(run(tensor([[], []]))).shape).toEqual([2, 0]);
    expect(left(run(tensor([out, 1])))).toEqual([1]);
  });

  it("keeps dtype, labels and shape, and takes integers and lazy logits", () => {
    const z: Tensor = { ...tensor([[3, 1, 2]], "float32"), labels: ["a", "b", "c"] };
    const given = finish(run(z));
    expect([given.dtype, given.shape, given.labels]).toEqual(["float32", [1, 3], ["a", "b", "c"]]);
    expect(finish(run(tensor([3, 1, 2], "int32"))).dtype).toBe("float64");
    expect(numbers(finish(run(lazily(z))))).toEqual(numbers(given));
    expect(numbers(z)).toEqual([3, 1, 2]);
  });
});
