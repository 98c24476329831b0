import { describe, expect, it } from "vitest";
import { present } from "../../../src/language/index.ts";
import { run } from "./run.ts";

describe("a value leaves the language as plain data", () => {
  it.each([
    ["1.5", { kind: "number", value: 1.5 }],
    ["0/0", { kind: "number", value: Number.NaN }],
    ["true", { kind: "boolean", value: true }],
    ['"abc"', { kind: "string", value: "abc" }],
    ["null", { kind: "null" }],
    ["undefined", { kind: "null" }],
    ["1 + 2i", { kind: "complex", re: 1, im: 2, text: "1 + 2i" }],
    ["[]", { kind: "tensor", dtype: "float64", shape: [0] }],
    ["zeros(2, 0)", { kind: "tensor", shape: [2, 0] }],
    ["[1, 2; 3, 4]", { kind: "tensor", dtype: "float64", shape: [2, 2], data: Float64Array.of(1, 2, 3, 4) }],
    ["size([1, 2; 3, 4])", { kind: "tensor", shape: [2], data: Float64Array.of(2, 2) }],
    ["1:3", { kind: "tensor", shape: [3] }],
    [
      '["a", 1]',
      {
        kind: "list",
        items: [
          { kind: "string", value: "a" },
          { kind: "number", value: 1 },
        ],
      },
    ],
    [
      "[true, false]",
      {
        kind: "list",
        items: [
          { kind: "boolean", value: true },
          { kind: "boolean", value: false },
        ],
      },
    ],
    ["[1, i]", { kind: "list" }],
    // mathjs can neither copy nor write what a list of objects of ours holds.
    ["[thermo([0, 1], 1)]", { kind: "list", items: [{ kind: "object", entries: { F: { kind: "number" }, p: { kind: "distribution" } } }] }],
    ["map([1, 2], f(x) = topk([0, x], 1))", { kind: "list", items: [{ kind: "object" }, { kind: "object" }] }],
    ["{a: 1, b: [1]}", { kind: "object", entries: { a: { kind: "number", value: 1 }, b: { kind: "tensor" } } }],
    ["bignumber(1) / 3", { kind: "other", text: expect.stringMatching(/^0\.3333/) }],
    ["fraction(1, 3)", { kind: "other", text: expect.stringMatching(/0\.\(3\)|1\/3/) }],
    ["5 cm", { kind: "other", text: "5 cm" }],
    ["f(x) = x", { kind: "other", text: expect.stringContaining("f(x)") }],
    ["sin", { kind: "other", text: expect.any(String) }],
    ["sparse([1, 0; 0, 1])", { kind: "tensor", shape: [2, 2] }],
    ["[softmax([1, 2]), 3]", { kind: "list", items: [{ kind: "distribution" }, { kind: "number", value: 3 }] }],
    ['{kind: "chart", spec: {}}', { kind: "object" }],
    ['{kind: "tensor", shape: [1], data: [1], dtype: "float64"}', { kind: "object" }],
    ["tensor(3)", { kind: "tensor", shape: [] }],
    ["logsumexp([0, 0])", { kind: "number", value: Math.log(2) }],
  ])("%s", (source, expected) => expect(run(source)).toMatchObject(expected));

  it("gives its text for what has no form of its own", () => {
    expect(present(new Date(0))).toMatchObject({ kind: "other" });
    expect(present(Symbol("s"))).toMatchObject({ kind: "other" });
    expect(present(10n)).toEqual({ kind: "other", text: "10" });
  });
});
