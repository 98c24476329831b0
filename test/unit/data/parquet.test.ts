import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { type Chunk, readParquetFile } from "../../../src/data/columnar/parquetFile.ts";
import { readPages } from "../../../src/data/columnar/parquetPages.ts";
import type { Leaf } from "../../../src/data/columnar/parquetSchema.ts";
import { expectColumns, load } from "./columns.ts";
import { broken, fixture } from "./fixture.ts";
import { failureOf, memory, run } from "./memory.ts";
import { thrift } from "./thrift.ts";

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

/** A file of one column of doubles, x, whose data pages are these bytes; each says how many values and bytes it unpacks to. */
function crafted(
  codec: number,
  pages: readonly { readonly bytes: Uint8Array; readonly values: number; readonly size: number }[],
): Uint8Array {
  const plain = 0;
  const body = pages.flatMap(({ bytes, values, size }) => [
    ...thrift({ 1: 0, 2: size, 3: bytes.length, 5: { fields: { 1: values, 2: plain, 3: 3, 4: 3 } } }),
    ...bytes,
  ]);
  const rows = pages.reduce((sum, { values }) => sum + values, 0);
  const meta = {
    ...{ 1: 5, 2: [plain], 3: ["x"], 4: codec, 5: { wide: rows } },
    ...{ 6: { wide: body.length }, 7: { wide: body.length }, 9: { wide: 4 } },
  };
  const group = { 1: [{ fields: { 2: { wide: 4 }, 3: { fields: meta } } }], 2: { wide: body.length }, 3: { wide: rows } };
  const schema = [{ fields: { 4: "root", 5: 1 } }, { fields: { 1: 5, 3: 0, 4: "x" } }];
  const footer = thrift({ 1: 1, 2: schema, 3: { wide: rows }, 4: [{ fields: group }] });
  const tail = new Uint8Array(4);
  new DataView(tail.buffer).setUint32(0, footer.length, true);
  return Uint8Array.from([...Buffer.from("PAR1"), ...body, ...footer, ...tail, ...Buffer.from("PAR1")]);
}

describe("a .parquet file that unpacks to more than it says", () => {
  const zeros = new Uint8Array(4_000_000);
  const [GZIP, BROTLI] = [2, 4];
  const packed = [
    ["gzip", GZIP, gzipSync(zeros), gzipSync(zeros.subarray(0, 24))],
    [
      "brotli",
      BROTLI,
      brotliCompressSync(zeros, { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } }),
      brotliCompressSync(zeros.subarray(0, 24)),
    ],
  ] as const;

  for (const [name, codec, bomb, good] of packed)
    it(`is refused at the size that it says: ${name}`, async () => {
      expect(await broken(crafted(codec, [{ bytes: bomb, values: 3, size: 24 }]), "t.parquet")).toMatch(
        /^Format: .*holds more than it says/,
      );
      expect(await broken(crafted(codec, [{ bytes: good, values: 3, size: 24 }]), "t.parquet")).toBe("no failure");
      expect(await broken(crafted(codec, [{ bytes: good, values: 4, size: 32 }]), "t.parquet")).toMatch(
        /^Format: .*holds 24 bytes instead of 32/,
      );
    });

  it("is refused where its pages together say more than a column may hold", async () => {
    const page = { bytes: packed[0][3], values: 3, size: 24 };
    const source = memory(crafted(GZIP, [page, page]));
    const { leaves, groups } = await run(readParquetFile(source, "t.parquet"));
    const [leaf, chunk] = [leaves[0] as Leaf, groups[0]?.chunks[0] as Chunk];
    const reading = (bytes: number) => readPages(source, "t.parquet", leaf, chunk, true, { bytes });
    expect(await failureOf(reading(48))).toBe("no failure");
    expect(await failureOf(reading(47))).toMatch(/^TooLarge: t.parquet: column "x" unpacks to more than/);
  });
});
