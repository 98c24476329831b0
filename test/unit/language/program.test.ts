import fc from "fast-check";
import * as library from "mathjs";
import { describe, expect, it } from "vitest";
import { parseCell } from "../../../src/language/index.ts";

const math = library.create(library.all as library.FactoryFunctionMap);

/** mathjs's own blocks of a cell: their texts and whether they are shown; null where it does not parse. */
function blocksOf(source: string): { text: string; hidden: boolean }[] | null {
  try {
    const node = math.parse(source) as unknown as { type: string; value?: unknown; blocks?: { node: unknown; visible: boolean }[] };
    if (node.blocks) return node.blocks.map((block) => ({ text: String(block.node), hidden: !block.visible }));
    return node.type === "ConstantNode" && node.value === undefined ? [] : [{ text: String(node), hidden: false }];
  } catch {
    return null;
  }
}

function ours(source: string): { text: string; hidden: boolean }[] | null {
  const program = parseCell(source);
  return program.failure ? null : program.statements.map(({ node, hidden }) => ({ text: String(node), hidden }));
}

const CELLS = [
  "",
  "# nothing",
  "1",
  "a = 1; b = 2\nc",
  "a;;b",
  ";a",
  "a\n\n\nb",
  "[1,\n2]\n3",
  "f(x) =\n x + 1\nf(2)",
  "1 +\n2",
  "1\n+ 2",
  "a' + b'\nc'",
  "a'*b';c",
  "'a;b'; \"c\nd\"",
  '"\\"x\\"; y"\nz',
  "a ? b :\n c",
  "[1, 2; 3, 4]; x",
  "{a: 1,\nb: 2}\nc",
  "3 mod\n2",
  "5 in\n",
  "x = # comment ; here\n 4",
  "(1;2)",
  "a.b.mod\nc",
  "a?.b\nc",
  "1:3\n4",
  "x[:]\ny",
  "not\ntrue",
  "10%\n",
  "10 %\n3",
  "5!\n6",
  "a ?? b\nc",
  "1e5 + 2.e3\n.5",
  "2 in to cm; 3",
  "x = 3 # end; not a statement",
  "'a' 'b'",
  "a..b",
  "𝛼 = 3\nθ_1 = 2; Ångström",
];

describe("a cell splits into the statements that mathjs sees", () => {
  it.each(CELLS)("%j", (source) => expect(ours(source)).toEqual(blocksOf(source)));

  it("for any sequence of tokens that mathjs can read", () => {
    const piece = fc.constantFrom(
      ..."a b f( ) [ ] { } , ; \n \n + - * ' \" ! % = : ? ?. . 1 2.5 .5 mod in not and # \t ^ .* ./ 'x' {a:1} f(x)= [1,2] == ?? to".split(
        " ",
      ),
      " ",
      "\n",
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 14 }), (pieces) => {
        const source = pieces.join("");
        const theirs = blocksOf(source);
        if (theirs) expect(ours(source)).toEqual(theirs);
      }),
      { numRuns: 5_000, seed: 1 },
    );
  });

  it("keeps carriage returns out of mathjs's way, and places right", () => {
    const program = parseCell("a = 1;\r\nb = 2\r\n");
    expect(program.failure).toBeUndefined();
    expect(program.statements.map(({ span }) => span)).toEqual([
      { start: 0, end: 5 },
      { start: 8, end: 13 },
    ]);
  });
});

describe("a syntax error says where it is in the cell", () => {
  it.each([
    ["1 + 1\n2 + * 3", "*", 10],
    ["x = (1, 2)", ",", 6],
    ["a\nb\nc = 3 @ 4", "@", 10],
    ["1 2", "2", 2],
  ])("%j", (source, text, start) => {
    const { failure, statements } = parseCell(source);
    expect(failure?.code).toBe("Syntax");
    expect(failure?.span?.start).toBe(start);
    expect(source.slice(failure?.span?.start, failure?.span?.end)).toBe(text);
    expect(failure?.message).not.toMatch(/char/);
    expect(statements.length).toBe(source.split("\n").length - 1);
  });

  it("whatever the text, parsing gives a program", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 40 }), (source) => {
        expect(() => parseCell(source)).not.toThrow();
      }),
      { numRuns: 2_000, seed: 2 },
    );
    for (const text of ["(".repeat(20_000), `${"[".repeat(10_000)}1`, `1${"+1".repeat(20_000)}`, "'".repeat(5001)]) {
      expect(() => parseCell(text)).not.toThrow();
    }
  });
});

describe("a cell's names", () => {
  const names = (source: string) => {
    const { defines, uses } = parseCell(source);
    return { defines, uses: [...uses].sort() };
  };

  it.each([
    ["x = y + 1", ["x"], ["y"]],
    ["x = 1; y = x", ["x", "y"], []],
    ["y = x; x = 1", ["y", "x"], ["x"]],
    ["A[2] = 3", ["A"], ["A"]],
    ["o.p = q", ["o"], ["o", "q"]],
    ["A = [1]; A[end] = b", ["A"], ["b"]],
    ["f(x) = x * s", ["f"], ["s"]],
    ["f(x) = x * s; s = 2; f(1)", ["f", "s"], []],
    ["f(x) = g(x); g(x) = f(x)", ["f", "g"], []],
    ["softmax(z, tau = t, dim = -1)", [], ["softmax", "t", "z"]],
    ["sweep(softmax(z, tau = t), t = v)", [], ["softmax", "sweep", "v", "z"]],
    ["sqrt(k = 4)", ["k"], ["sqrt"]],
    ["x = x + 1", ["x"], ["x"]],
    ["{a: b}.a", [], ["b"]],
    ["f(x) = (n = x)", ["n", "f"], []],
    ["sum([1, 2; 3, 4], dim = 0)", [], ["sum"]],
    ["sum(x = 4)", ["x"], ["sum"]],
  ])("%j", (source, defines, uses) => expect(names(source)).toEqual({ defines, uses }));

  it("a call needs what the function's body needs, and later statements see what earlier ones set", () => {
    const { statements } = parseCell("f(x) = x * s\nf(1)\ns = 2\nf(2)");
    expect(statements.map(({ uses }) => uses)).toEqual([[], ["s"], [], []]);
  });

  it("knows which statements assign and which are hidden", () => {
    const { statements } = parseCell("x = 1; f(x) = 2\nx; a.b");
    expect(statements.map(({ assigns, hidden }) => [assigns, hidden])).toEqual([
      [true, true],
      [true, false],
      [false, true],
      [false, false],
    ]);
  });
});

describe("a parsed cell", () => {
  const cell = (name: string) => `${name} = softmax([1, 2, 3])`;

  it("is parsed once, in a notebook of a thousand cells too", () => {
    const cells = Array.from({ length: 1000 }, (_, i) => cell(`kept_${i}`));
    const first = cells.map(parseCell);
    expect(cells.every((source, i) => parseCell(source) === first[i])).toBe(true);
  });

  it("makes room for those asked for later, the one left alone longest first", () => {
    const [old, used] = [cell("left_alone"), cell("asked_for")];
    const [before, still] = [parseCell(old), parseCell(used)];
    for (let i = 0; i < 12; i++) {
      parseCell(`# ${String(i).repeat(50_000)}`);
      expect(parseCell(used)).toBe(still);
    }
    expect(parseCell(old)).not.toBe(before);
  });
});
