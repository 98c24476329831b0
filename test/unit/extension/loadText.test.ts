import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { relativePath, resolvePath } from "../../../src/extension/filePath.ts";
import { dropOf, firstLook, loadExpression, pathBetween } from "../../../src/extension/loadText.ts";
import { checkCells } from "../../../src/language/index.ts";

const words = { firstRow: "First row", entropies: "Entropies" };

describe("the path of a dropped file", () => {
  it("starts at the notebook's folder", () => {
    expect(pathBetween("/w/notebooks", "/w/notebooks/z.npy")).toBe("z.npy");
    expect(pathBetween("/w/notebooks", "/w/data/a b.npy")).toBe("../data/a b.npy");
    expect(pathBetween("/w/notebooks", "/w/notebooks.npy")).toBe("../notebooks.npy");
    expect(pathBetween("/", "/z.npy")).toBe("z.npy");
  });

  it("leads back to the file, wherever both are", () => {
    const steps = fc.array(fc.constantFrom("a", "b", "c d"), { maxLength: 4 });
    fc.assert(
      fc.property(steps, steps, (folder, file) => {
        const target = `/${[...file, "z.npy"].join("/")}`;
        const path = relativePath(pathBetween(`/${folder.join("/")}`, target));
        expect(path && resolvePath(`/${folder.join("/")}`, path)).toBe(target);
      }),
    );
  });

  it("is quoted as the language reads it", () => {
    expect(loadExpression('a"b\\c.npy')).toBe('load("a\\"b\\\\c.npy")');
  });
});

describe("the first look at a file", () => {
  it("is cells that the language has nothing to say against", () => {
    for (const path of ["z.npy", "a/b.parquet", "base.kld", "r.json", "s.jsonl"]) {
      const cells = firstLook(path, words).filter(({ kind }) => kind === "code");
      expect(checkCells(cells)).toEqual([]);
      expect(cells[0]?.source).toContain(`load("${path}"`);
    }
  });

  it("has the file's name for a title, as text", () => {
    expect(firstLook("data/a_b*.npy", words)[0]).toEqual({ kind: "markdown", source: "# a\\_b\\*.npy" });
  });
});

describe("a dropped file", () => {
  const call = 'load("a.npy")';
  it.each([
    ["", ""],
    ["z = ", ""],
    ["softmax(", ")"],
    ["[1, ", "]"],
    ['load("b.npy") + ', ""],
  ])("loads in its place between %j and %j", (before, after) => {
    expect(dropOf(call, before, after)).toEqual({ place: "here", text: call });
  });

  it("loads on a line of its own before a statement and after one", () => {
    expect(dropOf(call, "  ", "E = 3")).toEqual({ place: "here", text: `${call}\n` });
    expect(dropOf(call, "E = 3", "")).toEqual({ place: "here", text: `\n${call}` });
    expect(dropOf(call, "z'", "")).toEqual({ place: "here", text: `\n${call}` });
  });

  it.each([
    ["key", "s = 3"],
    ["τ", " + 1"],
    ['load("', 'b.npy")'],
    ["# a ", "word"],
  ])("loads above the line where it would part what is between %j and %j", (before, after) => {
    expect(dropOf(call, before, after)).toEqual({ place: "above", text: `${call}\n` });
  });
});
