import { spawn } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";

let folder = "";

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "softmaxnb-cli-"));
});

afterAll(() => rm(folder, { recursive: true }));

it("the built command says its version", async () => {
  const { version } = JSON.parse(await readFile("package.json", "utf8"));
  expect(await runCli(["--version"])).toEqual({ code: 0, out: `${version}\n`, err: "" });
});

it("a cell that heeds no time limit is ended, and the document says which cells had run", async () => {
  const file = join(folder, "stuck.softmaxnb");
  const fence = (source: string): string => `\`\`\`softmax\n${source}\n\`\`\`\n`;
  const stuck = "sum(map(1:300000, f(x) = sum(map(1:300, g(y) = x * y))))";
  await writeFile(file, `---\nsoftmaxnb: 1\n---\n\n${[fence("1 + 1"), fence(stuck), fence("3")].join("\n")}`);
  const { code, out } = await runCli(["run", file, "--timeout", "2", "--json"]);
  expect(code).toBe(124);
  expect(JSON.parse(out).cells.map(({ status }: { status: string }) => status)).toEqual(["ok", "cancelled", "cancelled"]);
});

it("a time limit of years is no limit", async () => {
  const { code, err } = await runCli(["eval", "1 + 1", "--timeout", "1e9"]);
  expect({ code, err }).toEqual({ code: 0, err: "" });
});

function runCli(args: readonly string[]): Promise<{ code: number | null; out: string; err: string }> {
  const child = spawn(process.execPath, ["dist/cli.mjs", ...args]);
  let out = "";
  let err = "";
  child.stdout.on("data", (data) => (out += data));
  child.stderr.on("data", (data) => (err += data));
  return new Promise((resolve) => child.on("close", (code) => resolve({ code, out, err })));
}
