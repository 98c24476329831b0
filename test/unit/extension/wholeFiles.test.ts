import { describe, expect, it } from "vitest";
import { Changed, type WholeFile, WholeFiles } from "../../../src/extension/wholeFiles.ts";

/** Files of so many bytes each; counts how often each is read. */
function disk(sizes: Readonly<Record<string, number>>) {
  const reads: string[] = [];
  const written = new Map<string, number>();
  const read = async (path: string): Promise<WholeFile> => {
    reads.push(path);
    const size = sizes[path];
    if (size === undefined) throw new Error(`no ${path}`);
    return { bytes: Uint8Array.from({ length: size }, (_, i) => i), written: written.get(path) ?? 1 };
  };
  return { reads, written, read };
}

describe("files that are read whole", () => {
  it("are read once for all their ranges", async () => {
    const { reads, read } = disk({ a: 10 });
    const files = new WholeFiles(read, 0);
    expect((await files.open("a")).bytes.length).toBe(10);
    expect([...(await files.range("a", 1, 8, 5))]).toEqual([8, 9]);
    expect([...(await files.range("a", 1, 0, 2))]).toEqual([0, 1]);
    expect(reads).toEqual(["a"]);
  });

  it("are kept up to the limit beside the last one, and read again when asked for", async () => {
    const { reads, read } = disk({ a: 10, b: 10, c: 10 });
    const files = new WholeFiles(read, 10);
    for (const path of ["a", "b", "c"]) await files.open(path);
    await files.range("b", 1, 0, 1);
    await files.range("c", 1, 0, 1);
    expect(reads).toEqual(["a", "b", "c"]);
    await files.range("a", 1, 0, 1);
    expect(reads).toEqual(["a", "b", "c", "a"]);
  });

  it("are one read for two questions at a time", async () => {
    const { reads, read } = disk({ a: 10 });
    const files = new WholeFiles(read, 0);
    await Promise.all([files.range("a", 1, 0, 1), files.range("a", 1, 1, 1)]);
    expect(reads).toEqual(["a"]);
  });

  it("never mix the ranges of two versions", async () => {
    const { written, read } = disk({ a: 10 });
    const files = new WholeFiles(read, 0);
    await files.open("a");
    written.set("a", 2);
    await files.open("a");
    await expect(files.range("a", 1, 0, 1)).rejects.toThrow(Changed);
    expect((await files.range("a", 2, 0, 1)).length).toBe(1);
  });

  it("may come later than they are asked for", async () => {
    const { reads, read } = disk({});
    const files = new WholeFiles(read, 0);
    await expect(files.open("a")).rejects.toThrow("no a");
    await expect(files.open("a")).rejects.toThrow("no a");
    expect(reads).toEqual(["a", "a"]);
  });
});
