import { deflateRawSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { crc32 } from "../../../src/data/archive/crc32.ts";
import { readNpz } from "../../../src/data/archive/readNpz.ts";
import { loadTensor } from "../../../src/data/index.ts";
import { broken, fixture, tensorIn } from "./fixture.ts";
import { failureOf, memory, run } from "./memory.ts";

const GRID = [0, 1, 2, 3, 4, 5];
/** A stored archive with its numbers patched: `at` counts from the end record, which is 22 bytes long. */
function patched(name: string, patch: (view: DataView, end: number, entry: number) => void): Uint8Array {
  const bytes = fixture(name);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const end = bytes.length - 22;
  patch(view, end, view.getUint32(end + 16, true));
  return bytes;
}

describe("a .npz archive", () => {
  for (const name of ["stored.npz", "deflated.npz"]) {
    it(`gives the array that key names: ${name}`, async () => {
      const z = await tensorIn(name, { key: "z" });
      expect(z).toMatchObject({ dtype: "float32", shape: [2, 3] });
      expect([...z.data]).toEqual(GRID.map((x) => x / 4));
      expect([...(await tensorIn(name, { key: "y" })).data]).toEqual(GRID.map((x) => x / 3));
      expect([...(await tensorIn(name, { column: "k" })).data]).toEqual([0, 1, 2]);
      expect((await tensorIn(name, { key: "none" })).shape).toEqual([0, 2]);
      expect(await tensorIn(name, { key: "z", dtype: "float64" })).toMatchObject({ dtype: "float64" });
    });
  }

  it("needs no key for its only array, whatever the file is called", async () => {
    expect(await tensorIn("one.npz")).toMatchObject({ dtype: "float16", shape: [2, 3] });
    const loaded = await run(loadTensor(memory(fixture("one.npz")), "dump", {}));
    expect(loaded).toMatchObject({ kind: "tensor", shape: [2, 3] });
  });

  it("lists its arrays where there are several, and the nearest where the key is unknown", async () => {
    expect(await broken(fixture("stored.npz"), "a.npz")).toBe(
      'Format: a.npz: it holds 4 arrays; choose one by key = "…": "z", "y", "k", "none"',
    );
    expect(await broken(fixture("deflated.npz"), "a.npz", { key: "non" })).toBe(
      'Format: a.npz: there is no array "non"; did you mean "none"? it has "z", "y", "k", "none"',
    );
  });

  it("inflates a large compressed array", async () => {
    const z = await run(loadTensor(memory(fixture("zeros.npz")), "zeros.npz", {}));
    expect(z).toMatchObject({ dtype: "float32", shape: [2 ** 21] });
  });

  it("leaves a large stored array in the file", async () => {
    const zip = storedZip("z.npy", npyOf(3 * 2 ** 20));
    const source = memory(zip);
    const z = await run(loadTensor(source, "z.npz", {}));
    expect(z).toMatchObject({ kind: "lazy", shape: [3 * 2 ** 20] });
    expect(source.reads.reduce((sum, { length }) => sum + length, 0)).toBeLessThan(100_000);
    if (z.kind !== "lazy") throw new Error("not lazy");
    const out = new Float32Array(3);
    await run(z.source.read(1000, 1003, out));
    expect([...out]).toEqual([1000, 1001, 1002]);
  });
});

describe("a malformed .npz archive", () => {
  it("is refused where it is cut short", async () => {
    const good = fixture("stored.npz");
    expect(await broken(good.subarray(0, -1), "a.npz")).toMatch(/no directory at its end/);
    expect(await broken(good.subarray(0, 100), "a.npz")).toMatch(/no directory at its end/);
    expect(
      await broken(
        patched("one.npz", (view, end) => view.setUint32(end + 16, 1e9, true)),
        "a.npz",
      ),
    ).toMatch(/outside the file/);
    expect(
      await broken(
        patched("one.npz", (view, end) => view.setUint32(end + 12, 2 ** 25, true)),
        "a.npz",
      ),
    ).toMatch(/the most is 16777216/);
    expect(
      await broken(
        patched("one.npz", (view, _, entry) => view.setUint32(entry + 42, 50, true)),
        "a.npz",
      ),
    ).toMatch(/is not where/);
  });

  it("is refused where its sizes lie, before they are allocated", async () => {
    const inflated = (size: number) => patched("zeros.npz", (view, _, entry) => view.setUint32(entry + 24, size, true));
    expect(await broken(inflated(2 ** 31), "bomb.npz")).toMatch(/^TooLarge: bomb.npz: "z.npy" is 2147483648 bytes inflated/);
    expect(await broken(inflated(2 ** 29), "bomb.npz")).toMatch(/claims 536870912 bytes, more than deflate can pack/);
    expect(await broken(inflated(2 ** 20), "bomb.npz")).toMatch(/promises 2097152 elements of 4 bytes, but only 1048448 bytes follow/);
    expect(await broken(inflated(2 ** 23 + 129), "bomb.npz")).toMatch(/accounts for no more than 8388736 of 8388737 bytes/);
  });

  it("is refused by its header before it is inflated", async () => {
    const many = 2 ** 19;
    const lying = memory(deflatedZip("a.npy", npyOf(many, 3_000_000_000)));
    expect(await failureOf(readNpz(lying, "bomb.npz", {}))).toMatch(/^Format: bomb.npz: a.npy: the header promises 3000000000 elements/);
    const large = memory(deflatedZip("a.npy", npyOf(many)));
    expect(await failureOf(readNpz(large, "bomb.npz", {}, many - 1))).toBe(
      `TooLarge: bomb.npz: a.npy: ${many} compressed elements; the most is ${many - 1}. Save it uncompressed, with np.savez`,
    );
    const padded = memory(deflatedZip("a.npy", new Uint8Array([...npyOf(2), ...new Uint8Array(many)])));
    expect(await failureOf(readNpz(padded, "bomb.npz", {}))).toBe(
      `Format: bomb.npz: a.npy: the header accounts for no more than 136 of ${many + 136} bytes`,
    );
    for (const { reads, size } of [lying, large]) expect(reads.reduce((sum, { length }) => sum + length, 0)).toBeLessThan(size / 4);
    const short = memory(deflatedZip("a.npy", npyOf(2), npyOf(2).subarray(0, -4)));
    expect(await failureOf(readNpz(short, "a.npz", {}))).toMatch(/^Format: a.npz: "a.npy" is cut short: 132 of 136 bytes/);
    const excess = memory(deflatedZip("a.npy", npyOf(2), new Uint8Array([...npyOf(2), 1])));
    expect(await failureOf(readNpz(excess, "a.npz", {}))).toBe(
      'Format: a.npz: "a.npy" inflates to more than the 136 bytes that the archive says',
    );
  });

  it("is refused where a stored array is damaged, or goes by another name, or lies where another one does", async () => {
    const content = npyOf(100);
    const whole = storedZip("a.npy", content);
    expect(await run(readNpz(memory(whole), "a.npz", {}))).toMatchObject({ shape: [100] });
    const damaged = whole.slice();
    damaged[300] = (damaged[300] as number) ^ 4;
    expect(await failureOf(readNpz(memory(damaged), "a.npz", {}))).toBe('Format: a.npz: "a.npy" is damaged: its checksum does not fit');
    const renamed = whole.slice();
    renamed[30] = 0x62;
    expect(await failureOf(readNpz(memory(renamed), "a.npz", {}))).toMatch(/"a.npy" is called "b.npy" where/);
    const twice = patched("stored.npz", (view, _, directory) => {
      const second = directory + 46 + view.getUint16(directory + 28, true) + view.getUint16(directory + 30, true);
      view.setUint32(second + 42, view.getUint32(directory + 42, true), true);
    });
    expect(await broken(twice, "a.npz")).toMatch(/^Format: a.npz: ".*" and ".*" overlap$/);
  });

  it("is refused where its contents are damaged", async () => {
    const damaged = patched("zeros.npz", (view, _, entry) => view.setUint32(entry + 16, 1, true));
    expect(await broken(damaged, "a.npz")).toMatch(/its checksum does not fit/);
    expect(
      await broken(
        patched("deflated.npz", (view) => view.setUint8(30 + view.getUint16(26, true) + view.getUint16(28, true), 0xff)),
        "a.npz",
        { key: "z" },
      ),
    ).toMatch(/no deflated data/);
    expect(
      await broken(
        patched("one.npz", (view, _, entry) => view.setUint16(entry + 10, 12, true)),
        "a.npz",
      ),
    ).toMatch(/compressed by method 12/);
    expect(
      await broken(
        patched("one.npz", (view, _, entry) => view.setUint16(entry + 8, 1, true)),
        "a.npz",
      ),
    ).toMatch(/encrypted/);
  });

  it("is told from PyTorch's archives of pickles", async () => {
    expect(await broken(storedZip("model/data.pkl", new Uint8Array(4)), "model.npz")).toMatch(/PyTorch file of pickled objects/);
    expect(await broken(storedZip("readme.txt", new Uint8Array(4)), "z.npz")).toMatch(/holds no .npy arrays, but "readme.txt"/);
    expect(await broken(new TextEncoder().encode("PK\u0005\u0006".padEnd(22, "\0")), "z.npz")).toMatch(/holds no .npy arrays$/);
  });
});

/** A float32 .npy file of 0, 1, 2…, whose header promises `claimed` of them. */
function npyOf(length: number, claimed = length): Uint8Array {
  const header = `{'descr': '<f4', 'fortran_order': False, 'shape': (${claimed},), }`.padEnd(117);
  const bytes = new Uint8Array(128 + 4 * length);
  bytes.set([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0, 118, 0]);
  bytes.set(new TextEncoder().encode(`${header}\n`), 10);
  bytes.set(new Uint8Array(Float32Array.from({ length }, (_, i) => i).buffer), 128);
  return bytes;
}

/** An archive of one stored file. */
function storedZip(name: string, content: Uint8Array): Uint8Array {
  return zipOf(name, content, 0, content.length);
}

/** An archive that says of one file that it is `content`, and holds `packed`; its checksum is 0, as whoever reads it never gets so far. */
function deflatedZip(name: string, content: Uint8Array, packed = content): Uint8Array {
  return zipOf(name, deflateRawSync(packed), 8, content.length);
}

function zipOf(name: string, content: Uint8Array, method: number, size: number): Uint8Array {
  const title = new TextEncoder().encode(name);
  const local = 30 + title.length;
  const bytes = new Uint8Array(local + content.length + 46 + title.length + 22);
  const view = new DataView(bytes.buffer);
  const directory = local + content.length;
  const sizes = (at: number): void => {
    view.setUint32(at, content.length, true);
    view.setUint32(at + 4, size, true);
    view.setUint16(at + 8, title.length, true);
  };
  view.setUint32(0, 0x04034b50, true);
  sizes(18);
  bytes.set(title, 30);
  bytes.set(content, local);
  view.setUint32(directory, 0x02014b50, true);
  view.setUint16(directory + 10, method, true);
  if (method === 0) view.setUint32(directory + 16, crc32(content), true);
  sizes(directory + 20);
  bytes.set(title, directory + 46);
  view.setUint32(bytes.length - 22, 0x06054b50, true);
  view.setUint32(bytes.length - 10, 46 + title.length, true);
  view.setUint32(bytes.length - 6, directory, true);
  return bytes;
}
