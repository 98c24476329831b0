import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type LoadOptions, loadTensor, writeJson } from "../../../src/data/index.ts";
import type { Value } from "../../../src/model/index.ts";
import { failureOf, memory, run } from "./memory.ts";

const load = (text: string, options: LoadOptions = {}): Promise<Value> => run(loadTensor(memory(text), "t.json", options));
const broken = (text: string | Uint8Array, options: LoadOptions = {}) => failureOf(loadTensor(memory(text), "t.json", options));

/** A Value of a list, object or scalar, as plain JSON. */
function plain(value: Value): unknown {
  if (value.kind === "list") return value.items.map(plain);
  if (value.kind === "object") return Object.fromEntries(Object.entries(value.entries).map(([key, inner]) => [key, plain(inner)]));
  if (value.kind === "tensor")
    return nest(
      Array.from(value.data, (x) => (value.dtype === "bool" ? x !== 0 : x)),
      value.shape,
    );
  return value.kind === "null" ? null : "value" in value ? value.value : undefined;
}

function nest(flat: readonly unknown[], shape: readonly number[]): unknown {
  const [dim = 0, ...rest] = shape;
  if (rest.length === 0) return flat;
  const size = flat.length / dim;
  return Array.from({ length: dim }, (_, i) => nest(flat.slice(i * size, (i + 1) * size), rest));
}

