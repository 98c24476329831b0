import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { check, evaluate, run } from "../../../src/cli/commands.ts";
import { readOptions } from "../../../src/cli/options.ts";
import { UsageError } from "../../../src/cli/usage.ts";

let folder = "";
const fence = (source: string): string => `\`\`\`softmax\n${source}\n\`\`\`\n`;

async function notebook(name: string, ...cells: string[]): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, `---\nsoftmaxnb: 1\nseed: 42\n---\n\n# Title\n\n${cells.map(fence).join("\n")}`);
  return path;
}

async function call(command: typeof run, argv: readonly string[]) {
  let out = "";
  let err = "";
  const exit = await command(readOptions(argv), { out: (text) => (out += text), err: (text) => (err += text) });
  return { exit, out, err };
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "softmaxnb-cli-"));
});
afterAll(() => rm(folder, { recursive: true }));

describe("softmaxnb eval --json", () => {
  it("prints the document of one cell, to full float64 precision", async () => {
    const { exit, out } = await call(evaluate, ["eval", "softmax([1, 2, 3])", "--json"]);
    expect(exit).toBe(0);
    const document = JSON.parse(out);
    expect(document).toMatchObject({ softmaxnb: 1, file: null });
    expect(document.cells).toHaveLength(1);
    const { elapsedMs, ...cell } = document.cells[0];
    expect(typeof elapsedMs).toBe("number");
    expect(cell).toMatchObject({ index: 0, source: "softmax([1, 2, 3])", status: "ok" });
    const [distribution] = cell.results;
    expect(distribution).toMatchObject({ type: "distribution", shape: [3], dtype: "float64", tau: 1 });
    // e^k / (e + e² + e³), to 20 digits.
    const exact = [0.090030573170380457998, 0.24472847105479765247, 0.66524095577482188953];
    for (const [i, p] of exact.entries()) expect(Math.abs(distribution.data[i] - p)).toBeLessThanOrEqual(1.2e-16);
    expect(distribution.logsumexp[0]).toBeCloseTo(3.4076059644443803, 15);
    expect(distribution.entropy[0]).toBeCloseTo(0.83239558183993887, 15);
  });

  it.each([
    ["1.5", { type: "number", value: 1.5 }],
    ["0 / 0", { type: "number", value: "NaN" }],
    ["-1 / 0", { type: "number", value: "-Infinity" }],
    ["1 + 1i", { type: "complex", re: 1, im: 1 }],
    ["true", { type: "boolean", value: true }],
    ['"a"', { type: "string", value: "a" }],
    ["null", { type: "null" }],
    ["[1, 2; 3, 4]", { type: "tensor", dtype: "float64", shape: [2, 2], data: [1, 2, 3, 4] }],
    [
      '["a", "b"]',
      {
        type: "list",
        items: [
          { type: "string", value: "a" },
          { type: "string", value: "b" },
        ],
      },
    ],
    ["{a: 1}", { type: "object", entries: { a: { type: "number", value: 1 } } }],
    ["3 cm", { type: "other", text: "3 cm" }],
    ["x = 4", { type: "number", value: 4 }],
  ])("%s", async (expression, value) => {
    const { out } = await call(evaluate, ["eval", expression, "--json"]);
    expect(JSON.parse(out).cells[0].results).toEqual([value]);
  });

  it("gives a distribution the dtype of its float logits", async () => {
    const { out } = await call(evaluate, ["eval", "softmax(float16([1, 2]))\nsoftmax(int32([1, 2]))", "--json"]);
    const results = JSON.parse(out).cells[0].results;
    expect(results.map((result: { dtype: string }) => result.dtype)).toEqual(["float16", "float64"]);
  });

  it("leaves out data longer than --max-elements and says so", async () => {
    const { out } = await call(evaluate, ["eval", "linspace(0, 1, 11)", "--json", "--max-elements", "10"]);
    expect(JSON.parse(out).cells[0].results).toEqual([{ type: "tensor", dtype: "float64", shape: [11], truncated: true }]);
  });

  it("lists every statement not ended by ;, assignments included", async () => {
    const { out } = await call(evaluate, ["eval", "a = 1\nb = 2;\na + b", "--json"]);
    expect(JSON.parse(out).cells[0].results).toEqual([
      { type: "number", value: 1 },
      { type: "number", value: 3 },
    ]);
  });

  it("gives an error its code, line and column, and exit code 1", async () => {
    const { exit, out } = await call(evaluate, ["eval", "a = 1\n a + sotfmax([1])", "--json"]);
    expect(exit).toBe(1);
    expect(JSON.parse(out).cells[0]).toMatchObject({ status: "error", error: { code: "UnknownName", line: 2, column: 6 } });
  });
});

