import { describe, expect, it } from "vitest";
import { formulaText } from "../../../../src/language/editor/formula.ts";
import { hoverAt } from "../../../../src/language/editor/hover.ts";
import { signatureAt } from "../../../../src/language/editor/signature.ts";
import { vocabulary } from "../../../../src/language/index.ts";
import { marked } from "./marked.ts";

function signature(...texts: readonly string[]) {
  const { cells, cell, offset } = marked(...texts);
  const help = signatureAt(cells, cell, offset);
  const active = help?.parameters[help.active]?.span;
  return help && { label: help.label, active: active ? help.label.slice(...active) : undefined };
}

function hover(...texts: readonly string[]) {
  const { cells, cell, offset } = marked(...texts);
  const found = hoverAt(cells, cell, offset);
  return found && { ...found, text: cells[cell]?.source.slice(found.span.start, found.span.end) };
}

describe("the signature", () => {
  const softmax = "softmax(z, tau = 1, dim = -1, mask = none)";

  it.each([
    ["softmax(|", softmax, "z"],
    ["softmax(z, |", softmax, "tau = 1"],
    ["softmax(z, dim = |", softmax, "dim = -1"],
    ["softmax(z, axis = |", softmax, "dim = -1"],
    ["softmax(z, dim = 0, tau = 2|)", softmax, "tau = 1"],
    ["softmax([1, 2, |3], tau = 2)", softmax, "z"],
    ["softmax(exp(z), 2|)", softmax, "tau = 1"],
    [
      "plot(a, b, c|",
      'plot(y…, x = none, kind = "line", labels = none, legend = none, dashed = none, title = none, x_label = none, y_label = none)',
      "y…",
    ],
  ])("%s", (text, label, active) => expect(signature(text)).toEqual({ label, active }));

  it("is the innermost call's that has one", () => {
    expect(signature("softmax(sigmoid(|")?.label).toBe("sigmoid(x)");
    expect(signature("softmax((1 + |")?.label).toBe(softmax);
    expect(signature("softmax(z)|")).toBeUndefined();
  });

  it("is a user's function's where a cell defines one of that name", () => {
    expect(signature("softmax(|", "softmax(a, b) = a + b")).toEqual({ label: "softmax(a, b)", active: "a" });
  });

  it("of mathjs is the form that takes as many arguments", () => {
    expect(signature("round(x, |")).toEqual({ label: "round(x, n)", active: "n" });
  });
});

describe("a hover", () => {
  it("on a function of the vocabulary tells its signature, docs, formula, source and example", () => {
    const { markdown, text } = hover("soft|max(z)") ?? {};
    expect(text).toBe("softmax");
    expect(markdown).toContain("softmax(z, tau = 1, dim = -1, mask = none)");
    expect(markdown).toContain("pᵢ = e^(zᵢ / τ) / Σⱼ e^(zⱼ / τ)");
    expect(markdown).toContain("*Source:");
    expect(markdown).toContain("softmax([1, 2, 3], tau = 0.5)");
  });

  it("on a name of the notebook shows its definition and asks for its value", () => {
    expect(hover("z| + 1", "z = [1, 2, 3]")).toMatchObject({ variable: "z", markdown: "```softmax\nz = [1, 2, 3]\n```" });
    expect(hover("f(x) = x|")?.variable).toBeUndefined();
  });

  it("on a keyword tells what it is for", () => {
    expect(hover("softmax(z, ta|u = 2)", "z = 1")?.markdown).toContain("temperature, from 0 to Infinity");
  });

  it("on a function of mathjs tells mathjs's words; on what nobody knows nothing", () => {
    expect(hover("sq|rt(4)")?.markdown).toContain("Of mathjs");
    expect(hover("qwertz|")).toBeUndefined();
    expect(hover("1 |+ 2")).toBeUndefined();
  });
});

describe("a formula as text", () => {
  it.each([
    ["\\frac{x}{y}", "x / y"],
    ["x \\log \\frac{x}{y}", "x log (x / y)"],
    ["m_{i-1}", "mᵢ₋₁"],
    ["e^{-x}", "e^(-x)"],
    ["\\frac{1}{\\tau} (\\mathrm{diag}(p) - p p^\\top)", "(1 / τ) (diag(p) - p pᵀ)"],
    ["\\sqrt{\\sigma^2 + \\epsilon}", "√(σ² + ε)"],
  ])("%s", (tex, text) => expect(formulaText(tex)).toBe(text));

  it("knows every command of the vocabulary's formulas", () => {
    for (const { formula, name } of vocabulary) expect(formulaText(formula), name).not.toMatch(/[\\{}\u0001\u0002]|frac|varepsilon|mathrm/);
  });
});
