import { describe, expect, it } from "vitest";
import { checkCells } from "../../../src/language/index.ts";
import type { Chart, Value } from "../../../src/model/index.ts";
import { failureOf, numbersOf, pointed, run } from "./run.ts";

const out = Number.NEGATIVE_INFINITY;

function numbers(source: string): number[] {
  return numbersOf(run(source));
}

function entriesOf(source: string): Readonly<Record<string, Value>> {
  const value = run(source);
  if (value.kind !== "object") throw new Error(`${value.kind} where an object was expected`);
  return value.entries;
}

function chartOf(source: string): Chart {
  const value = run(source);
  if (value.kind !== "chart") throw new Error(`${value.kind} where a chart was expected`);
  return value;
}

describe("a sampler in a cell", () => {
  it("takes its dialect and min_keep by keyword, and is transformers' where none is given", () => {
    expect(numbers("top_k([3, 1, 3], 1)")).toEqual([3, out, 3]);
    expect(numbers('top_k([3, 1, 3], 1, dialect = "llama.cpp")')).toEqual([3, out, out]);
    expect(numbers("top_p([3, 1, 2], 0.01, min_keep = 2)")).toEqual([3, out, 2]);
    expect(failureOf("top_p([1, 2], 1.5)").code).toBe("Domain");
    expect(failureOf('top_p([1, 2], 0.5, dialect = "tgi")').code).toBe("Type");
  });

  it("keeps names and dtype", () => {
    const value = run('top_k(float32(labels([1, 2, 3], ["a", "b", "c"])), 2)');
    expect(value).toMatchObject({ kind: "tensor", dtype: "float32", labels: ["a", "b", "c"] });
  });

  it("chains", () => {
    expect(numbers("temperature(top_k([1, 4, 2], 2), 2)")).toEqual([out, 2, 1]);
    expect(numbers("softmax(top_k([1, 1, 0], 2)) * 1")).toEqual([0.5, 0.5, 0]);
  });

  it("works in a sweep and a function of the user's", () => {
    expect(run("sweep(top_k([1, 2, 3], k), k = [1, 2])")).toMatchObject({ kind: "sweep", values: [1, 2] });
    expect(numbers("f(z, t) = bad_words(z, t, [[0, 1], [2]]); f([1, 1, 1], [2, 0])")).toEqual([1, out, out]);
  });

  it("draws the same again under the same seed", () => {
    expect(numbers("xtc([1, 1, 1], 0.3, 0.5, seed = 4)")).toEqual(numbers("xtc([1, 1, 1], 0.3, 0.5, seed = 4)"));
    expect(numbers("sample([0.5, 0.5], 50, seed = 4)")).toEqual(numbers("x = 1\nsample([0.5, 0.5], 50, seed = 4)"));
    expect(numbers("sample([0.5, 0.5], 50)")).not.toEqual(numbers("sample([0.5, 0.5], 50) # other"));
  });
});

describe("a list of lists", () => {
  it("may be ragged where one is asked for", () => {
    expect(numbers('bad_words([1, 1, 1, 1, 1], [4], [[1, 2, 3], [4, 0]], dialect = "vllm")')).toEqual([out, 1, 1, 1, 1]);
    expect(numbers('bad_words([1, 1, 1, 1, 1], [9 - 8, 2], words = [[1, 2, 3], [4, 0]], dialect = "vllm")')).toEqual([1, 1, 1, out, 1]);
    expect(numbers("dry([1, 1, 1, 1], [0, 1, 2, 0, 1], 1, breakers = [[3], [0, 2]])")).toEqual([1, 1, 0, 1]);
  });

  it("is a row of tokens for each row of logits, which may be empty", () => {
    expect(numbers("repetition_penalty([2, 4; 6, 8], [[0], []], 2)")).toEqual([1, 4, 6, 8]);
    expect(numbers("repetition_penalty([2, 4; 6, 8], [[0, 1], [1]], 2)")).toEqual([1, 2, 6, 4]);
    expect(numbers("repetition_penalty([2, 4; 6, 8], [[], []], 2)")).toEqual([2, 4, 6, 8]);
    expect(numbers("repetition_penalty([2, 4; 6, 8], [], 2)")).toEqual([2, 4, 6, 8]);
    expect(numbers("repetition_penalty([2, 4; 6, 8], [1], 2)")).toEqual([2, 2, 6, 4]);
    expect(numbers("t = [0; 1]; repetition_penalty([2, 4; 6, 8], t, 2)")).toEqual([1, 4, 6, 4]);
  });

  it("takes bare numbers as words of one token", () => {
    expect(numbers("bad_words([1, 1, 1, 1], [], [2, 3])")).toEqual([1, 1, out, out]);
    expect(numbers("bad_words([1, 1, 1, 1], [0, 0], [3, [0, 1]])")).toEqual([1, out, 1, out]);
  });

  it("stays mathjs's error anywhere else", () => {
    expect(failureOf("x = [[1, 2, 3], [4, 0]]").code).toBe("Shape");
    expect(failureOf("softmax([[1, 2, 3], [4, 0]])").code).toBe("Shape");
    expect(failureOf("bad_words([1, 1], [0], [1, 2; 1, 2, 3])").code).toBe("Syntax");
  });

  it("is pointed at where it does not fit", () => {
    expect(pointed('bad_words([1, 1], [0], [[1, 0], ["a"]])')).toBe('[[1, 0], ["a"]]');
    expect(failureOf("bad_words([1, 1], [0], [[1, 7], [1]])").code).toBe("Domain");
    expect(failureOf("dry([1, 1], [[[1], [0]]], 1)").code).toBe("Shape");
    expect(checkCells([{ source: "bad_words([1, 1], [0], [[1], [0, unknown]])" }])).toMatchObject([{ failure: { code: "UnknownName" } }]);
  });
});