describe("softmaxnb run", () => {
  it("counts all cells in index and lists the code cells", async () => {
    const file = await notebook("a.softmaxnb", "1 + 1", "2 + 2");
    const { exit, out } = await call(run, ["run", file, "--json"]);
    expect(exit).toBe(0);
    const document = JSON.parse(out);
    expect(document.file).toBe(file);
    expect(document.cells.map((cell: { index: number }) => cell.index)).toEqual([1, 2]);
  });

  it("goes on after a failed cell and exits with 1", async () => {
    const { exit, out } = await call(run, ["run", await notebook("b.softmaxnb", "softmax([1, 2], tau = -1)", "7"), "--json"]);
    expect(exit).toBe(1);
    expect(JSON.parse(out).cells.map((cell: { status: string }) => cell.status)).toEqual(["error", "ok"]);
  });

  it("exits with 3 and a sentence for a file that is not there", async () => {
    const { exit, err } = await call(run, ["run", join(folder, "nosuch")]);
    expect(exit).toBe(3);
    expect(err).toMatch(/nosuch: there is no such file/);
  });

  it("exits with 3 and the line of a broken file", async () => {
    const path = join(folder, "broken.softmaxnb");
    await writeFile(path, "---\nsoftmaxnb: 1\n---\n\n```softmax\n1 + 1\n");
    const { exit, err } = await call(run, ["run", path]);
    expect(exit).toBe(3);
    expect(err).toMatch(/broken\.softmaxnb:5: /);
  });

  it("moves a control and replaces what a cell assigns by --set", async () => {
    const file = await notebook("c.softmaxnb", "tau = slider(0.05, 10, value = 1)", "z = [1, 2]", "[tau, sum(z)]");
    const { out } = await call(run, ["run", file, "--json", "--set", "tau=0.7", "--set", "z=[5, 6]"]);
    const results = JSON.parse(out).cells.map((cell: { results: unknown[] }) => cell.results[0]);
    expect(results[0]).toMatchObject({ type: "control", control: "slider", name: "tau", value: 0.7 });
    expect(results[2]).toMatchObject({ data: [0.7, 11] });
  });

  it("shows what --set puts in an assignment's place, and picks an option by its text", async () => {
    const file = await notebook("c2.softmaxnb", "x = 3\nx + 1", 'k = select(["a", "b"])', "k");
    const { out } = await call(run, ["run", file, "--json", "--set", "x=7", "--set", "k=b"]);
    const results = JSON.parse(out).cells.map((cell: { results: { value: unknown }[] }) => cell.results.map(({ value }) => value));
    expect(results).toEqual([[7, 8], ["b"], ["b"]]);
  });

  it.each([
    ["tau=100", "goes from 0.05 to 10"],
    ["k=zzz", 'is one of "a", "b"'],
  ])("refuses --set %s, where the control can't stand", async (setting, reason) => {
    const file = await notebook("c3.softmaxnb", 'tau = slider(0.05, 10, value = 1)\nk = select(["a", "b"])');
    const { exit, out } = await call(run, ["run", file, "--json", "--set", setting]);
    expect(exit).toBe(1);
    expect(JSON.parse(out).cells[0].error.message).toContain(reason);
  });

  it("never writes its results over the notebook", async () => {
    const file = await notebook("c4.softmaxnb", "1");
    await expect(call(run, ["run", file, "--out", file])).rejects.toThrow(UsageError);
  });

  it("says that --out can't be written", async () => {
    const file = await notebook("c5.softmaxnb", "1");
    await expect(call(run, ["run", file, "--out", join(folder, "nosuch", "x.json")])).rejects.toThrow(/can't be written/);
  });

  it("exits with 3 and the line of a file that is not UTF-8", async () => {
    const path = join(folder, "latin.softmaxnb");
    await writeFile(path, Buffer.from("---\nsoftmaxnb: 1\n---\n\nhel\xff\xfelo\n", "latin1"));
    const { exit, err } = await call(run, ["run", path]);
    expect(exit).toBe(3);
    expect(err).toMatch(/latin\.softmaxnb:5: this is not UTF-8/);
  });

  it("refuses a --set of a name that no cell defines", async () => {
    const file = await notebook("d.softmaxnb", "tau = 1");
    await expect(call(run, ["run", file, "--set", "tua=2"])).rejects.toThrow(UsageError);
  });

  it("cancels what a timeout leaves and exits with 124", async () => {
    const file = await notebook("e.softmaxnb", "sweep(softmax(linspace(0, 1, 100000), tau = t), t = linspace(1, 2, 10000))", "1");
    const { exit, out } = await call(run, ["run", file, "--json", "--timeout", "0.2"]);
    expect(exit).toBe(124);
    expect(JSON.parse(out).cells.map((cell: { status: string }) => cell.status)).toEqual(["cancelled", "cancelled"]);
  });

  it("writes to a file with --out", async () => {
    const target = join(folder, "out.json");
    const { out } = await call(run, ["run", await notebook("f.softmaxnb", "1"), "--json", "--out", target]);
    expect(out).toBe("");
    expect(JSON.parse(await readFile(target, "utf8")).cells).toHaveLength(1);
  });

  it("reads no file outside the notebook's folder", async () => {
    const { out } = await call(run, ["run", await notebook("g.softmaxnb", 'load("../../../../../../etc/hosts.json")'), "--json"]);
    expect(["Forbidden", "File"]).toContain(JSON.parse(out).cells[0].error.code);
  });

  it("draws the same random numbers in every run", async () => {
    const file = await notebook("h.softmaxnb", "randn([3])");
    const once = JSON.parse((await call(run, ["run", file, "--json"])).out).cells[0].results;
    const again = JSON.parse((await call(run, ["run", file, "--json"])).out).cells[0].results;
    expect(again).toEqual(once);
  });
});

describe("softmaxnb check", () => {
  it("finds unknown names and keywords without running anything", async () => {
    const file = await notebook("i.softmaxnb", "sotfmax([1])", "softmax([1], taw = 2)");
    const { exit, out } = await call(check, ["check", file]);
    expect(exit).toBe(1);
    expect(out).toMatch(/i\.softmaxnb:9:1: .*softmax/);
    expect(out).toMatch(/i\.softmaxnb:13:14: .*tau/);
  });

  it("gives advice too, which is no reason to fail", async () => {
    const file = await notebook("advice.softmaxnb", "log(softmax([1, 2]))");
    const { exit, out } = await call(check, ["check", file]);
    expect(exit).toBe(0);
    expect(out).toMatch(/advice\.softmaxnb:9:1: .*log_softmax.* \[Advice\]\n$/);
    const json = JSON.parse((await call(check, ["check", file, "--json"])).out);
    expect(json.diagnostics).toMatchObject([{ index: 1, severity: "advice", code: "Advice", line: 1, column: 1 }]);
  });

  it("tells errors from advice, and fails for the errors", async () => {
    const file = await notebook("both.softmaxnb", "log(softmax([1, 2]))", "sotfmax([1])");
    const { exit, out } = await call(check, ["check", file, "--json"]);
    expect(exit).toBe(1);
    expect(JSON.parse(out).diagnostics.map(({ severity }: { severity: string }) => severity)).toEqual(["advice", "error"]);
  });

  it("says nothing of a sound notebook and exits with 0", async () => {
    expect(await call(check, ["check", await notebook("j.softmaxnb", "z = [1, 2]", "softmax(z)")])).toEqual({ exit: 0, out: "", err: "" });
  });
});

describe("the arguments", () => {
  it.each([
    [[]],
    [["dance"]],
    [["run"]],
    [["eval", "1", "2"]],
    [["run", "x", "--nosuch"]],
    [["run", "x", "--set", "=3"]],
    [["run", "x", "--timeout", "soon"]],
    [["run", "x", "--threads", "0"]],
    [["eval", "1", "--threads", "1.5"]],
  ])("%j are a usage error", (argv) => {
    expect(() => readOptions(argv)).toThrow(UsageError);
  });
});
