import { describe, expect, it } from "vitest";
import { vocabulary } from "../../../src/language/index.ts";
import { FailureError } from "../../../src/model/index.ts";
import { callWith, exampleArguments } from "./calls.ts";
import { expectFigures } from "./figures.ts";
import { failureOf, pointed, run, runRaw } from "./run.ts";

/** Values of wrong kinds, of wrong shapes and outside of every range; each function takes some of them and refuses the others. */
const VALUES = '"text"|5 cm|{u: 1}|1 + 2i|[[1, 2], [3, 4]]|[[[1, 2]]]|NaN|Infinity|-1.5|1e9|[]|[-1, 0.5, NaN]|null|99'.split("|");

/** load reads a file, and grad takes a name. */
const APART = new Set(["load", "save", "grad"]);

/** What no message may hold: words of JavaScript or of mathjs's own checks. */
const RAW = /undefined|is not a function|Cannot |\[object|Unexpected|typed-function|NaN NaN/;

describe("a wrong argument is refused in words that name a parameter, at an argument", () => {
  const entries = vocabulary.filter(({ name }) => !APART.has(name));
  it.each(entries.map((entry) => [entry.name, entry] as const))("%s", (_, entry) => {
    const example = exampleArguments(entry);
    for (const { name } of entry.parameters) {
      for (const value of VALUES) {
        const given = new Map(example).set(name, value);
        const cell = callWith(entry, given);
        const failure = refusal(cell);
        if (!failure) continue;
        expect(failure.message, cell).not.toMatch(RAW);
        const named = entry.parameters.filter((parameter) => new RegExp(`\\b${parameter.name}\\b`).test(failure.message));
        expect(
          named.map((parameter) => parameter.name),
          `${cell}: ${failure.message}`,
        ).not.toEqual([]);
        const at = cell.slice(failure.span?.start ?? 0, failure.span?.end ?? 0);
        const places = [...given.values(), ...(named.some((parameter) => !given.has(parameter.name)) ? [cell] : [])];
        expect(places, `${cell}: ${failure.message}`).toContain(at);
        if (failure.code === "Type") expect([failure.message.includes(name), at], `${cell}: ${failure.message}`).toEqual([true, value]);
      }
    }
  });
});

function refusal(cell: string): FailureError["failure"] | undefined {
  try {
    runRaw(cell);
    return undefined;
  } catch (error) {
    if (error instanceof FailureError) return error.failure;
    throw error;
  }
}

/** Mistakes that people make: the code, and the text that is pointed at. */
const MISTAKES: readonly (readonly [string, string, string])[] = [
  ["softmax()", "Arity", "softmax()"],
  ["softmax([1], 1, 0, none, 5)", "Arity", "5"],
  ["softmax([1], tau = 1, tau = 2)", "Arity", "tau"],
  ["softmax([1], temp = 2)", "UnknownKeyword", "temp"],
  ["logaddexp([1, 2, 3], [1, 2])", "Shape", "[1, 2]"],
  ["softmax([1, 2], dim = 1)", "Shape", "1"],
  ["softmax([1, 2], mask = [true, false, true])", "Shape", "[true, false, true]"],
  ["cross_entropy([1, 2, 3], 3)", "Domain", "3"],
  ["cross_entropy([1, 2; 3, 4], [0, 2])", "Domain", "[0, 2]"],
  ["cross_entropy([1, 2; 3, 4], [0, 1, 1])", "Shape", "[0, 1, 1]"],
  ["cross_entropy([1, 2, 3], 0, label_smoothing = 2)", "Domain", "2"],
  ["cross_entropy([1, 2, 3], 0, weight = [1, 2])", "Shape", "[1, 2]"],
  ['cross_entropy([1, 2, 3], 0, reduction = "max")', "Type", '"max"'],
  ["sample([0.5, -0.5, 1])", "Domain", "[0.5, -0.5, 1]"],
  ["sample([0, 0])", "Domain", "[0, 0]"],
  ["sample([0, 1], 2, replacement = false)", "Domain", "2"],
  ["brier([1.5, 0], [1, 0])", "Domain", "[1.5, 0]"],
  ["ece([1.5, 0], [1, 0])", "Domain", "[1.5, 0]"],
  ['top_p([1, 2], 1.5, dialect = "hf")', "Domain", "1.5"],
  ['top_k([1, 2], 0, dialect = "hf")', "Domain", "0"],
  ["softmax([1, 2], tau = -1)", "Domain", "-1"],
  ["boltzmann([1, 2], -1)", "Domain", "-1"],
  ["entmax([1, 2], alpha = 0.5)", "Domain", "0.5"],
  ["renyi_entropy([0.5, 0.5], -1)", "Domain", "-1"],
  ["one_hot(3, 3)", "Domain", "3"],
  ["attention([1, 2], [1, 2], [1, 2])", "Shape", "[1, 2]"],
  ["penalties([1, 2], [5], repeat = 2)", "Domain", "[5]"],
  ["topk([1, 2], 3)", "Domain", "3"],
  ["stack([])", "Shape", "[]"],
  ["slider(1, 0)", "Domain", "1"],
  ["plackett_luce([-0.5, 1.5], [0])", "Domain", "[-0.5, 1.5]"],
  ["speculative([0.5, 0.5], [-0.5, 1.5])", "Domain", "[-0.5, 1.5]"],
  ["effective_support([-1, 2])", "Domain", "[-1, 2]"],
  ["renyi_entropy([0.5, -0.5], 2)", "Domain", "[0.5, -0.5]"],
  ["renyi_entropy([1.5, -0.5], 1)", "Domain", "[1.5, -0.5]"],
  ["hellinger([-1, 2], [0.5, 0.5])", "Domain", "[-1, 2]"],
  ["js_divergence([0.5, 0.5], [-1, 2])", "Domain", "[-1, 2]"],
  ["kl_divergence([-1, 2], [0.5, 0.5])", "Domain", "[-1, 2]"],
  ["total_variation([0.5, 0.5], [-1, 2])", "Domain", "[-1, 2]"],
  ["cross_entropy([0, 0], [-0.5, 1.5])", "Domain", "[-0.5, 1.5]"],
  ["cross_entropy([0, 0], [0.5, 0.2])", "Domain", "[0.5, 0.2]"],
  ["sum(tensor([1, 2; 3, 4]), 0)", "Shape", "sum(tensor([1, 2; 3, 4]), 0)"],
  ["spline([0, 2, 1], [0, 1, 2], [0.5])", "Domain", "[0, 2, 1]"],
  ["spline([0], [0], [0.5])", "Domain", "[0]"],
];

describe("a mistake that people make", () => {
  it.each(MISTAKES)("%s is an error of code %s at %s", (cell, code, at) => {
    expect([failureOf(cell).code, pointed(cell)], failureOf(cell).message).toEqual([code, at]);
  });

  it.each([
    ["effective_support([-1, 2])", "p must be 0 or more, got -1"],
    ["speculative([0.5, 0.5], [-0.5, 1.5])", "q must be 0 or more, got -0.5"],
    ["cross_entropy([0, 0], [0.5, 0.2])", "target must be probabilities that sum to 1 over the classes, got a sum of 0.7"],
    ["sum(tensor([1, 2; 3, 4]), 0)", "it must be from 1 to 2, got 0"],
    ["sum(tensor([1, 2; 3, 4]), 3)", "it must be from 1 to 2, got 3"],
    ["topk([1, 2], 1.5)", "a whole number expected, got 1.5"],
    ["spline([0, 2, 1], [0, 1, 2], [0.5])", "x must rise from point to point, got 1 after 2"],
  ])("%s says: %s", (cell, words) => {
    expect(failureOf(cell).message).toContain(words);
  });

  it.each([
    ["tensor(zeros(0, 2))", [0, 2]],
    ["softmax(zeros(0, 2)) .* 1", [0, 2]],
    ["logsumexp(zeros(0, 2), dim = 0)", [2]],
    ['cross_entropy(zeros(0, 3), [], reduction = "none")', [0]],
    ["tensor(zeros(2, 0))", [2, 0]],
  ])("%s keeps the axes of an empty matrix: %j", (cell, shape) => {
    expect(run(cell)).toMatchObject({ kind: "tensor", shape });
  });

  /** Odd input that has a documented value. */
  it.each([
    ["softmax([]) .* 1", []],
    ["logsumexp([])", [-Infinity]],
    ["softmax([NaN, 1]) .* 1", [Number.NaN, Number.NaN]],
    ["logsumexp([Infinity, 0])", [Infinity]],
    ["cross_entropy([1, 2; 3, 4], [-100, -100])", [Number.NaN]],
    ['cross_entropy([1, 2; 3, 4], [-100, -100], reduction = "sum")', [0]],
    ["softargmax([])", [Number.NaN]],
    ["boltzmann_operator([])", [Number.NaN]],
    ["mellowmax([])", [Number.NaN]],
    ["mellowmax(full([2, 0], 1))", [Number.NaN, Number.NaN]],
    ["effective_support([0.5, NaN])", [Number.NaN]],
    ["entropy([2, 2])", [Math.LN2]],
    ["rel_entr(-1, 1)", [Infinity]],
    ['top_k([1, 2], 0, dialect = "llama.cpp")', [1, 2]],
    ["entropy([0.5, -0.5, 1])", [-Infinity]],
    ["clip([1, 2], 3, 0)", [0, 0]],
  ])("%s gives %j", (cell, expected) => {
    expectFigures(cell, expected);
  });
});
