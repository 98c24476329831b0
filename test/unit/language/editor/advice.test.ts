import { describe, expect, it } from "vitest";
import { adviceOf } from "../../../../src/language/editor/advice.ts";

function rewritten(...texts: readonly string[]): string {
  const [first = ""] = texts;
  const [advice] = adviceOf(texts.map((source) => ({ source }))).filter(({ cell }) => cell === 0);
  const { span, suggestion } = advice?.failure ?? {};
  return span ? first.slice(0, span.start) + suggestion + first.slice(span.end) : first;
}

describe("advice", () => {
  it.each([
    ["y = log(softmax(z, tau = 2))", "y = log_softmax(z, tau = 2)"],
    ["exp(z) / sum(exp(z))", "softmax(z)"],
    ["exp(z) ./ sum(exp(z))", "softmax(z)"],
    ["p = exp(2z - max(2z)) / sum(exp(2z - max(2z)))", "p = softmax(2z)"],
    ["exp(z - 3) / sum(exp(z - 3))", "softmax(z - 3)"],
    ["log(sum(exp(a .* b)))", "logsumexp(a .* b)"],
    ["1 / (1 + exp(-x))", "sigmoid(x)"],
    ["1 / (1 + exp(-(x + 1)))", "sigmoid(x + 1)"],
  ])("%s becomes %s", (text, better) => expect(rewritten(text)).toBe(better));

  it.each(["log(softmax(z), 2)", "exp(z) / sum(exp(y))", "exp(z) / sum(exp(z), 1)", "log(sum(z))", "2 / (1 + exp(-x))"])(
    "says nothing of %s",
    (text) => expect(rewritten(text)).toBe(text),
  );

  it("says nothing where a cell gives a name another meaning", () => {
    expect(rewritten("log(softmax(z))", "softmax(a) = a")).toBe("log(softmax(z))");
  });
});
