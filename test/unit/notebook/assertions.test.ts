import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseCell } from "../../../src/language/index.ts";
import { assertionsIn, parseNotebook, verdictsOf } from "../../../src/notebook/index.ts";

/** Where the language's own parser sees a statement that begins with a call of assert. */
function parsed(source: string): readonly number[] {
  return parseCell(source).statements.flatMap(({ span }) => (/^assert\s*\(/.test(source.slice(span.start)) ? [span.start] : []));
}

describe("the assertions of a cell that failed", () => {
  const source = "assert(1 < 2)\nassert(nosuch); assert(3 < 4)";
  it.each([
    [null, ["passed", "passed", "passed"]],
    [source.indexOf("nosuch"), ["passed", "failed", "skipped"]],
    [source.length - 2, ["passed", "passed", "failed"]],
    [0, ["failed", "skipped", "skipped"]],
  ])("at %s are told apart", (at, verdicts) => {
    expect(verdictsOf(assertionsIn(source), at)).toEqual(verdicts);
  });
});

describe("the assertions of a cell", () => {
  it.each([
    ["assert(1 == 1)", [1], ["1 == 1"]],
    ['a = 1; assert(a == 1, "is one")\n\n  assert(a\n < 2,\n message = "is \\"small\\"")', [1, 3], ["is one", 'is "small"']],
    ['# assert(1)\nx = "assert(2)"\ny = [1, 2]\'; assert(y == y) # why', [3], ["y == y"]],
    ["assert (true)\nasserted(1)\nf(x) = assert(x)", [1], ["true"]],
    ["1 +\nassert(2)", [], []],
    ["1 + # more\n\nassert(2)", [], []],
    ["assert(1) # why\nassert(2)", [1, 2], ["1", "2"]],
    ["assert(", [1], [""]],
  ])("in %j are seen with their lines and labels", (source, lines, labels) => {
    const found = assertionsIn(source);
    expect(found.map(({ line }) => line)).toEqual(lines);
    expect(found.map(({ label }) => label)).toEqual(labels);
  });

  it("start where the parser sees them start", () => {
    const piece = fc.constantFrom(
      "assert(x > 1)",
      'assert(true, "a;b\\n")',
      "y = [1, 2;",
      "3, 4]",
      "x'",
      "\n",
      "; ",
      "# assert(1)",
      " + ",
      "'t;'",
      '"q#"',
      "\nassert(1,\n2)",
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 8 }), (pieces) => {
        const source = pieces.join("");
        fc.pre(parseCell(source).failure === undefined);
        expect(assertionsIn(source).map(({ start }) => start)).toEqual(parsed(source));
      }),
    );
  });

  it("are those that the parser sees in every example", () => {
    const folder = join(import.meta.dirname, "../../../examples");
    for (const file of readdirSync(folder).filter((name) => name.endsWith(".softmaxnb"))) {
      const read = parseNotebook(readFileSync(join(folder, file), "utf8"));
      if ("failure" in read) throw new Error(read.failure.message);
      for (const { kind, source } of read.notebook.cells)
        if (kind === "code")
          expect(
            assertionsIn(source).map(({ start }) => start),
            `${file}: ${source}`,
          ).toEqual(parsed(source));
    }
  });
});
