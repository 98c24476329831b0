import { describe, expect, it } from "vitest";
import {
  adaptiveP,
  badWords,
  dry,
  guidance,
  logitBias,
  mirostat,
  noRepeatNgram,
  penalties,
  repetitionPenalty,
  xtc,
} from "../../../src/engine/index.ts";
import { type AnyTensor, finish, type Steps, type Tensor } from "../../../src/model/index.ts";
import { four, key, left, out } from "./decodingGiven.ts";
import { failureOf, numbers, tensor } from "./given.ts";

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
