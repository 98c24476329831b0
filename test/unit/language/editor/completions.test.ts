import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { completionsAt } from "../../../../src/language/editor/completions.ts";
import { marked } from "./marked.ts";

function complete(...texts: readonly string[]) {
  const { cells, cell, offset } = marked(...texts);
  const { replace, items, file } = completionsAt(cells, cell, offset);
  return { typed: cells[cell]?.source.slice(replace.start, replace.end), items, file, labels: items.map(({ label }) => label) };
}

describe("completions", () => {
  it("offer a function as it is typed, with its signature and its brackets", () => {
    const { typed, items } = complete("sof|");
    expect(typed).toBe("sof");
    expect(items.find(({ label }) => label === "softmax")).toMatchObject({
      kind: "function",
      insert: "softmax($1)",
      snippet: true,
      detail: "softmax(z, tau = 1, dim = -1, mask = none)",
    });
    expect(items.find(({ label }) => label === "sqrt")?.kind).toBe("mathFunction");
  });

  it("do not offer what is closed in notebooks", () => {
    expect(complete("ev|").labels).not.toContain("evaluate");
  });

  it("offer names of every cell, of cells that do not parse too", () => {
    expect(complete("z|", "zebra = [1, 2]", "zoo = 3\nbroken = (", "f(zap) = zap").labels).toEqual(
      expect.arrayContaining(["zebra", "zoo", "f"]),
    );
    expect(complete("z|", "f(zap) = zap").labels).not.toContain("zap");
    expect(complete("f(zap) = za|").labels).toContain("zap");
  });

  it("offer the keywords that a call still takes at the start of an argument, before all else", () => {
    const { items } = complete("softmax(z, tau = 1, |)");
    const sorted = [...items].sort((a, b) => (a.sort < b.sort ? -1 : 1)).map(({ label }) => label);
    expect(sorted.slice(0, 2)).toEqual(["dim =", "mask ="]);
    expect(items.find(({ label }) => label === "dim =")).toMatchObject({ insert: "dim = ", detail: "= -1" });
    expect(complete("softmax(z, t|").labels).toContain("tau =");
  });

  it("offer no keyword in the middle of an argument or in another call", () => {
    expect(complete("softmax(z + |)").labels).not.toContain("tau =");
    expect(complete("softmax(exp(|)").labels).not.toContain("tau =");
    expect(complete("softmax([1, |])").labels).not.toContain("tau =");
  });

  it("offer the stages of a decoding chain as keywords", () => {
    expect(complete("decode(z, top|").labels).toEqual(expect.arrayContaining(["top_k =", "top_p ="]));
  });

  it("offer the values that a parameter may have, quoted or within quotes", () => {
    expect(complete("top_k(z, 3, dialect = |)").labels.slice(0, 3)).toEqual(['"hf"', '"llama.cpp"', '"vllm"']);
    const within = complete('top_k(z, 3, dialect = "ll|")');
    expect(within).toMatchObject({ typed: "ll", labels: ["hf", "llama.cpp", "vllm"] });
    expect(complete("logsumexp(z, keepdims = |").labels.slice(0, 2)).toEqual(["true", "false"]);
    expect(complete('decode(z, order = ["top_k", "|').labels).toContain("top_p");
  });

  it("say that a path is wanted where load takes one", () => {
    expect(complete('load("data/|")')).toMatchObject({ file: true, typed: "data/" });
    expect(complete('x = "data/|"')).toMatchObject({ file: false, labels: [] });
  });

  it("offer nothing in comments, numbers and properties", () => {
    for (const text of ["x = 1 # so|", "12|", "1e|", "o.so|"]) expect(complete(text).labels, text).toEqual([]);
    expect(complete("x = 1 # note\nso|").labels).toContain("softmax");
  });

  it("replace the whole word that the cursor is in", () => {
    expect(complete("so|ftmin([1])").typed).toBe("softmin");
  });

  it("never fail, whatever the text", () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(..."softmax(z,= \"'[]{};#\n1.e+") }), fc.nat(40), (source, at) => {
        const offset = Math.min(at, source.length);
        const { replace } = completionsAt([{ source }], 0, offset);
        return replace.start <= replace.end && replace.end <= source.length;
      }),
    );
  });
});
