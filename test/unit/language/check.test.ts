import { describe, expect, it } from "vitest";
import { checkCells } from "../../../src/language/index.ts";

/** Cell, code and the text that is pointed at, of every failure. */
function check(...sources: string[]): string[] {
  return checkCells(sources.map((source) => ({ source }))).map(({ cell, failure }) => {
    const { span } = failure;
    return `${cell} ${failure.code} ${span ? sources[cell]?.slice(span.start, span.end) : ""}`.trim();
  });
}

describe("a notebook is checked before it runs", () => {
  it.each([
    [["z = [1, 2, 3]", "softmax(z)"]],
    [["softmax(z)", "z = [1, 2, 3]"]],
    [["map([1, 2], x ^ 2)", "filter([1, 2], y > 1)"]],
    [["sweep(softmax([1, 2], tau = t), t = [1, 2])"]],
    [["f(x) = x * scale", "scale = 3", "f(2)"]],
    [["5 cm to inch", "3 in", "pi", "sin"]],
    [["a = [1, 2]; a[end]", "softmax([1], mask = none, tau = inf)"]],
    [["softmax(x) = x\nsoftmax(1)"]],
    [["g(x) = (h(y) = x + y)", "g(1)(2)"]],
    [["sqrt(q = 4)\nq"]],
  ])("finds nothing wrong with %j", (sources) => expect(check(...sources)).toEqual([]));

  it("points at an unknown name, and names the nearest", () => {
    expect(check("1 + sotfmax([1, 2])")).toEqual(["0 UnknownName sotfmax"]);
    expect(checkCells([{ source: "sotfmax([1])" }])[0]?.failure.suggestion).toBe("softmax");
  });

  it("blames no cell for a name that another is about to define", () => {
    const syntax = (...sources: string[]) => check(...sources).map((line) => line.split(" ").slice(0, 2).join(" "));
    expect(syntax("softmax([1, 2], tau = warmth)", "warmth = ")).toEqual(["1 Syntax"]);
    expect(syntax("a = 1; logit = (\nscale(x) = 2 *", "scale(3) + logit + a")).toEqual(["0 Syntax"]);
    expect(syntax("warmth == ", "warmth")).toEqual(["0 Syntax", "1 UnknownName"]);
  });

  it("points at an unknown keyword", () => expect(check("softmax([1], temp = 2)")).toEqual(["0 UnknownKeyword temp"]));

  it("points at an argument too many, and at a call with too few", () => {
    expect(check("sigmoid(1, 2)")).toEqual(["0 Arity 2"]);
    expect(check("linspace(1, 2)")).toEqual(["0 Arity linspace(1, 2)"]);
  });

  it("says a closed name is closed", () => expect(check('evaluate("1 + 1")')).toEqual(["0 Forbidden evaluate"]));

  it("points at the name in both cells that define it", () => {
    expect(check("x = 1", "y = 2", "1; x = 3")).toEqual(["0 Duplicate x", "2 Duplicate x"]);
    expect(check("A = [1, 2]", "A[1] = 5")).toEqual(["0 Duplicate A", "1 Duplicate A"]);
    expect(check("f(x) = x", "f(x) = 2 x")).toEqual(["0 Duplicate f", "1 Duplicate f"]);
  });

  it("allows a name to be defined twice in one cell", () => expect(check("x = 1; x = x + 1")).toEqual([]));

  it("points at cells that need each other", () => {
    expect(check("a = b + 1", "b = a + 1", "c = a")).toEqual(["0 Cycle a = b + 1", "1 Cycle b = a + 1"]);
    expect(check("f(x) = g(x)", "g(x) = f(x)")).toHaveLength(2);
    expect(check("a = b", "b = c", "c = a")).toHaveLength(3);
  });

  it("says where the syntax breaks, and checks the statements before it", () => {
    expect(check("foo\n1 + * 2")).toEqual(["0 UnknownName foo", "0 Syntax *"]);
  });
});

describe("what is wrong before a cell runs", () => {
  const codes = (...texts: readonly string[]) => checkCells(texts.map((source) => ({ source }))).map(({ failure }) => failure.code);
  const spanned = (source: string) => checkCells([{ source }]).map(({ failure: { span } }) => span && source.slice(span.start, span.end));

  it("is a literal that a parameter refuses", () => {
    expect(codes("softmax([1, 2], tau = -1)")).toEqual(["Domain"]);
    expect(codes("softmax([1, 2], tau = 0)")).toEqual([]);
    expect(codes('top_k([1], 1, dialect = "torch")')).toEqual(["Type"]);
    expect(spanned('top_k([1], 1, dialect = "torch")')).toEqual(['"torch"']);
    expect(codes('softmax([1], dim = "x")')).toEqual(["Type"]);
  });

  it("is a shape that can't fit, as far as the text tells it", () => {
    expect(codes("[1, 2, 3] + [1, 2]")).toEqual(["Shape"]);
    expect(codes("z + w", "z = linspace(0, 1, 5)", "w = ones(4)")).toEqual(["Shape"]);
    expect(codes("[1, 2; 3, 4] * [1, 2, 3]")).toEqual(["Shape"]);
    expect(codes("kl_divergence([0.5, 0.5], [0.2, 0.3, 0.5])")).toEqual(["Shape"]);
  });

  it("is no shape that broadcasts or that the text does not tell", () => {
    expect(codes("[1, 2; 3, 4] + [1, 2]", "x = [1] + [1, 2]", "[1, 2; 3, 4] * [1, 2]", "2 * [1, 2]")).toEqual([]);
    expect(codes("z + [1, 2]", "z = linspace(0, 1, n)", "n = 5")).toEqual([]);
    expect(codes("f(z) = z + [1, 2]", "f([1]) + [1, 2, 3]")).toEqual([]);
  });
});
