import { describe, expect, it } from "vitest";
import { loadTensor } from "../../../src/data/index.ts";
import { broken, fixture, tensorIn } from "./fixture.ts";
import { memory, run } from "./memory.ts";

/** A file with this header, its length told truly unless `length` says otherwise, and so many bytes of data. */
function file(header: unknown, data = 8, length?: number): Uint8Array {
  const text = new TextEncoder().encode(typeof header === "string" ? header : JSON.stringify(header));
  const bytes = new Uint8Array(8 + text.length + data);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(length ?? text.length), true);
  bytes.set(text, 8);
  return bytes;
}

const f32 = (start: number, end: number, shape = [(end - start) / 4]) => ({ dtype: "F32", shape, data_offsets: [start, end] });

describe("a .safetensors file", () => {
  it("is read in every element type", async () => {
    const grid = [0, 1, 2, 3, 4, 5];
    const wanted: Readonly<Record<string, readonly [string, readonly number[]]>> = {
      F64: ["float64", grid.map((x) => x / 2)],
      F32: ["float32", grid.map((x) => x / 2)],
      F16: ["float16", grid.map((x) => x / 2)],
      BF16: ["bfloat16", [1, -2.5, Infinity, 0, 2 ** -130, 384]],
      I64: ["float64", grid.map((x) => x - 3)],
      I32: ["int32", grid.map((x) => x - 3)],
      I16: ["int32", grid.map((x) => x - 3)],
      I8: ["int32", grid.map((x) => x - 3)],
      U8: ["int32", grid],
      U16: ["int32", grid],
      BOOL: ["bool", [0, 1, 0, 1, 0, 1]],
    };
    for (const [key, [dtype, values]] of Object.entries(wanted)) {
      const tensor = await tensorIn("all.safetensors", { key });
      expect(tensor, key).toMatchObject({ dtype, shape: [2, 3] });
      expect([...tensor.data], key).toEqual(values);
    }
    expect(await tensorIn("all.safetensors", { key: "scalar" })).toMatchObject({ shape: [], data: Float32Array.of(2.5) });
    expect((await tensorIn("all.safetensors", { key: "empty" })).shape).toEqual([0, 3]);
    expect(await tensorIn("all.safetensors", { key: "F64", dtype: "bfloat16" })).toMatchObject({ dtype: "bfloat16" });
  });

  it("needs no key for its only array, and is known by its bytes", async () => {
    expect(await tensorIn("logits.safetensors")).toMatchObject({ dtype: "float32", shape: [2, 3] });
    expect(await run(loadTensor(memory(fixture("logits.safetensors")), "model", {}))).toMatchObject({ shape: [2, 3] });
  });

  it("lists its arrays where there are several", async () => {
    const bytes = file({ a: f32(0, 4), b: f32(4, 8, [1, 1]) });
    expect(await broken(bytes, "m.safetensors")).toBe(
      'Format: m.safetensors: it holds 2 arrays; choose one by key = "…": "a" (F32 1), "b" (F32 1 × 1)',
    );
    expect(await broken(fixture("all.safetensors"), "m.safetensors", { key: "BF61" })).toMatch(/no array "BF61"; did you mean "BF16"\?/);
  });

  it("leaves a large array in the file and reads it in pieces", async () => {
    const bytes = file({ skipped: f32(0, 4), z: f32(4, 4 + 2 ** 24, [2, 2 ** 21]) }, 4 + 2 ** 24);
    const at = bytes.length - 2 ** 24 + 4 * 1000;
    new DataView(bytes.buffer).setFloat32(at, 2.5, true);
    const z = await run(loadTensor(memory(bytes), "m.safetensors", { key: "z" }));
    if (z.kind !== "lazy") throw new Error(`it is a ${z.kind}`);
    const out = new Float32Array(3);
    await run(z.source.read(999, 1002, out));
    expect([...out]).toEqual([0, 2.5, 0]);
  });
});

describe("a malformed .safetensors file", () => {
  const refused = (bytes: Uint8Array, key?: string) => broken(bytes, "m.safetensors", { key });

  it("is refused for its header", async () => {
    expect(await refused(new Uint8Array(3))).toMatch(/only 3 bytes/);
    expect(await refused(file("{}", 0, 2 ** 40))).toMatch(/claims 1099511627776 bytes; the most is 100000000/);
    expect(await refused(file("{}", 0, 1000))).toMatch(/cut short: 10 bytes, and the header alone ends at 1008/);
    expect(await refused(file("[]"))).toMatch(/no JSON object/);
    expect(await refused(file('{"a": '))).toMatch(/line 1, column 7: expected a value/);
    expect(await refused(file({}))).toMatch(/it holds no arrays/);
    expect(await refused(file(`${"[".repeat(100_000)}`))).toMatch(/nest more than 64 deep/);
  });

  it("is refused for its entries", async () => {
    expect(await refused(file({ a: 1 }))).toMatch(/entry "a" is no object/);
    expect(await refused(file({ a: { ...f32(0, 8), dtype: 1 } }))).toMatch(/no dtype/);
    expect(await refused(file({ a: { ...f32(0, 8), dtype: "F8_E4M3" } }))).toMatch(/elements F8_E4M3, which are not read/);
    expect(await refused(file({ a: f32(0, 8, [-2]) }))).toMatch(/shape of "a" is no list of whole numbers/);
    expect(await refused(file({ a: f32(0, 8, [3]) }))).toMatch(/does not fill its 8 bytes/);
    expect(await refused(file({ a: { dtype: "F32", shape: [2] } }))).toMatch(/no data_offsets/);
    expect(await refused(file({ a: f32(8, 0, [2]) }))).toMatch(/ends before it begins/);
  });

  it("is refused for offsets that overlap, leave a gap or leave the file", async () => {
    expect(await refused(file({ a: f32(0, 8), b: f32(4, 8) }), "a")).toMatch(/"b" overlaps/);
    expect(await refused(file({ b: f32(4, 8) }), "b")).toMatch(/gap of 4 bytes before "b"/);
    expect(await refused(file({ a: f32(0, 12) }), "a")).toMatch(/ends at byte 12 of the data, but only 8 bytes/);
  });
});

describe("raw bytes", () => {
  it("are what dtype says, a row of them", async () => {
    const bytes = new Uint8Array(Float32Array.of(1, -2, 0.5).buffer);
    expect(await run(loadTensor(memory(bytes), "z.bin", { dtype: "float32" }))).toMatchObject({
      shape: [3],
      data: Float32Array.of(1, -2, 0.5),
    });
    expect(await run(loadTensor(memory(bytes), "z.bin", { dtype: "bfloat16" }))).toMatchObject({ dtype: "bfloat16", shape: [6] });
    expect(await broken(bytes, "z.bin")).toMatch(/give dtype = "float32"/);
    expect(await broken(bytes.subarray(1), "z.bin", { dtype: "int32" })).toMatch(/11 bytes are no whole number of int32 elements/);
  });
});

describe("a file of another program", () => {
  it("is refused in words that help", async () => {
    expect(await broken(Uint8Array.of(0x80, 4, 0x95), "z.pkl")).toMatch(/Python pickle/);
    expect(await broken(Uint8Array.of(0x1f, 0x8b, 8), "z.json")).toMatch(/compressed by gzip/);
    expect(await broken("GGUF....", "model.gguf")).toMatch(/GGUF holds a model's weights/);
    expect(await broken("hello", "z.txt")).toMatch(/the format .txt is not known; .npy, .npz/);
  });
});
