import { describe, expect, it } from "vitest";
import { expectColumns, load } from "./columns.ts";
import { broken, fixture } from "./fixture.ts";

describe("a .parquet file", () => {
  for (const codec of ["none", "snappy", "gzip", "brotli", "zstd", "lz4", "lz4-raw"])
    it(`gives back every column that was written: ${codec}`, () => expectColumns(`table.${codec}.parquet`));

  it("gives back every column from pages of version 1 without a dictionary, over several row groups", () =>
    expectColumns("table.v1.parquet"));

  it("gives back every column from pages of version 2 with deltas and split bytes", () => expectColumns("table.v2.parquet"));

  it("gives back every column of another writer", () =>
    expectColumns("table.hyparquet.parquet", ["i32", "i64", "f32", "f64", "flag", "token", "maybe", "count"]));

  it("lists its columns where they are not all numbers, and the nearest where one is unknown", async () => {
    expect(await broken(fixture("table.none.parquet"), "t.parquet")).toMatch(
      /^Format: t.parquet: column "token" holds text; choose one by column = "…": "i8" \(int32\), .*"u32" \(uint32\), "i64" \(int64\), .*"logits" \(lists of float32\)/,
    );
    expect(await broken(fixture("table.none.parquet"), "t.parquet", { key: "logit" })).toMatch(
      /no column "logit"; did you mean "logits"\?/,
    );
  });

  it("refuses an integer that float64 cannot hold, unless a dtype is asked for", async () => {
    expect(await broken(fixture("wide.parquet"), "w.parquet")).toMatch(/holds an integer that float64 cannot hold exactly/);
    expect(await load("wide.parquet", { dtype: "float64" })).toMatchObject({ data: Float64Array.of(1, 2 ** 53) });
  });

  it("casts its numbers", async () => {
    expect(await load("table.zstd.parquet", { column: "f32", dtype: "float64" })).toMatchObject({ dtype: "float64" });
    expect(await load("table.zstd.parquet", { column: "logits", dtype: "bfloat16" })).toMatchObject({ dtype: "bfloat16", shape: [37, 3] });
    expect(await broken(fixture("table.zstd.parquet"), "t.parquet", { column: "token", dtype: "int32" })).toMatch(/^Type: .*holds text/);
  });
});

describe("a malformed .parquet file", () => {
  const good = fixture("table.none.parquet");

  it("is refused where it is cut short", async () => {
    expect(await broken(good.subarray(0, -1), "t.parquet")).toMatch(/does not end as a .parquet file does/);
    expect(await broken(good.subarray(0, 6), "t.parquet")).toMatch(/cut short/);
  });

  it("is refused where its metadata claims more than there is", async () => {
    const claims = good.slice();
    new DataView(claims.buffer).setUint32(claims.length - 8, 2 ** 31, true);
    expect(await broken(claims, "t.parquet")).toMatch(/its metadata claims 2147483648 bytes of a file/);
    expect(await broken(new TextEncoder().encode("PAR1\u0009\u0000\u0000\u0000PAR1"), "t.parquet")).toMatch(/claims 9 bytes/);
  });
});