describe("decode", () => {
  const cell = "decode([2, 1, 0.5, -1, -3], top_k = 4, top_p = 0.9, temperature = 0.5)";

  it("shows stage by stage who survives where", () => {
    const chart = chartOf(cell);
    expect(chart.sentence).toBe("decode: 5 entries; top_k leaves 4, top_p leaves 3, temperature leaves 3; largest p 0.8438");
    const { values } = chart.spec.data as { values: { stage: string; entry: string; p: number }[] };
    expect(values.filter(({ stage }) => stage === "1. top_k").map(({ entry }) => entry)).toEqual(["0", "1", "2", "3"]);
    expect(values.filter(({ stage }) => stage === "3. temperature").reduce((sum, { p }) => sum + p, 0)).toBeCloseTo(1, 12);
  });

  it("has fields, the same as the samplers give one by one", () => {
    expect(numbers(`c = ${cell}\nc.kept`)).toEqual([5, 4, 3, 3]);
    expect(numbers(`c = ${cell}\nc.logits`)).toEqual([4, 2, 1, out, out]);
    expect(numbers(`c = ${cell}\nc.by_stage[2, :]`)).toEqual([2, 1, 0.5, -1, out]);
    expect(run(`c = ${cell}\nc.stages[2]`)).toEqual({ kind: "string", value: "top_k" });
    expect(numbers(`c = ${cell}\nc.entropy[1] - entropy(softmax([2, 1, 0.5, -1, -3]))`)[0]).toBeCloseTo(0, 12);
    expect(numbers(`c = ${cell}\nsum(c.p)`)[0]).toBeCloseTo(1, 12);
  });

  it("goes by the dialect's own order, or by the order given", () => {
    const stages = (more: string): unknown => chartOf(`decode([2, 1, 0], top_p = 0.9, temperature = 2${more})`).fields?.stages;
    const named = (...names: string[]): unknown => ({ kind: "list", items: names.map((value) => ({ kind: "string", value })) });
    expect(stages("")).toEqual(named("logits", "top_p", "temperature"));
    expect(stages(', dialect = "hf"')).toEqual(named("logits", "temperature", "top_p"));
    expect(stages(', order = ["temperature", "top_p"]')).toEqual(named("logits", "temperature", "top_p"));
    expect(stages(', order = ["top_p", "temperature", "top_p"]')).toEqual(named("logits", "top_p", "temperature", "top_p"));
  });

  it("gives a stage its arguments as a number, a list, an object, or none", () => {
    expect(numbers("decode([4, 2], tokens = [0], penalties = [2, 0.5]).logits")).toEqual([1.5, 2]);
    expect(numbers("decode([4, 2], tokens = [0], penalties = {frequency: 0.5}).logits")).toEqual([3.5, 2]);
    expect(numbers("decode([4, 2], logit_bias = {tokens: [1], bias: 5}).logits")).toEqual([4, 7]);
    expect(numbers("decode([4, 0], p_less = true).logits")).toEqual([4, out]);
    expect(numbers('decode([1, 1, 1, 1], dialect = "hf", tokens = [1, 2], bad_words = [[1, 2, 3], [0]]).logits')).toEqual([out, 1, 1, 1]);
    expect(numbers("decode([1, 1, 1, 1], tokens = [0, 1, 2], bad_words = [[1, 2, 3], [0]]).logits")).toEqual([out, 1, 1, out]);
    expect(numbers("decode([4, 2]).kept")).toEqual([2]);
  });

  it("works on rows; the chart shows the first", () => {
    expect(numbers("decode([2, 1; 0, 3; 1, 1], top_k = 1).kept")).toEqual([2, 2, 2, 1, 1, 1]);
    expect(numbers("decode([2, 1; 2, 1], tokens = [[0], []], repetition_penalty = 4).logits")).toEqual([0.5, 1, 2, 1]);
  });

  it("shows a NaN, takes an infinity, and no entries", () => {
    expect(chartOf("decode([NaN, 1], top_k = 1)").sentence).toBe("decode: 2 entries; top_k leaves 2; largest p NaN");
    expect(chartOf("decode([Infinity, 1], top_p = 0.5)").sentence).toBe("decode: 2 entries; top_p leaves 2; largest p NaN");
    expect(numbers("decode([], top_p = 0.5).kept")).toEqual([0, 0]);
    expect(numbers("decode([-Infinity, -Infinity], top_k = 1).kept")).toEqual([0, 0]);
  });

  it("draws the largest entries of a long row only", () => {
    const chart = chartOf("decode(linspace(0, 1, 5000), top_k = 4500, top_p = 0.9, temperature = 0.5)");
    const { values } = chart.spec.data as { values: unknown[] };
    expect(values).toHaveLength(4 * 40);
  });

  it("points at what it does not know or lacks", () => {
    expect(failureOf("decode([1, 2], top_q = 1)")).toMatchObject({ code: "UnknownKeyword", suggestion: "top_k" });
    expect(pointed("decode([1, 2], top_q = 1)")).toBe("top_q");
    expect(pointed('decode([1, 2], order = ["top_kk"])')).toBe('["top_kk"]');
    expect(failureOf('decode([1, 2], order = ["top_k"])').code).toBe("Arity");
    expect(pointed('decode([1, 2], order = ["top_k"], top_k = 1, top_p = 0.5)')).toBe("0.5");
    expect(failureOf("decode([1, 2], penalties = {repeats: 1})").code).toBe("UnknownKeyword");
    expect(failureOf("decode([1, 2], top_h = 3)").code).toBe("Domain");
    expect(pointed("decode([1, 2], top_h = 3)")).toBe("3");
  });
});