describe("a JSON file", () => {
  it("of rectangular numbers is a tensor", async () => {
    expect(await load("[[1, 2.5], [-3e2, 0]]")).toEqual({
      kind: "tensor",
      dtype: "float64",
      shape: [2, 2],
      data: Float64Array.of(1, 2.5, -300, 0),
    });
    expect(await load("[true, false]")).toMatchObject({ dtype: "bool", data: Uint8Array.of(1, 0) });
    expect(await load("[1, 2]", { dtype: "float32" })).toMatchObject({ dtype: "float32", data: Float32Array.of(1, 2) });
    expect(await load("[]")).toMatchObject({ shape: [0] });
  });

  it("may hold NaN and infinities as Python writes them", async () => {
    expect(await load("[NaN, Infinity, -Infinity]")).toMatchObject({ data: Float64Array.of(NaN, Infinity, -Infinity) });
  });

  it("may hold them as the texts that it is written with, among numbers alone", async () => {
    const x: Value = { kind: "tensor", dtype: "float64", shape: [2, 2], data: Float64Array.of(NaN, Infinity, -Infinity, 2 ** 60) };
    expect(await load(writeJson(x))).toEqual(x);
    expect(plain(await load('["NaN", "Infinity"]'))).toEqual(["NaN", "Infinity"]);
    expect(plain(await load('[1, "NaN", "nan"]'))).toEqual([1, "NaN", "nan"]);
    expect(plain(await load('[true, "NaN"]'))).toEqual([true, "NaN"]);
    expect(await load('["NaN", "Infinity"]', { dtype: "float32" })).toMatchObject({ data: Float32Array.of(NaN, Infinity) });
  });

  it("keeps the sign of −0, and strings that look like it", async () => {
    const x: Value = { kind: "tensor", dtype: "float64", shape: [3], data: Float64Array.of(-0, 0, -1) };
    expect(writeJson(x)).toBe("[-0,0,-1]\n");
    expect(Object.is(((await load(writeJson(x))) as { data: Float64Array }).data[0], -0)).toBe(true);
    const named: Value = {
      kind: "object",
      entries: { "-0": { kind: "string", value: '-0"' }, n: { kind: "number", value: -0 }, none: { kind: "null" } },
    };
    expect(writeJson(named)).toBe('{"-0":"-0\\"","n":-0,"none":null}\n');
  });

  it("fails where float64 would change an integer, unless a dtype asks for it", async () => {
    expect(await broken("[1, 9007199254740993]")).toBe(
      'Format: t.json: element 1 is an integer that float64 cannot hold exactly; dtype = "float64" rounds it',
    );
    expect(await load("[9007199254740993]", { dtype: "float64" })).toMatchObject({ data: Float64Array.of(2 ** 53) });
    expect(await load("[9007199254740992, -1152921504606846976, 1e300]")).toMatchObject({
      data: Float64Array.of(2 ** 53, -(2 ** 60), 1e300),
    });
    expect(plain(await load('[{"id": 9007199254740993}]'))).toEqual([{ id: 2 ** 53 }]);
  });

  it("of strings, or of lists that are not rectangular, is a list", async () => {
    expect(plain(await load('["the", " cat", "\\u00e9\\n\\"", "é🙂"]'))).toEqual(["the", " cat", 'é\n"', "é🙂"]);
    expect(plain(await load("[[1, 2, 3], [4, 0]]"))).toEqual([
      [1, 2, 3],
      [4, 0],
    ]);
    expect(plain(await load('[null, 1, true, "x", {"a": [1]}]'))).toEqual([null, 1, true, "x", { a: [1] }]);
    expect(await load("2.5")).toEqual({ kind: "number", value: 2.5 });
  });

  it("may cut any character where one piece of the file ends", async () => {
    for (let shift = 0; shift < 4; shift++) {
      const text = "x".repeat(shift) + "🙂é€".repeat(250_000);
      const value = await load(JSON.stringify(text));
      expect(value.kind === "string" && value.value === text).toBe(true);
    }
  });

  it("that is an object is entered by a key", async () => {
    const text = '{"logits": [1, 2], "tokens": ["a", "b"], "none": null, "__proto__": [3]}';
    expect(await load(text, { key: "logits" })).toMatchObject({ shape: [2] });
    expect(plain(await load(text, { column: "tokens" }))).toEqual(["a", "b"]);
    expect(await load(text, { key: "none" })).toEqual({ kind: "null" });
    expect(await load(text, { key: "__proto__" })).toMatchObject({ data: Float64Array.of(3) });
    expect(await broken(text)).toBe(
      'Format: t.json: it holds an object; choose an entry by key = "…": it has "logits", "tokens", "none", "__proto__"',
    );
    expect(await broken(text, { key: "toString" })).toMatch(/^Format: t.json: there is no key "toString"; it has "logits"/);
    expect(await broken("[1]", { key: "a" })).toMatch(/entry 1 is no object/);
    expect(await load('[{"z": 1, "t": "a"}, {"z": 2, "t": "b"}]', { key: "z" })).toMatchObject({ data: Float64Array.of(1, 2) });
  });

  it("says line and column of what is wrong", async () => {
    expect(await broken("[1,\n 2,,3]")).toBe('Format: t.json: line 2, column 4: expected a value, found ","');
    expect(await broken("[1, 2")).toBe('Format: t.json: line 1, column 6: expected "," or "]", found the end of the file');
    expect(await broken('{"a": 1 "b": 2}')).toBe('Format: t.json: line 1, column 9: expected "," or "}", found """');
    expect(await broken("{a: 1}")).toMatch(/column 2: expected a key in double quotes, found "a"/);
    expect(await broken("[1] 2")).toMatch(/column 5: expected the end, found "2"/);
    expect(await broken('["a\nb"]')).toMatch(/line 1, column 4: a line break/);
    expect(await broken('["\\x"]')).toMatch(/an escape that JSON does not have/);
    expect(await broken("")).toMatch(/expected a value, found the end of the file/);
    expect(await broken("[1, 2.]")).toMatch(/column 6/);
    expect(await broken("[".repeat(100_000))).toMatch(/line 1, column 65: lists and objects nest more than 64 deep/);
    expect(await broken('["a"]', { dtype: "float32" })).toMatch(/^Type: /);
  });

  it("gives back any JSON that was written", async () => {
    await fc.assert(
      fc.asyncProperty(fc.jsonValue({ maxDepth: 5 }), fc.boolean(), async (json, indented) => {
        const text = JSON.stringify([json], null, indented ? 2 : 0);
        expect(plain(await load(text))).toEqual(JSON.parse(text));
      }),
      { numRuns: 500 },
    );
  });

  it("never throws anything but a failure, whatever its bytes", async () => {
    const soup = fc.array(fc.constantFrom("[", "]", "{", "}", ",", ":", '"', "1", "-", "NaN", "Infinity", "a", "\\", " ", "\n", "null"), {
      maxLength: 24,
    });
    const content = fc.oneof(
      soup.map((list) => list.join("")),
      fc.uint8Array({ maxLength: 40 }),
    );
    await fc.assert(
      fc.asyncProperty(content, async (bytes) => {
        expect(await broken(bytes)).toMatch(/^(no failure|Format: t.json: .*)$/s);
      }),
      { numRuns: 2000 },
    );
  });
});

describe("a file of another format", () => {
  it("is a failure that names those that are read", async () => {
    const known = ".npy, .npz, .safetensors, .csv, .tsv, .json, .jsonl, .ndjson, .parquet, .arrow, .arrows, .feather, .ipc, .bin, .raw are";
    expect(await failureOf(loadTensor(memory(""), "logits.pt", {}))).toBe(`Format: logits.pt: the format .pt is not known; ${known}`);
    expect(await failureOf(loadTensor(memory(""), "logits", {}))).toMatch(/^Format: logits: the format of a file without an extension/);
    expect(await failureOf(loadTensor(memory(""), "a.constructor", {}))).toMatch(/^Format: /);
  });
});
