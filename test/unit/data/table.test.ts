import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type LoadOptions, loadTensor } from "../../../src/data/index.ts";
import type { Value } from "../../../src/model/index.ts";
import { failureOf, memory, run } from "./memory.ts";

const load = (text: string, options: LoadOptions = {}, path = "t.csv"): Promise<Value> => run(loadTensor(memory(text), path, options));
const broken = (text: string | Uint8Array, options: LoadOptions = {}) => failureOf(loadTensor(memory(text), "t.csv", options));

function texts(value: Value): string[] {
  if (value.kind !== "list") throw new Error(`a ${value.kind}`);
  return value.items.map((item) => (item.kind === "string" ? item.value : item.kind));
}

describe("a table", () => {
  it("of numbers is a matrix with its header as labels", async () => {
    const matrix = { kind: "tensor", dtype: "float64", shape: [2, 3], data: Float64Array.of(1, 2, 3, 4, 5, 6) };
    expect(await load("1,2,3\n4,5,6\n")).toEqual(matrix);
    expect(await load("a,b,c\n1,2,3\n4,5,6")).toEqual({ ...matrix, labels: ["a", "b", "c"] });
    expect(await load("a\tb\tc\r\n1\t2\t3\r\n4\t5\t6\r\n", {}, "T.TSV")).toEqual({ ...matrix, labels: ["a", "b", "c"] });
    expect(await load("\ufeff# made by savetxt\n\n1;2;3\n\n4;5;6\n")).toEqual(matrix);
  });

  it("takes infinities and NaN in any case, spaces, and empty cells as NaN", async () => {
    const value = await load("x\n-inf\n Inf \n+INFINITY\nnan\n-NaN\n1e3\n.5\n-2.\n", { column: "x" });
    expect(value).toMatchObject({ data: Float64Array.of(-Infinity, Infinity, Infinity, NaN, NaN, 1000, 0.5, -2) });
    expect(await load("a,b\n1,\n,2\n")).toMatchObject({ data: Float64Array.of(1, NaN, NaN, 2) });
    expect(await load("inf,2\n1,nan\n")).toMatchObject({ shape: [2, 2] });
  });

  it("gives one column as a tensor or as a list of strings", async () => {
    const text = 'token,logit\n" the",1.5\n"say ""hi"", you",-inf\n7,0\n"two\nlines",2\n';
    expect(texts(await load(text, { column: "token" }))).toEqual([" the", 'say "hi", you', "7", "two\nlines"]);
    expect(await load(text, { column: "logit" })).toMatchObject({ shape: [4], data: Float64Array.of(1.5, -Infinity, 0, 2) });
    expect(await load(text, { key: "logit", dtype: "float32" })).toMatchObject({
      dtype: "float32",
      data: Float32Array.of(1.5, -Infinity, 0, 2),
    });
    expect(await load("1,2\n3,4\n", { column: "2" })).toMatchObject({ shape: [2], data: Float64Array.of(2, 4) });
    expect(texts(await load("word\nthe\ncat\n"))).toEqual(["the", "cat"]);
  });

  it("says where it goes wrong", async () => {
    expect(await broken("a,b\n1,2\n3\n")).toBe("Format: t.csv: line 3: 1 cell, but the first row has 2 cells");
    expect(await broken('a,b\n"1\n2",2\n\n3,4,5\n')).toBe("Format: t.csv: line 5: 3 cells, but the first row has 2 cells");
    expect(await broken("a,b\n1,2\n3,4\n5,x\n")).toBe('Format: t.csv: line 4, column "b": "x" is no number');
    expect(await broken("a,b\nx,2\n")).toBe('Format: t.csv: column "a" holds text; choose one by column = "…": it has "a", "b"');
    expect(await broken("a,b\n1,2\n", { column: "other" })).toBe('Format: t.csv: there is no column "other"; it has "a", "b"');
    expect(await broken("token,logit\na,2\n", { column: "logits" })).toBe(
      'Format: t.csv: there is no column "logits"; did you mean "logit"? it has "token", "logit"',
    );
    expect(await broken("1,2\n", { column: "c" })).toBe('Format: t.csv: there is no column "c"; it has no header, so they count "1", "2"');
    expect(await broken("1.0 2.0 3.0\n4.0 5.0 6.0\n")).toBe(
      'Format: t.csv: line 1: its numbers are separated by spaces; save it with delimiter=","',
    );
    expect(await broken("id\n9007199254740993\n")).toBe(
      'Format: t.csv: line 2, column "id": 9007199254740993 is an integer that float64 cannot hold exactly; dtype = "float64" rounds it',
    );
    expect(await broken(`${"a,".repeat(2 ** 23 + 70_000)}\n`)).toMatch(/^Format: t.csv: line 1: a row of more than 16777216 characters/);
    expect(await broken('a,b\n1,2\n"3,4\n')).toBe("Format: t.csv: line 3: quoted field unterminated");
    expect(await broken("w\nthe\n", { column: "w", dtype: "int32" })).toMatch(/^Type: /);
    expect(await broken(Uint8Array.of(0x61, 0x0a, 0xff, 0x31))).toBe("Format: t.csv: not UTF-8 text: byte 0xff at offset 2");
  });

  it("may be empty", async () => {
    expect(await load("")).toMatchObject({ shape: [0, 0] });
    expect(await load("a,b\n")).toMatchObject({ shape: [0, 2], labels: ["a", "b"] });
  });

  it("gives back any numbers and any text that was written, across pieces", async () => {
    const cell = fc.string({ unit: "grapheme", maxLength: 6 }).filter((text) => !text.includes("\r"));
    const rows = fc.array(fc.tuple(fc.double(), cell), { minLength: 1, maxLength: 30 });
    await fc.assert(
      fc.asyncProperty(rows, fc.constantFrom(1, 20_000), async (some, times) => {
        const all = Array.from({ length: Math.ceil(times / some.length) }, () => some).flat();
        const body = all.map(([x, text]) => `${x},"q${text.replaceAll('"', '""')}"`).join("\n");
        const numbers = await load(`x,text\n${body}`, { column: "x" });
        expect(numbers).toMatchObject({ shape: [all.length] });
        if (numbers.kind !== "tensor") throw new Error(numbers.kind);
        // A minus zero is written as 0.
        expect(all.every(([x], i) => Object.is(numbers.data[i], x === 0 ? 0 : x))).toBe(true);
        const words = texts(await load(`x,text\n${body}`, { column: "text" }));
        expect(all.every(([, text], i) => words[i] === `q${text}`)).toBe(true);
      }),
      { numRuns: 40 },
    );
  });

  it("never throws anything but a failure, whatever its bytes", async () => {
    const soup = fc.array(fc.constantFrom(...'ab1,;"\n\r\t# .-é'.split("")), { maxLength: 40 }).map((list) => list.join(""));
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(soup, fc.uint8Array({ maxLength: 60 })),
        fc.option(fc.constant("a"), { nil: undefined }),
        async (content, column) => {
          expect(await broken(content, { column })).toMatch(/^(no failure|Format: t.csv: .*)$/s);
        },
      ),
      { numRuns: 1000 },
    );
  });
});