describe("draws in a cell", () => {
  it("give an index, or n of them", () => {
    expect(run("sample([0, 1])")).toEqual({ kind: "number", value: 1 });
    expect(run("sample(softmax([0, 100; 100, 0]), seed = 1)")).toMatchObject({ shape: [2] });
    expect(numbers("sample([0, 1, 1], 2, replacement = false)").sort()).toEqual([1, 2]);
    expect(failureOf("sample(softmax([0, 1; 1, 0], dim = 0))").code).toBe("Shape");
  });

  it("of Gumbel's kinds keep what they are", () => {
    expect(run("gumbel_softmax([1, 2, 3], seed = 1)").kind).toBe("distribution");
    expect(numbers("gumbel_softmax([1, 2, 3], hard = true, noise = [5, 0, 0])")).toEqual([1, 0, 0]);
    expect(run("gumbel_noise([2, 3], seed = 1)")).toMatchObject({ shape: [2, 3] });
    expect(run("gumbel_top_k([1, 2, 3], 2, seed = 1)")).toMatchObject({ shape: [2], dtype: "int32" });
    expect(numbers("plackett_luce([0.2, 0.3, 0.5], [2, 0])")[0]).toBeCloseTo(0.2, 12);
  });

  it("speculative gives accept, residual and rate; an empty draft the bonus token", () => {
    const { accept, residual, rate } = entriesOf("speculative([0.5, 0.5], [0.25, 0.75])");
    expect(rate).toEqual({ kind: "number", value: 0.75 });
    expect([accept, residual].map((x) => x && numbersOf(x))).toEqual([
      [1, 0.5 / 0.75],
      [0.25, 0],
    ]);
    expect(numbers("speculative_verify([], [0, 1], [])")).toEqual([1]);
    expect(numbers("speculative_verify([1], [0, 1; 1, 0], [0, 1])")).toEqual([1, 0]);
  });

  it("mirostat goes on from its mu", () => {
    const { mu, token, surprise } = entriesOf("mirostat([1, 2, 3], 4, 2, 0.1, seed = 1)");
    expect([token?.kind, surprise?.kind]).toEqual(["number", "number"]);
    expect(mu && numbersOf(mu)[0]).toBeCloseTo(4 - 0.1 * ((surprise ? (numbersOf(surprise)[0] ?? 0) : 0) - 2), 12);
    expect(failureOf("mirostat([1, 2], 1, 1, 1, version = 3)").code).toBe("Domain");
  });
});
