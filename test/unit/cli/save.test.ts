import { mkdir, readFile, stat, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { describe, expect, it } from "vitest";
import { run } from "../../../src/cli/commands.ts";
import { call, workFolder } from "./call.ts";

const { path, notebook } = workFolder();

describe("save in a cell", () => {
  it.each(["npy", "csv", "json"])("writes .%s in the notebook's folder, which load reads back to the same bits", async (format) => {
    const file = await notebook("save.softmaxnb", "x = randn([4, 2]) / 3;", `save(x, "x.${format}")`);
    const { exit, out, err } = await call(run, ["run", file]);
    expect(exit).toBe(0);
    expect(out).toMatch(new RegExp(`saved to x\\.${format}, \\d+ (bytes|characters)`));
    expect(err).toBe(`softmaxnb: wrote ${path(`x.${format}`)}\n`);
    const back = await notebook("back.softmaxnb", `close(load("x.${format}"), load("x.npy"), rtol = 0)`, `load("x.${format}")`);
    const [same, read] = JSON.parse((await call(run, ["run", back, "--json"])).out).cells;
    expect([same.results[0].value, read.results[0].shape]).toEqual([true, [4, 2]]);
  });

  it("writes a distribution's probabilities with their labels", async () => {
    const file = await notebook("p.softmaxnb", 'save(softmax(labels([0, 0], ["a", "b"])), "p.csv")');
    await call(run, ["run", file]);
    expect(await readFile(path("p.csv"), "utf8")).toBe("label,value\na,0.5\nb,0.5\n");
  });

  it.each([
    ["../out.npy", "Forbidden"],
    [`${tmpdir()}/softmaxnb-out.npy`, "Forbidden"],
    ["nosuch/x.npy", "File"],
    ["x.txt", "Format"],
    ["x.softmaxnb", "Format"],
    ["dir.npy", "Forbidden"],
    ["link.npy", "Forbidden"],
    ["linked/x.npy", "Forbidden"],
  ])("refuses %s with one clear error, and what was shown before stands", async (target, code) => {
    await mkdir(path("dir.npy"), { recursive: true });
    await writeFile(path("kept.npy"), "kept");
    await symlink(path("kept.npy"), path("link.npy")).catch(() => undefined);
    await symlink(tmpdir(), path("linked")).catch(() => undefined);
    const file = await notebook("refuse.softmaxnb", `softmax([1, 2])\nsave([1, 2], "${target}")`);
    const { exit, out } = await call(run, ["run", file, "--json"]);
    expect(exit).toBe(1);
    const [cell] = JSON.parse(out).cells;
    expect(cell.error).toMatchObject({ code, line: 2 });
    expect(cell.results).toHaveLength(1);
    expect(await readFile(path("kept.npy"), "utf8")).toBe("kept");
    await expect(stat(path("../out.npy"))).rejects.toThrow();
  });
});
