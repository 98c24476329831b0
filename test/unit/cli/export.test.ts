import { spawnSync } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { run } from "../../../src/cli/commands.ts";
import { exportNotebook, importNotebook } from "../../../src/cli/export.ts";
import { readOptions } from "../../../src/cli/options.ts";
import { OutputError, UsageError } from "../../../src/cli/usage.ts";
import { call, workFolder } from "./call.ts";

const { path, notebook } = workFolder();
const example = join(import.meta.dirname, "../../../examples/temperature.softmaxnb");

/** What Python's own validator says; null where there is no Python that has it. */
function nbformatSays(file: string): string | null {
  const script = "import sys, nbformat; nbformat.validate(nbformat.read(sys.argv[1], as_version=nbformat.NO_CONVERT)); print('valid')";
  for (const python of ["/usr/bin/python3", "python3"]) {
    const { status, stdout, stderr } = spawnSync(python, ["-W", "error", "-c", script, file], { encoding: "utf8" });
    if (status === 0 || (status === 1 && !/ModuleNotFoundError/.test(stderr))) return `${stdout}${stderr}`.trim();
  }
  return null;
}

describe("softmaxnb export --to ipynb", () => {
  it("writes a file that Python's nbformat takes where it is installed, and that import gives back byte for byte", async () => {
    const target = path("temperature.ipynb");
    const { exit, out, err } = await call(exportNotebook, ["export", example, "--to", "ipynb", "--out", target]);
    expect({ exit, out, err }).toEqual({ exit: 0, out: "", err: "" });
    expect([null, "valid"]).toContain(nbformatSays(target));
    const back = await call(importNotebook, ["import", target]);
    expect(back.out).toBe(await readFile(example, "utf8"));
  });

  it("shows what run shows, with its pictures, under --set", async () => {
    const file = await notebook(
      "shows.softmaxnb",
      "tau = slider(0.1, 10, value = 1)",
      "softmax([1, 2], tau = tau)",
      "softmax([1], tau = -1)",
    );
    const { exit, out, err } = await call(exportNotebook, ["export", file, "--to", "ipynb", "--set", "tau=0.5"]);
    expect(exit).toBe(1);
    expect(err).toMatch(/shows\.softmaxnb:17:\d+: .*\[Domain\]/);
    const { cells } = JSON.parse(out);
    const printed = await call(run, ["run", file, "--set", "tau=0.5"]);
    for (const cell of cells.slice(1, 3)) expect(printed.out).toContain(cell.outputs[0].data["text/plain"].join(""));
    expect(cells[2].outputs[0].data).toHaveProperty(["application/vnd.vegalite.v5+json", "datasets"]);
    expect(cells[3].outputs).toMatchObject([{ output_type: "error", ename: "Domain" }]);
  });

  it("is what run --out FILE.ipynb writes", async () => {
    const file = await notebook("same.softmaxnb", "softmax([1, 2])");
    await call(run, ["run", file, "--out", path("same.ipynb")]);
    const { out } = await call(exportNotebook, ["export", file, "--to", "ipynb"]);
    expect(await readFile(path("same.ipynb"), "utf8")).toBe(out);
  });
});

