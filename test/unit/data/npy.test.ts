import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { loadTensor, writeNpy } from "../../../src/data/index.ts";
import type { AnyTensor, Dtype, Tensor } from "../../../src/model/index.ts";
import { failureOf, memory, run } from "./memory.ts";
import { CODES, type Code, type Layout, npyBytes } from "./npyWriter.ts";

function fixture(name: string): Uint8Array {
  return new Uint8Array(readFileSync(new URL(`../../fixtures/data/${name}.npy`, import.meta.url)));
}

async function load(bytes: Uint8Array, dtype?: Dtype): Promise<Tensor> {
  const loaded = await run(loadTensor(memory(bytes), "z.npy", { dtype }));
  expect(loaded.kind).toBe("tensor");
  return loaded as Tensor;
}

const VALUES: Readonly<Record<Code, fc.Arbitrary<number>>> = {
  f2: fc.integer({ min: 0, max: 0x7bff }),
  f4: fc.float(),
  f8: fc.double(),
  i1: fc.integer({ min: -128, max: 127 }),
  i2: fc.integer({ min: -32768, max: 32767 }),
  i4: fc.integer(),
  i8: fc.maxSafeInteger(),
  u1: fc.nat(255),
  u2: fc.nat(65535),
  u4: fc.nat(2 ** 32 - 1),
  u8: fc.maxSafeNat(),
  b1: fc.nat(1),
};
const DTYPES: Readonly<Record<Code, Dtype>> = {
  f2: "float16",
  f4: "float32",
  f8: "float64",
  i1: "int32",
  i2: "int32",
  i4: "int32",
  i8: "float64",
  u1: "int32",
  u2: "int32",
  u4: "float64",
  u8: "float64",
  b1: "bool",
};

const files = fc
  .record({
    code: fc.constantFrom(...CODES),
    order: fc.constantFrom("<" as const, ">" as const),
    fortran: fc.boolean(),
    version: fc.constantFrom(1 as const, 2 as const, 3 as const),
    shape: fc.array(fc.nat(4), { maxLength: 4 }),
  })
  .chain((layout) => {
    const length = layout.shape.reduce((n, d) => n * d, 1);
    return fc.tuple(fc.constant(layout as Layout), fc.array(VALUES[layout.code], { minLength: length, maxLength: length }));
  });

function half(bits: number): number {
  const exponent = bits >> 10;
  return exponent === 0 ? (bits & 0x3ff) * 2 ** -24 : (1 + (bits & 0x3ff) / 1024) * 2 ** (exponent - 15);
}

describe("a .npy file", () => {
  it("gives back what was written, in every layout", async () => {
    await fc.assert(
      fc.asyncProperty(files, async ([layout, values]) => {
        const tensor = await load(npyBytes(layout, values));
        expect(tensor.shape).toEqual(layout.shape);
        expect(tensor.dtype).toBe(DTYPES[layout.code]);
        const wanted = layout.code === "f2" ? values.map(half) : values;
        expect([...tensor.data]).toEqual(wanted);
      }),
      { numRuns: 300 },
    );
  });

  it("is read as NumPy wrote it", async () => {
    const quarters = [0, 0.25, 0.5, 0.75, 1, 1.25];
    const thirds = [0, 1, 2, 3, 4, 5].map((i) => i / 3);
    for (const name of ["f4", "f4-big", "version-2", "version-3"]) expect([...(await load(fixture(name))).data]).toEqual(quarters);
    for (const name of ["f8", "f8-fortran", "f8-big-fortran"]) {
      const tensor = await load(fixture(name));
      expect(tensor).toMatchObject({ dtype: "float64", shape: [2, 3] });
      expect([...tensor.data]).toEqual(thirds);
    }
    expect([...(await load(fixture("f4-cube-fortran"))).data]).toEqual(Array.from({ length: 24 }, (_, i) => i));
    for (const name of ["i1", "i2", "i4", "i8", "i8-big"]) expect([...(await load(fixture(name))).data]).toEqual([-3, -2, -1, 0, 1, 2]);
    expect([...(await load(fixture("u4"))).data]).toEqual([0, 1, 2, 3, 4, 5].map((i) => 2 ** 32 - 6 + i));
    expect([...(await load(fixture("u1"))).data]).toEqual([250, 251, 252, 253, 254, 255]);
    expect([...(await load(fixture("u8"))).data]).toEqual([0, 1, 2, 3, 4, 5]);
    expect(await load(fixture("bool"))).toMatchObject({ dtype: "bool", shape: [2, 2], data: Uint8Array.of(1, 0, 0, 1) });
    expect(await load(fixture("scalar"))).toMatchObject({ shape: [], data: Float64Array.of(2.5) });
    expect(await load(fixture("empty"))).toMatchObject({ dtype: "float32", shape: [0, 3], data: new Float32Array() });
  });

  it("holds float16 on its own grid, subnormal, infinite and NaN", async () => {
    const { dtype, data } = await load(fixture("f2"));
    expect(dtype).toBe("float16");
    expect([...data]).toEqual([0, -0, 1.5, 65504, 2 ** -24, Infinity, -Infinity, NaN]);
  });

  it("fails where float64 would change an integer, unless a dtype asks for it", async () => {
    expect(await failureOf(loadTensor(memory(fixture("i8-wide")), "ids.npy", {}))).toMatch(/^Format: ids.npy: element 0 is an integer/);
    expect([...(await load(fixture("i8-wide"), "float64")).data]).toEqual([2 ** 53, -(2 ** 62)]);
  });

  it("holds one array, so a key or column is a mistake", async () => {
    for (const options of [{ key: "z" }, { column: "z" }])
      expect(await failureOf(loadTensor(memory(fixture("i8-wide")), "ids.npy", options))).toBe(
        'Format: ids.npy: a .npy holds one array, so there is no "z" to choose',
      );
  });

  it("is cast by dtype in one rounding", async () => {
    const data = [1 + 2 ** -11 + 2 ** -40, 65520, 65519, -1e-8, 1e30];
    const bytes = writeNpy({ kind: "tensor", dtype: "float64", shape: [5], data: Float64Array.from(data) });
    expect([...(await load(bytes, "float16")).data]).toEqual([1 + 2 ** -10, Infinity, 65504, -0, Infinity]);
    const brain = [1 + 2 ** -8 + 2 ** -40, 1 + 2 ** -8, 3.4e38];
    const brainBytes = writeNpy({ kind: "tensor", dtype: "float64", shape: [3], data: Float64Array.from(brain) });
    expect([...(await load(brainBytes, "bfloat16")).data]).toEqual([1 + 2 ** -7, 1, Infinity]);
    expect((await load(fixture("f8"), "int32")).data).toEqual(Int32Array.of(0, 0, 0, 1, 1, 1));
    expect((await load(fixture("i4"), "bool")).data).toEqual(Uint8Array.of(1, 1, 1, 0, 1, 1));
    expect(await failureOf(loadTensor(memory(bytes), "z.npy", { dtype: "int32" }))).toMatch(/^Domain: .*1e\+30/);
  });
});

