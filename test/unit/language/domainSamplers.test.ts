import { describe, expect, it } from "vitest";
import { expectFigures } from "./figures.ts";
import { failureOf, numbersOf, pointed, run } from "./run.ts";

const out = Number.NEGATIVE_INFINITY;
const LN2 = Math.LN2;
/** Probabilities 0.5, 0.25, 0.125, 0.125, which every precision holds exactly. */
const HALVES = "[3, 2, 1, 1] .* log(2)";
const FOUR = "log([0.4, 0.3, 0.2, 0.1])";

const survivors = (cell: string): number[] => {
  const got = numbersOf(run(cell));
  return [...got.keys()].filter((i) => got[i] !== out);
};

/** Row of the table, cell, who is left. */
const LEFT: readonly (readonly [string, string, readonly number[]])[] = [
  ["temperature: T ≤ 0 is greedy in llama.cpp", 'temperature([1, 3, 3], 0, dialect = "llama.cpp")', [1]],
  ["temperature: T ≤ 0 is greedy in llama.cpp", 'temperature([1, 3, 3], -1, dialect = "llama.cpp")', [1]],
  ["temperature: below 1e-5 greedy in vLLM", 'temperature([1, 3, 3], 1e-6, dialect = "vllm")', [1]],
  ["top-k: HF keeps ties", 'top_k([1, 3, 2, 3, 3], 2, dialect = "hf")', [1, 3, 4]],
  ["top-k: vLLM keeps ties", 'top_k([1, 3, 2, 3, 3], 2, dialect = "vllm")', [1, 3, 4]],
  ["top-k: llama.cpp exactly k", 'top_k([1, 3, 2, 3, 3], 2, dialect = "llama.cpp")', [1, 3]],
  ["top-k: k ≤ 0 is a no-op in llama.cpp", 'top_k([1, 3, 2], 0, dialect = "llama.cpp")', [0, 1, 2]],
  ["top-p: llama.cpp takes the smallest set ≥ p", `top_p(${HALVES}, 0.75, dialect = "llama.cpp")`, [0, 1]],
  ["top-p: llama.cpp takes the smallest set ≥ p", `top_p(${HALVES}, 0.76, dialect = "llama.cpp")`, [0, 1, 2]],
  ["top-p: HF drops ascending cumulative ≤ 1 − p", `top_p(${HALVES}, 0.75, dialect = "hf")`, [0, 1]],
  ["top-p: HF drops ascending cumulative ≤ 1 − p", `top_p(${HALVES}, 0.76, dialect = "hf")`, [0, 1, 2]],
  ["top-p: vLLM drops ascending cumulative ≤ 1 − p", `top_p(${HALVES}, 0.74, dialect = "vllm")`, [0, 1]],
  ["top-p: 1 removes nothing, 0 leaves one", `top_p(${FOUR}, 1)`, [0, 1, 2, 3]],
  ["top-p: 1 removes nothing, 0 leaves one", `top_p(${FOUR}, 0)`, [0]],
  ["top-p: min_keep", `top_p(${FOUR}, 0.1, min_keep = 3)`, [0, 1, 2]],
  ["min-p: p ≥ min_p·p_max", `min_p(${HALVES}, 0.5, dialect = "hf")`, [0, 1]],
  ["min-p: p ≥ min_p·p_max", `min_p(${HALVES}, 0.5, dialect = "llama.cpp")`, [0, 1]],
  ["min-p: p ≥ min_p·p_max", `min_p(${HALVES}, 0.25, dialect = "vllm")`, [0, 1, 2, 3]],
  ["min-p: llama.cpp leaves one for p > 1", `min_p(${HALVES}, 1.5, dialect = "llama.cpp")`, [0]],
  // H = 1.75 log 2; distances 0.75, 0.25, 1.25, 1.25 times log 2.
  ["typical: HF stops at a mass of at least p", `typical_p(${HALVES}, 0.25, dialect = "hf")`, [1]],
  ["typical: llama.cpp stops at > p", `typical_p(${HALVES}, 0.25, dialect = "llama.cpp")`, [0, 1]],
  ["epsilon: p ≥ ε", `epsilon_cutoff(${HALVES}, 0.25)`, [0, 1]],
  // min(0.25, 0.5·e^−H) = 0.5·2^−1.75 = 0.1487
  ["eta: p ≥ min(ε, √ε·e^−H)", `eta_cutoff(${HALVES}, 0.25)`, [0, 1]],
  // Running entropies over H: 0.2857, 0.5714, 0.7857, 1.
  ["top-h: cumulative entropy ≤ α·H", `top_h(${HALVES}, 0.58)`, [0, 1]],
  ["top-h: over the top 100", "top_h(zeros(1, 150)[1, :] + linspace(1, 0, 150) .* 1e-9, 1)", Array.from({ length: 100 }, (_, i) => i)],
  // σ of 1, 2, 3, 8 is 2.6926.
  ["top-nσ: z ≥ max − nσ, population σ", "top_n_sigma([1, 2, 3, 8], 1.85)", [3]],
  ["top-nσ: z ≥ max − nσ, population σ", "top_n_sigma([1, 2, 3, 8], 1.86)", [2, 3]],
  ["top-nσ: σ over finite logits", "top_n_sigma([1, 2, 3, 8, -Infinity], 1.86)", [2, 3]],
  ["top-nσ: n ≤ 0 is a no-op", "top_n_sigma([1, 2, 3, 8], 0)", [0, 1, 2, 3]],
  ["XTC: all p ≥ t but the least likely of them", `xtc(${FOUR}, 0.15)`, [2, 3]],
  ["XTC: off if t > 0.5", `xtc(${FOUR}, 0.51)`, [0, 1, 2, 3]],
  ["XTC: min_keep", `xtc(${FOUR}, 0.15, min_keep = 3)`, [0, 1, 2, 3]],
  // Σp² of 0.4, 0.3, 0.2, 0.1 is 0.3.
  ["p-less: p ≥ Σp²", `p_less(${FOUR})`, [0, 1]],
  ["no-repeat n-gram: masks what would complete one", "no_repeat_ngram([1, 1, 1], [0, 1, 2, 0, 1], 3)", [0, 1]],
  ["bad words: mask their last token", "bad_words([1, 1, 1, 1, 1], [0, 1, 2], [[1, 2, 3], [4]])", [0, 1, 2]],
];