describe("softmaxnb export of a value", () => {
  const cells = ['z = labels([1, 2, 3], ["a", "b, c", "d"]);', "p = softmax(z)", "m = [1, 2; 3, 1 / 0]", 'o = {x: [1, 2], y: ["u", "v"]}'];

  it("writes a distribution's probabilities to every digit as CSV, with its labels", async () => {
    const file = await notebook("values.softmaxnb", ...cells);
    const { exit, out } = await call(exportNotebook, ["export", file, "--to", "csv", "--name", "p"]);
    const printed = JSON.parse((await call(run, ["run", file, "--json"])).out).cells[1].results[0].data;
    expect(exit).toBe(0);
    expect(out).toBe(`label,value\na,${printed[0]}\n"b, c",${printed[1]}\nd,${printed[2]}\n`);
  });

  it.each([
    ["csv", "m", "1,2\n3,Infinity\n"],
    ["json", "m", '[[1,2],[3,"Infinity"]]\n'],
    ["csv", "o", "x,y\n1,u\n2,v\n"],
    ["json", "o", '{"x":[1,2],"y":["u","v"]}\n'],
  ])("writes as %s %s", async (format, name, text) => {
    const file = await notebook("values2.softmaxnb", ...cells);
    expect(await call(exportNotebook, ["export", file, "--to", format, "--name", name])).toMatchObject({ exit: 0, out: text });
  });

  it.each(["npy", "csv", "json"])("as %s is read back by load to the same bits", async (format) => {
    const values = "x = randn([5, 3]) * 1e-300 + 1 / 3";
    await call(exportNotebook, ["export", await notebook("write.softmaxnb", values), "--to", format, "--out", path(`x.${format}`)]);
    const reader = await notebook("read.softmaxnb", `y = load("x.${format}")`);
    const read = JSON.parse((await call(run, ["run", reader, "--json"])).out).cells[0].results[0];
    const written = JSON.parse((await call(run, ["run", path("write.softmaxnb"), "--json"])).out).cells[0].results[0];
    expect(read).toEqual(written);
  });

  it("needs no --name where there is one name, and lists them where there are more", async () => {
    const one = await notebook("one.softmaxnb", "only = 7");
    expect(await call(exportNotebook, ["export", one, "--to", "json"])).toMatchObject({ exit: 0, out: "7\n" });
    const many = await notebook("many.softmaxnb", ...cells);
    await expect(call(exportNotebook, ["export", many, "--to", "json"])).rejects.toThrow(/--name; there are z, p, m, o/);
    await expect(call(exportNotebook, ["export", many, "--to", "json", "--name", "q"])).rejects.toThrow(UsageError);
  });

  it("says why a value has no such form, and why it is not there", async () => {
    const file = await notebook("none.softmaxnb", "o = {x: 1}", "cube = ones(2, 2, 2)", "bad = softmax([1], tau = -1)");
    expect(await call(exportNotebook, ["export", file, "--to", "npy", "--name", "o"])).toMatchObject({ exit: 1, out: "" });
    const cube = await call(exportNotebook, ["export", file, "--to", "csv", "--name", "cube"]);
    expect(cube.err).toMatch(/cube: .*3 axes.*\[Shape\]/);
    expect(await call(exportNotebook, ["export", file, "--to", "json", "--name", "bad"])).toMatchObject({ exit: 1, out: "" });
  });
});

describe("softmaxnb import", () => {
  it("exits with 3 and the reason for what is no Jupyter notebook", async () => {
    await writeFile(path("broken.ipynb"), "{}");
    expect(await call(importNotebook, ["import", path("broken.ipynb")])).toMatchObject({ exit: 3, out: "" });
    expect((await call(importNotebook, ["import", path("nosuch.ipynb")])).err).toMatch(/there is no such file/);
  });
});

describe("the results of a notebook", () => {
  it("never take its place", async () => {
    const file = await notebook("keep.softmaxnb", "x = 1");
    await expect(call(exportNotebook, ["export", file, "--to", "json", "--out", file])).rejects.toThrow(UsageError);
    await expect(call(importNotebook, ["import", file, "--out", file])).rejects.toThrow(UsageError);
    await expect(call(run, ["run", file, "--junit", file])).rejects.toThrow(UsageError);
  });

  it("that can't be written are an error of their own", async () => {
    const file = await notebook("keep2.softmaxnb", "x = 1");
    await expect(call(exportNotebook, ["export", file, "--to", "json", "--out", path("no/such.json")])).rejects.toThrow(OutputError);
  });

  it.each([
    [["export", "x"]],
    [["export", "x", "--to", "docx"]],
    [["export", "x", "y", "--to", "ipynb"]],
    [["export", "x", "--to", "ipynb", "--name", "z"]],
    [["export", "x", "--to", "csv", "--json"]],
    [["import"]],
    [["import", "x", "--set", "a=1"]],
    [["run", "x", "--to", "csv"]],
    [["run", "x", "y", "--out", "z.ipynb"]],
    [["run", "x", "--json", "--out", "z.ipynb"]],
    [["check", "x", "--junit", "y"]],
  ])("%j is a usage error", (argv) => {
    expect(() => readOptions(argv)).toThrow(UsageError);
  });
});
