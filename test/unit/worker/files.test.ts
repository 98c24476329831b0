import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { nodeFiles } from "../../../src/worker/files.node.ts";

let root = "";

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "softmaxnb-files-"));
  await mkdir(join(root, "inside", "data"), { recursive: true });
  await writeFile(join(root, "secret.txt"), "secret");
  await writeFile(join(root, "inside", "data", "x.bin"), Uint8Array.of(1, 2, 3, 4, 5));
  await symlink(join(root, "secret.txt"), join(root, "inside", "link.txt"));
});

afterAll(() => rm(root, { recursive: true }));

describe("the files that a session may read", () => {
  it("reads ranges of a file below its root, short at the end", async () => {
    const source = await nodeFiles(join(root, "inside"), [join(root, "inside")]).open("data/x.bin");
    expect(source.size).toBe(5);
    expect([...(await source.read(1, 2))]).toEqual([2, 3]);
    expect([...(await source.read(3, 9))]).toEqual([4, 5]);
  });

  it.each(["../secret.txt", "link.txt", "data/../../secret.txt"])("refuses %s, which leads out of the workspace", async (path) => {
    const files = nodeFiles(join(root, "inside"), [join(root, "inside")]);
    await expect(files.open(path)).rejects.toMatchObject({ failure: { code: "Forbidden" } });
  });

  it("says that a file is missing, and that a folder is no file", async () => {
    const files = nodeFiles(join(root, "inside"), [join(root, "inside")]);
    await expect(files.open("nosuch.npy")).rejects.toMatchObject({ failure: { code: "File", message: "There is no file 'nosuch.npy'." } });
    await expect(files.open("data")).rejects.toMatchObject({ failure: { code: "File" } });
  });

  it("says that a file changed under the reader", async () => {
    const path = join(root, "inside", "data", "moving.bin");
    await writeFile(path, Uint8Array.of(1, 2));
    const source = await nodeFiles(join(root, "inside"), [join(root, "inside")]).open("data/moving.bin");
    await writeFile(path, Uint8Array.of(1, 2, 3));
    await expect(source.read(0, 2)).rejects.toMatchObject({ failure: { code: "File" } });
  });

  it("needs a folder", async () => {
    await expect(nodeFiles(null, []).open("x.npy")).rejects.toMatchObject({ failure: { code: "File" } });
  });
});
