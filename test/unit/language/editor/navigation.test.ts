import { describe, expect, it } from "vitest";
import { definitionsAt, referencesAt, renameAt, renameableAt } from "../../../../src/language/editor/navigation.ts";
import { assignmentsOf, semanticTokensOf, symbolsOf } from "../../../../src/language/editor/outline.ts";
import { marked } from "./marked.ts";

type Place = { readonly cell: number; readonly span: { readonly start: number } };
const brief = (places: readonly Place[]) => places.map(({ cell, span }) => `${cell}:${span.start}`);

function definitions(...texts: readonly string[]) {
  const { cells, cell, offset } = marked(...texts);
  return brief(definitionsAt(cells, cell, offset));
}

function references(...texts: readonly string[]) {
  const { cells, cell, offset } = marked(...texts);
  return brief(referencesAt(cells, cell, offset));
}

function rename(to: string, ...texts: readonly string[]) {
  const { cells, cell, offset } = marked(...texts);
  const result = renameAt(cells, cell, offset, to);
  return "refused" in result ? result.refused : brief(result.places);
}

describe("navigation", () => {
  it("finds a definition in another cell, and every one where there are several", () => {
    expect(definitions("z| + 1", "x = 2; z = 3")).toEqual(["1:7"]);
    expect(definitions("z| + 1", "z = 3", "z = 4")).toEqual(["1:0", "2:0"]);
  });

  it("finds a parameter's own places only", () => {
    expect(references("f(x) = x|^2 + y", "x = 2; x")).toEqual(["0:2", "0:7"]);
    expect(references("sweep(softmax(z, tau = t), t| = [1, 2])", "t = 3")).toEqual(["0:23", "0:27"]);
    expect(definitions("sweep(softmax(z, tau = t|), t = [1, 2])")).toEqual(["0:27"]);
  });

  it("takes a keyword for no name", () => {
    expect(references("softmax(z, tau = tau|)", "tau = 1")).toEqual(["0:17", "1:0"]);
    expect(references("sum(z, dim| = 0)", "dim = 1")).toEqual([]);
  });

  it("finds an indexed assignment and a property's object", () => {
    expect(references("A[2] = 3\nA|.x", "A = [1, 2]")).toEqual(["0:0", "0:9", "1:0"]);
  });
});

describe("renaming", () => {
  it("changes every place of the name, and no string, comment or keyword", () => {
    expect(rename("temperature_1", "tau| = 1 # tau", 'softmax(z, tau = tau); "tau"')).toEqual(["0:0", "1:17"]);
  });

  it.each([
    ["2x", "a name begins with a letter"],
    ["mod", "can't be a name"],
    ["softmax", "is a function of the language"],
    ["sqrt", "is a function of the language"],
    ["y", "is used in this notebook already"],
  ])("to %s is refused", (to, why) => expect(rename(to, "x| = 1", "y = x")).toContain(why));

  it("of a word of the language is refused", () => {
    const { cells, cell, offset } = marked("softmax|([1])");
    expect(renameableAt(cells, cell, offset)).toBeUndefined();
    expect(rename("a", "softmax|([1])")).toContain("Only a name that the notebook defines");
  });
});

describe("the outline", () => {
  const cells = [{ source: "z = [1, 2]; tau = slider(0, 1)\nf(x) = x * z\nsoftmax(z, tau = tau)" }];

  it("lists what a cell defines, and tells functions and controls apart", () => {
    expect(symbolsOf(cells, 0).map(({ name, kind }) => [name, kind])).toEqual([
      ["z", "variable"],
      ["tau", "control"],
      ["f", "function"],
    ]);
    expect(assignmentsOf(cells, 0)).toEqual([{ name: "z", end: 1 }]);
  });

  it("colours names by what they are", () => {
    const source = cells[0]?.source ?? "";
    const kinds = semanticTokensOf(cells, 0).map(({ span, kind }) => `${source.slice(span.start, span.end)} ${kind}`);
    expect(kinds).toEqual([
      "z variable",
      "tau variable",
      "slider libraryFunction",
      "f function",
      "x parameter",
      "x parameter",
      "z variable",
      "softmax libraryFunction",
      "z variable",
      "tau keyword",
      "tau variable",
    ]);
  });
});