describe("a row of the table of samplers: who is left", () => {
  it.each(LEFT)("%s: %s", (_, cell, expected) => expect(survivors(cell)).toEqual(expected));
});

/** Row of the table, cell, logits. */
const LOGITS: readonly (readonly [string, string, readonly number[]])[] = [
  ["temperature: z/T", "temperature([1, -2, -Infinity], 0.5)", [2, -4, out]],
  ["typical: llama.cpp does not renormalise", `typical_p(${HALVES}, 0.5, dialect = "llama.cpp")`, [3 * LN2, 2 * LN2, out, out]],
  // T = min + (max − min)·(H / ln n)^exponent: of equals H = ln n.
  ["dynamic temperature", "dynatemp([1, 1], 1, 0.5)", [1 / 1.5, 1 / 1.5]],
  ["dynamic temperature: delta ≤ 0 is plain", "dynatemp([1, 2], 2, 0)", [0.5, 1]],
  // The repeat 0 1 2 prolonged by 3: 3 tokens, 0.8·1.75^(3 − 2).
  ["DRY: multiplier·base^(len − allowed)", "dry([1, 1, 1, 1], [0, 1, 2, 3, 0, 1, 2], 0.8)", [1, 1, 1, 1 - 0.8 * 1.75]],
  ["DRY: sequence breakers", "dry([1, 1, 1, 1], [0, 1, 2, 3, 0, 1, 2], 0.8, breakers = [1])", [1, 1, 1, 1]],
  ["adaptive-p: 5 − 10d²/(1 + d), d = |p − target| / 0.3", "adaptive_p(log([0.5, 0.5]), 0.2, 0.9)", [0, 0]],
  ["repetition: z > 0 divide, else multiply", "repetition_penalty([-1, 2, 3], [0, 1, 1], 2)", [-2, 1, 3]],
  [
    "frequency and presence: count·freq + presence",
    "penalties([1, -2, 3], [2, 2, 1], repeat = 2, frequency = 0.1, presence = 0.5)",
    [1, -4.6, 0.8],
  ],
  ["forced tokens: a bias of −inf masks", "logit_bias([1, 2, 3], [0, 2], -Infinity)", [out, 2, out]],
];

