import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { plainText } from "../../../src/extension/plainText.ts";

describe("a line of Markdown as plain words", () => {
  it.each([
    ["the *logits* $z$, into $K$ **probabilities**", "the logits z, into K probabilities"],
    ["drawn from `softmax(truth)`", "drawn from softmax(truth)"],
    ["the small model in [the next token](next-token.softmaxnb): 430", "the small model in the next token: 430"],
    ["noise is Gumbel's, $g = -\\log(-\\log u)$", "noise is Gumbel's, g = -log(-log u)"],
    ["With $a = \\mathrm{softmax}(z)$ and $S = \\sum_k e^{z_k}$:", "With a = softmax(z) and S = Σ_k e^z_k:"],
    ["a * b * c and snake_case_name stay; `a*b*c` too", "a * b * c and snake_case_name stay; a*b*c too"],
    ["\\tau is left alone, $\\tau > 0$ is not", "\\tau is left alone, τ > 0 is not"],
    ["", ""],
  ])("%s", (line, words) => expect(plainText(line)).toBe(words));

  it("leaves no mark in what any example begins with", () => {
    const files = readdirSync("examples").filter((file) => file.endsWith(".softmaxnb"));
    expect(files.length).toBeGreaterThan(5);
    for (const file of files) {
      const prose = /\n# .*\n\n(.+)/.exec(readFileSync(join("examples", file), "utf8"))?.[1] ?? "";
      expect(plainText(prose), file).toMatch(/^[^$`\\[\]{}]{20,}$/);
    }
  });
});