describe("writeNpy", () => {
  it("writes the same bytes as NumPy", async () => {
    for (const name of ["f2", "f4", "f8", "i4", "bool", "scalar", "empty"]) {
      expect(writeNpy(await load(fixture(name)))).toEqual(fixture(name));
    }
  });

  it("keeps every float16", async () => {
    const all = Uint16Array.from({ length: 65536 }, (_, i) => i);
    const bytes = npyBytes({ code: "f2", order: "<", fortran: false, version: 1, shape: [65536] }, [...all]);
    const back = await load(writeNpy(await load(bytes)));
    expect(back.data).toEqual((await load(bytes)).data);
  });
});

describe("a large .npy file", () => {
  const COUNT = 3_000_000;
  const values = Float32Array.from({ length: COUNT }, (_, i) => i % 1009);
  const bytes = writeNpy({ kind: "tensor", dtype: "float32", shape: [1000, 3000], data: values });

  async function open(dtype?: Dtype): Promise<{ lazy: Extract<AnyTensor, { kind: "lazy" }>; source: ReturnType<typeof memory> }> {
    const source = memory(bytes);
    const lazy = await run(loadTensor(source, "z.npy", { dtype }));
    if (lazy.kind !== "lazy") throw new Error("not lazy");
    return { lazy, source };
  }

  it("stays on disk: only its header is read", async () => {
    const { lazy, source } = await open();
    expect(lazy).toMatchObject({ dtype: "float32", shape: [1000, 3000] });
    expect(source.reads.reduce((n, read) => n + read.length, 0)).toBeLessThan(1000);
  });

  it("is read through without reading a byte twice, in pieces of 1 MB", async () => {
    const { lazy, source } = await open();
    source.reads.length = 0;
    const out = new Float32Array(COUNT);
    for (let start = 0; start < COUNT; start += 7001) {
      const end = Math.min(start + 7001, COUNT);
      await run(lazy.source.read(start, end, out.subarray(start)));
    }
    expect(out.every((value, i) => value === values[i])).toBe(true);
    expect(source.reads.reduce((n, read) => n + read.length, 0)).toBe(COUNT * 4);
    expect(Math.max(...source.reads.map((read) => read.length))).toBe(1 << 20);
    expect(source.reads).toHaveLength(12);
  });

  it("is right wherever it is read, in either precision", async () => {
    const { lazy } = await open();
    const range = fc.tuple(fc.nat(COUNT), fc.nat(400_000));
    await fc.assert(
      fc.asyncProperty(range, fc.boolean(), async ([start, length], wide) => {
        const end = Math.min(start + length, COUNT);
        const out = wide ? new Float64Array(end - start) : new Float32Array(end - start);
        await run(lazy.source.read(start, end, out));
        expect(out.every((value, i) => value === (start + i) % 1009)).toBe(true);
      }),
      { numRuns: 40 },
    );
  });

  it("is cast as it is read", async () => {
    const { lazy } = await open("float16");
    const out = new Float32Array(3);
    await run(lazy.source.read(2_999_997, 3_000_000, out));
    expect(lazy.dtype).toBe("float16");
    expect([...out]).toEqual([...values.slice(-3)]);
  });

  it("fails, not hangs, where a read fails, and reads on afterwards", async () => {
    const good = memory(bytes);
    let broken = true;
    const source = {
      size: good.size,
      read: (offset: number, length: number) => good.read(offset, broken && offset > 1000 ? length - 1 : length),
    };
    const lazy = await run(loadTensor(source, "z.npy", {}));
    if (lazy.kind !== "lazy") throw new Error("not lazy");
    expect(await failureOf(lazy.source.read(0, 10, new Float32Array(10)))).toBe("no failure");
    expect(await failureOf(lazy.source.read(1_000_000, 1_000_010, new Float32Array(10)))).toMatch(/^Format: z.npy: the file is cut short/);
    broken = false;
    const out = new Float32Array(2);
    await run(lazy.source.read(1_000_000, 1_000_002, out));
    expect([...out]).toEqual([1_000_000 % 1009, 1_000_001 % 1009]);
  });
});