describe("a row of the table of samplers: logits", () => {
  it.each(LOGITS)("%s: %s", (_, cell, expected) => expectFigures(cell, expected));

  it("mirostat: μ₀ = 2τ; μ −= η(surprise − τ), in bits", () => {
    // Of two equals the surprise is 1 bit; of one entry left, 0.
    expectFigures("mirostat([1, 1], 2, 1, 0.1, seed = 1).surprise", [1]);
    expectFigures("mirostat([1, 1], 2, 1.5, 0.1, seed = 1).mu", [2 - 0.1 * (1 - 1.5)]);
    expectFigures("mirostat([9, 1, 1], 0.5, 1, 0.1, seed = 1).token", [0]);
    expectFigures("mirostat([9, 1, 1], 0.5, 1, 0.1, version = 1, seed = 1).mu", [0.5 + 0.1]);
  });
});

/** What transformers refuses. */
const REFUSED: readonly (readonly [string, string])[] = [
  ["temperature([1, 2], 0)", "0"],
  ["top_k([1, 2], 0)", "0"],
  ["top_k([1, 2], -3)", "-3"],
  ["top_p([1, 2], 1.1)", "1.1"],
  ["top_p([1, 2], -0.1)", "-0.1"],
  ["min_p([1, 2], 1.1)", "1.1"],
  ["typical_p([1, 2], 1)", "1"],
  ["typical_p([1, 2], 0)", "0"],
  ["epsilon_cutoff([1, 2], 0)", "0"],
  ["epsilon_cutoff([1, 2], 1)", "1"],
  ["eta_cutoff([1, 2], 1)", "1"],
  ["top_h([1, 2], 0)", "0"],
  ["top_h([1, 2], 1.5)", "1.5"],
  ["repetition_penalty([1, 2], [0], 0)", "0"],
  ["no_repeat_ngram([1, 2], [0], 0)", "0"],
  ["bad_words([1, 2], [0], [])", "[]"],
  ["top_k([1, 2], 1, min_keep = 0)", "0"],
];

describe("hf's parameter ranges are errors", () => {
  it.each(REFUSED)("%s", (cell, at) => {
    expect(failureOf(cell).code).toBe("Domain");
    expect(pointed(cell)).toBe(at);
  });
});

describe("thresholds and cumulative mass", () => {
  it("are compared in float32 by hf and llama.cpp, in float64 by vllm", () => {
    // The float32 nearest to 0.3 lies above it: as a threshold it removes a probability of 0.3 that float64 keeps.
    const z = "log([0.7, 0.3])";
    expect(survivors(`epsilon_cutoff(${z}, 0.30000000001)`)).toEqual([0, 1]);
    expect(survivors(`epsilon_cutoff(${z}, 0.30000000001, dialect = "vllm")`)).toEqual([0]);
    expect(survivors(`min_p(log([0.5, 0.25, 0.25]), 0.50000000001, dialect = "hf")`)).toEqual([0, 1, 2]);
    expect(survivors(`min_p(log([0.5, 0.25, 0.25]), 0.50000000001, dialect = "vllm")`)).toEqual([0]);
  });

  it("llama.cpp's default order puts temperature last, hf's first", () => {
    const stages = (dialect: string): unknown =>
      run(`decode([2, 1, 0], temperature = 2, top_k = 2, top_p = 0.9, dialect = "${dialect}").stages`);
    const named = (names: string[]): unknown => ({ kind: "list", items: names.map((value) => ({ kind: "string", value })) });
    expect(stages("llama.cpp")).toMatchObject(named(["logits", "top_k", "top_p", "temperature"]) as object);
    expect(stages("hf")).toMatchObject(named(["logits", "temperature", "top_k", "top_p"]) as object);
  });
});
