import { describe, expect, it } from "vitest";
import { columns } from "../../fixtures/writers/columns.mjs";
import { expectColumns, load } from "./columns.ts";
import { broken, fixture } from "./fixture.ts";

const values = (name: string): readonly unknown[] => columns[name]?.values ?? [];
const texts = (list: readonly unknown[]) => ({ kind: "list", items: list.map((value) => ({ kind: "string", value })) });

describe("an Arrow table", () => {
  for (const name of ["table.arrow", "table.stream.arrow", "table.lz4.feather", "table.zstd.feather"])
    it(`gives back every column that was written: ${name}`, () => expectColumns(name));

  it("may hold dictionaries, texts of large offsets, lists of fixed length and half precision", async () => {
    expect(await load("dictionary.arrow", { column: "token" })).toEqual(texts(values("token")));
    expect(await load("flechette.arrow", { column: "large" })).toEqual(texts(values("token")));
    expect(await load("flechette.arrow", { column: "logits" })).toMatchObject({
      dtype: "float32",
      shape: [37, 3],
      data: Float32Array.from(values("logits").flat() as number[]),
    });
    expect(await load("flechette.arrow", { column: "half" })).toMatchObject({
      dtype: "float16",
      data: Float32Array.from(values("maybe"), (x) => (x === null ? NaN : Number(x))),
    });
    expect(await load("flechette.arrow", { column: "z" })).toMatchObject({
      dtype: "float64",
      data: Float64Array.from(values("f64") as number[]),
    });
  });

  it("says which columns are not read, and lists them", async () => {
    expect(await broken(fixture("flechette.arrow"), "f.arrow", { column: "when" })).toMatch(
      /column "when" holds times, which are not read/,
    );
    expect(await broken(fixture("flechette.arrow"), "f.arrow")).toMatch(
      /"logits" \(lists of float32\), "large" \(text\), "half" \(float16\), "when" \(times\)/,
    );
    expect(await broken(fixture("dictionary.arrow"), "f.arrow", { column: "tokens" })).toMatch(/did you mean "token"\?/);
  });

  for (const name of ["numbers.arrow", "numbers.parquet"])
    it(`of numbers alone is a matrix, its columns as labels: ${name}`, async () => {
      const rows = values("i32").map((x, i) => [x, values("f32")[i], values("f64")[i]]);
      const data = Float64Array.from(rows.flat() as number[]);
      expect(await load(name, {})).toEqual({ kind: "tensor", dtype: "float64", shape: [37, 3], data, labels: ["i32", "f32", "f64"] });
      expect(await load(name, { dtype: "float32" })).toMatchObject({ dtype: "float32", shape: [37, 3] });
    });

  it("refuses an integer that float64 cannot hold, unless a dtype is asked for", async () => {
    expect(await load("wide.arrow", { dtype: "float64" })).toMatchObject({ shape: [2], data: Float64Array.of(1, 2 ** 53) });
    expect(await broken(fixture("wide.arrow"), "w.arrow")).toMatch(/an integer that float64 cannot hold exactly/);
  });
});

describe("a malformed Arrow table", () => {
  it("is refused where it is cut short", async () => {
    const file = fixture("table.arrow");
    const stream = fixture("table.stream.arrow");
    expect(await broken(file.subarray(0, -1), "t.arrow", { key: "f32" })).toMatch(/does not end as an .arrow file does/);
    expect(await broken(stream.subarray(0, 3000), "t.arrow", { key: "f32" })).toMatch(/cut short/);
    expect(await broken(new TextEncoder().encode("ARROW1\0\0\xff"), "t.arrow")).toMatch(/cut short/);
    expect(await broken("", "t.arrow")).toMatch(/holds no schema/);
    expect(await broken("FEA1....", "t.feather")).toMatch(/Feather version 1/);
  });

  it("is refused where its lengths lie", async () => {
    const bytes = fixture("table.stream.arrow");
    new DataView(bytes.buffer).setUint32(4, 2 ** 30, true);
    expect(await broken(bytes, "t.arrow", { key: "f32" })).toMatch(/a message claims 1073741824 bytes of metadata/);
  });
});