describe("a malformed .npy file", () => {
  const good = npyBytes({ code: "f4", order: "<", fortran: false, version: 1, shape: [2, 3] }, [1, 2, 3, 4, 5, 6]);
  const broken = (bytes: Uint8Array) => failureOf(loadTensor(memory(bytes), "z.npy", {}));
  const withHeader = (text: string) => {
    const bytes = new Uint8Array(10 + text.length + 24);
    bytes.set([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0, text.length & 255, text.length >> 8]);
    bytes.set(new TextEncoder().encode(text), 10);
    return bytes;
  };
  const shaped = (shape: string) => withHeader(`{'descr': '<f4', 'fortran_order': False, 'shape': ${shape}, }`);

  it("says what is wrong with it", async () => {
    expect(await broken(new Uint8Array())).toBe("Format: z.npy: no .npy file: only 0 bytes");
    expect(await broken(new TextEncoder().encode("GIF89a a picture archive"))).toBe(
      "Format: z.npy: no .npy file: it does not begin with \\x93NUMPY",
    );
    expect(await broken(good.subarray(0, 60))).toMatch(/cut short: 60 bytes, and the header alone ends at \d+/);
    expect(await broken(good.subarray(0, -1))).toMatch(/promises 6 elements of 4 bytes, but only 23 bytes follow/);
    expect(await broken(good.map((byte, i) => (i === 6 ? 9 : byte)))).toMatch(/version 9.0 is not known/);
    expect(await broken(shaped("(-2, 3)"))).toMatch(/a dimension "-2"/);
    expect(await broken(shaped("(99999999999999999999,)"))).toMatch(/too large for any file/);
    expect(await broken(shaped("(1000000000, 1000000)"))).toMatch(/promises 1000000000000000 elements/);
    expect(await broken(shaped(`(${"1,".repeat(65)})`))).toMatch(/65 dimensions/);
    expect(await broken(shaped("3"))).toMatch(/no shape/);
    expect(await broken(withHeader("{'fortran_order': False, 'shape': (6,)}"))).toMatch(/no descr/);
    expect(await broken(withHeader("{'descr': '<f4', 'shape': (6,)}"))).toMatch(/no fortran_order/);
    expect(await broken(withHeader("import os"))).toMatch(/no Python dict/);
  });

  it("is refused before a large header is read", async () => {
    const bytes = Uint8Array.of(0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 2, 0, 0xff, 0xff, 0xff, 0x7f);
    const source = { ...memory(bytes), size: 2 ** 40 };
    expect(await failureOf(loadTensor(source, "z.npy", {}))).toMatch(/the header is 2147483647 bytes long/);
  });

  it("names the element types that are not read", async () => {
    expect(await broken(fixture("records"))).toMatch(/records/);
    expect(await broken(fixture("complex"))).toMatch(/"<c16" \(complex numbers\)/);
    expect(await broken(fixture("text"))).toMatch(/"<U2" \(text\)/);
    expect(await broken(fixture("objects"))).toMatch(/"\|O" \(Python objects\)/);
  });

  it("never throws anything but a failure, whatever its bytes", async () => {
    const edit = fc.tuple(fc.nat(good.length - 1), fc.nat(255));
    await fc.assert(
      fc.asyncProperty(fc.array(edit, { minLength: 1, maxLength: 4 }), fc.nat(good.length), async (edits, length) => {
        const bytes = good.slice(0, length || good.length);
        for (const [at, byte] of edits) bytes[at % bytes.length] = byte;
        expect(await broken(bytes)).toMatch(/^(no failure|Format: z.npy: .*)$/s);
      }),
      { numRuns: 1000 },
    );
  });
});
