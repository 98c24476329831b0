import { describe, expect, it } from "vitest";
import {
  adaptiveP,
  badWords,
  type Dialect,
  dry,
  dynatemp,
  epsilonCutoff,
  etaCutoff,
  fromNested,
  guidance,
  logitBias,
  minP,
  mirostat,
  type Nested,
  noRepeatNgram,
  penalties,
  pLess,
  probabilities,
  repetitionPenalty,
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
import { failureOf, lazily, numbers, tensor } from "./given.ts";

const out = Number.NEGATIVE_INFINITY;
const key = { seed: 7, stream: "decoding" };

/** The logits that have these probabilities. */
function logits(p: Nested): Tensor {
  const t = fromNested(p);
  return { ...t, data: t.data.map(Math.log) };
}

/** Which entries are left, by index. */
function left(work: Steps<Tensor>): number[] {
  return numbers(finish(work)).flatMap((x, i) => (x === out ? [] : [i]));
}

/** The probabilities of what is left, to six digits. */
function mass(work: Steps<Tensor>): number[] {
  return numbers(finish(probabilities(finish(softmax(finish(work)))))).map((x) => Number(x.toFixed(6)));
}

const four = logits([0.1, 0.2, 0.3, 0.4]);
const hf = { dialect: "hf" } as const;
const llama = { dialect: "llama.cpp" } as const;
const vllm = { dialect: "vllm" } as const;

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

describe("XTC", () => {
  const all = (threshold: number, probability = 1): number[] => left(xtc(four, threshold, probability, key));

  it("drops all p ≥ t but the least likely of them: llama.cpp's own test vectors", () => {
    expect(all(0.09)).toEqual([0]);
    expect(all(0.19)).toEqual([0, 1]);
    expect(all(0.29)).toEqual([0, 1, 2]);
    expect(all(0.39)).toEqual([0, 1, 2, 3]);
  });

  it("is off above 0.5, at probability 0, and where too few would be left", () => {
    expect(all(0.51)).toEqual([0, 1, 2, 3]);
    expect(all(0.09, 0)).toEqual([0, 1, 2, 3]);
    expect(left(xtc(four, 0.09, 1, key, { minKeep: 2 }))).toEqual([0, 1, 2, 3]);
    expect(left(xtc(four, 0.19, 1, key, { minKeep: 2 }))).toEqual([0, 1]);
  });

  it("strikes each row with its probability", () => {
    const rows = 2000;
    const z = tensor(Array.from({ length: rows }, () => numbers(four)));
    const struck = rows - left(xtc(z, 0.29, 0.25, key)).filter((i) => i % 4 === 3).length;
    // Four standard errors.
    expect(Math.abs(struck - 500)).toBeLessThan(4 * Math.sqrt(rows * 0.25 * 0.75));
  });
});

describe("DRY", () => {
  const z = tensor([0, 0, 0, 0, 0]);
  const penalty = (tokens: number[], options: Partial<Parameters<typeof dry>[2]> = {}): number[] =>
    numbers(finish(dry(z, [tokens], { multiplier: 1, base: 2, ...options }))).map((x) => 0 - x);

  it("takes multiplier·base^(len − allowed) from what would prolong a repeat", () => {
    expect(penalty([0, 1])).toEqual([0, 0, 0, 0, 0]);
    expect(penalty([0, 1, 2, 0, 1])).toEqual([0, 0, 1, 0, 0]);
    expect(penalty([4, 0, 1, 2, 4, 0, 1])).toEqual([0, 0, 2, 0, 0]);
    expect(penalty([4, 0, 1, 2, 4, 0, 1], { allowedLength: 3, multiplier: 0.5 })).toEqual([0, 0, 0.5, 0, 0]);
    expect(penalty([1, 1, 1, 1])).toEqual([0, 2, 0, 0, 0]);
  });

  it("does not reach across breakers, and never penalises one of a single token", () => {
    expect(penalty([0, 1, 3, 4, 0, 1], { breakers: [[3]] })).toEqual([0, 0, 0, 0, 0]);
    expect(penalty([0, 1, 2, 0, 1], { breakers: [[2]] })).toEqual([0, 0, 0, 0, 0]);
    expect(penalty([0, 1, 2, 0, 1], { breakers: [[2, 3]] })).toEqual([0, 0, 1, 0, 0]);
    expect(penalty([2, 4, 0, 1, 3, 2, 4, 0, 1])).toEqual([0, 0, 0, 4, 0]);
    expect(penalty([2, 4, 0, 1, 3, 2, 4, 0, 1], { breakers: [[2, 4]] })).toEqual([0, 0, 0, 1, 0]);
  });

  it("looks at the last penalty_last_n tokens", () => {
    expect(penalty([0, 1, 2, 0, 1], { penaltyLastN: 4 })).toEqual([0, 0, 0, 0, 0]);
    expect(penalty([0, 1, 2, 0, 1], { penaltyLastN: 5 })).toEqual([0, 0, 1, 0, 0]);
    expect(penalty([0, 1, 2, 0, 1], { penaltyLastN: 0 })).toEqual([0, 0, 0, 0, 0]);
  });

  it("is off for multiplier 0 and a base below 1, and does not overflow", () => {
    expect(penalty([0, 1, 2, 0, 1], { multiplier: 0 })).toEqual([0, 0, 0, 0, 0]);
    expect(penalty([0, 1, 2, 0, 1], { base: 0.5 })).toEqual([0, 0, 0, 0, 0]);
    expect(penalty(new Array<number>(500).fill(1))[1]).toBe(2 ** 128 / 2);
  });
});

describe("penalties", () => {
  it("repetition: z > 0 divide, else multiply; then count·freq + presence", () => {
    const z = tensor([2, -2, 0, 3]);
    const given = penalties(z, [[0, 1, 1, 2]], { repeat: 2, frequency: 0.5, presence: 0.25 });
    expect(numbers(finish(given))).toEqual([1 - 0.75, -4 - 1.25, 0 - 0.75, 3]);
    expect(numbers(finish(repetitionPenalty(z, [[0, 1, 1, 2]], 2)))).toEqual([1, -4, 0, 3]);
    expect(numbers(finish(penalties(tensor([out, 1]), [[0]], { repeat: 2, frequency: 1 })))).toEqual([out, 1]);
  });

  it("of repetition are above 0 in hf", () => {
    expect(failureOf(() => finish(repetitionPenalty(four, [[0]], 0))).code).toBe("Domain");
    expect(numbers(finish(repetitionPenalty(tensor([-2]), [[0]], 0, "llama.cpp")))).toEqual([-0]);
  });

  it("take a row of tokens each, which may be empty, or one for all", () => {
    const z = tensor([
      [1, 2],
      [3, 4],
    ]);
    expect(numbers(finish(repetitionPenalty(z, [[0], []], 2)))).toEqual([0.5, 2, 3, 4]);
    expect(numbers(finish(repetitionPenalty(z, [[0]], 2)))).toEqual([0.5, 2, 1.5, 4]);
    expect(failureOf(() => finish(repetitionPenalty(z, [[0], [], [1]], 2))).code).toBe("Shape");
    for (const id of [2, -1, 0.5]) expect(failureOf(() => finish(repetitionPenalty(z, [[id]], 2))).code).toBe("Domain");
  });

  it("of a bias add it", () => {
    expect(numbers(finish(logitBias(tensor([1, 2, 3]), [[0, 2]], [5, out])))).toEqual([6, 2, out]);
    expect(numbers(finish(logitBias(tensor([1, 2, 3]), [[0, 2]], [5])))).toEqual([6, 2, 8]);
    expect(failureOf(() => finish(logitBias(tensor([1, 2, 3]), [[0]], [5, 6]))).code).toBe("Shape");
  });
});

describe("no-repeat n-gram and bad words", () => {
  it("mask what would complete an n-gram that has been", () => {
    const z = tensor([0, 0, 0, 0]);
    expect(left(noRepeatNgram(z, [[1, 1, 2, 1]], 2))).toEqual([0, 3]);
    expect(left(noRepeatNgram(z, [[0, 1, 2, 0, 1]], 3))).toEqual([0, 1, 3]);
    expect(left(noRepeatNgram(z, [[0, 2]], 1))).toEqual([1, 3]);
    expect(left(noRepeatNgram(z, [[]], 1))).toEqual([0, 1, 2, 3]);
    expect(left(noRepeatNgram(z, [[1, 2]], 4))).toEqual([0, 1, 2, 3]);
    for (const n of [0, 1.5]) expect(failureOf(() => finish(noRepeatNgram(z, [[0]], n))).code).toBe("Domain");
  });

  it("mask the last token of a word whose others end the context: transformers' own test vector", () => {
    // input_ids [[0, 1, 3, 1], [0, 1, 0, 1]], bad words [[1], [4], [1, 0], [0, 1, 2], [1, 3, 1, 3]] of a vocabulary of 5.
    const z = tensor([new Array<number>(5).fill(1), new Array<number>(5).fill(1)]);
    const past = [
      [0, 1, 3, 1],
      [0, 1, 0, 1],
    ];
    const words = [[1], [4], [1, 0], [0, 1, 2], [1, 3, 1, 3]];
    expect(left(badWords(z, past, words))).toEqual([2, 8]);
  });

  it("in hf pass over a word that is longer than the context", () => {
    const z = tensor([0, 0, 0]);
    expect(left(badWords(z, [[1]], [[1, 2]], "hf"))).toEqual([0, 1, 2]);
    expect(left(badWords(z, [[1]], [[1, 2]], "vllm"))).toEqual([0, 1]);
    expect(left(badWords(z, [[]], [[2]], "hf"))).toEqual([0, 1]);
    expect(failureOf(() => finish(badWords(z, [[]], [], "hf"))).code).toBe("Domain");
    expect(left(badWords(z, [[]], [], "vllm"))).toEqual([0, 1, 2]);
    expect(failureOf(() => finish(badWords(z, [[]], [[]], "vllm"))).code).toBe("Domain");
  });
});

describe("guidance", () => {
  it("goes away from the unconditional logits; in hf after log_softmax of both", () => {
    const c = tensor([1, 2, 4]);
    const u = tensor([0, 3, 1]);
    expect(numbers(finish(guidance(c, u, 2, "llama.cpp")))).toEqual([2, 1, 7]);
    const lse = (z: Tensor): number => Math.log(numbers(z).reduce((sum, x) => sum + Math.exp(x), 0));
    const shift = -2 * lse(c) + lse(u);
    for (const [i, x] of numbers(finish(guidance(c, u, 2))).entries()) expect(x).toBeCloseTo(([2, 1, 7][i] ?? 0) + shift, 12);
    expect(numbers(finish(guidance(tensor([out, 1]), tensor([out, 1]), 2, "vllm")))).toEqual([out, 1]);
    expect(failureOf(() => finish(guidance(c, tensor([1]), 2))).code).toBe("Shape");
  });
});

describe("mirostat", () => {
  const options = { mu: 2, tau: 1.5, eta: 0.1, version: 2 } as const;

  it("2 keeps what has at most mu bits of surprise, and moves mu by η(surprise − τ)", () => {
    const z = tensor([3, 2, 1, 1].map((x) => x * Math.LN2 + 1));
    const step = finish(mirostat(z, { ...options, mu: 2.5 }, key));
    expect(numbers(step.logits).map((x) => x !== out)).toEqual([true, true, false, false]);
    const surprise = numbers(step.surprise)[0] as number;
    expect(surprise).toBeCloseTo(-Math.log2([2 / 3, 1 / 3][numbers(step.token)[0] as number] as number), 12);
    expect(numbers(step.mu)[0]).toBeCloseTo(2.5 - 0.1 * (surprise - 1.5), 12);
    expect(left(finishedLogits(z, { ...options, mu: 0.1 }))).toEqual([0]);
  });

  it("1 keeps the k that Zipf's law of exponent s gives", () => {
    const n = 50;
    const s = 1.5;
    const z = tensor(Array.from({ length: n }, (_, i) => -s * Math.log(i + 1)));
    const k = Math.floor((((s - 1) * 2 ** 3) / (1 - n ** -(s - 1))) ** (1 / s));
    expect(left(finishedLogits(z, { ...options, mu: 3, version: 1 }))).toHaveLength(k);
    expect(left(finishedLogits(tensor([1]), { ...options, version: 1 }))).toEqual([0]);
    expect(left(finishedLogits(tensor([out, out, 1, 2]), { ...options, mu: 50, version: 1 }))).toEqual([2, 3]);
  });

  it("has no token where there is no distribution", () => {
    const step = finish(mirostat(tensor([out, out]), options, key));
    expect(numbers(step.token)).toEqual([-1]);
    expect(numbers(step.mu)).toEqual([Number.NaN]);
  });

  function* finishedLogits(z: AnyTensor, given: Parameters<typeof mirostat>[1]): Steps<Tensor> {
    return (yield* mirostat(z, given, key)).logits;
  }
});

describe("adaptive-p", () => {
  it("is 5 − 10d²/(1 + d), d = |p − target|/0.3", () => {
    const given = numbers(finish(adaptiveP(four, 0.4, 0.9)));
    for (const [i, p] of [0.1, 0.2, 0.3, 0.4].entries()) {
      const d = Math.abs(p - 0.4) / 0.3;
      expect(given[i]).toBeCloseTo(5 - (10 * d * d) / (1 + d), 10);
    }
    expect(numbers(finish(adaptiveP(tensor([0, out]), 0.4, 0.9)))[1]).toBe(out);
  });

  it("has an EMA target over what was chosen", () => {
    // sum = 0.1 + 0.5·(0.4/0.5) = 0.5, weight = 1 + 0.5·2 = 2: the target is 0.8 − 0.25 = 0.55.
    expect(numbers(finish(adaptiveP(four, 0.4, 0.5, [0.1])))).toEqual(
      numbers(finish(adaptiveP(four, 0.55, 0))).map((x) => expect.closeTo(x, 10)),
    );
    expect(numbers(finish(adaptiveP(four, -1, 0.5)))).toEqual(numbers(four));
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
