import { execFile } from "node:child_process";
import { readdirSync } from "node:fs";
import { promisify } from "node:util";
import { beforeAll, expect, it } from "vitest";

const run = promisify(execFile);
const files = ["examples", "templates"].flatMap((folder) =>
  readdirSync(folder)
    .filter((name) => name.endsWith(".softmaxnb"))
    .map((name) => `${folder}/${name}`),
);

interface Ran {
  readonly file: string;
  readonly cells: readonly { readonly index: number; readonly status: string; readonly error?: { readonly message: string } }[];
}

let ran: readonly Ran[] = [];

beforeAll(async () => {
  const { stdout } = await run(process.execPath, ["dist/cli.mjs", "run", ...files, "--json", "--max-elements", "10"]);
  // SAFETY: one document a line, of the shape that is the command line's contract.
  ran = stdout
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as Ran);
}, 60_000);

it.each(files)("%s runs without a failed cell, so all that it asserts holds", (file) => {
  const cells = ran.find((document) => document.file === file)?.cells ?? [];
  expect(cells.filter(({ status }) => status !== "ok")).toEqual([]);
  expect(cells.length).toBeGreaterThan(0);
});

it("nothing is to be said against any of them before it runs", async () => {
  const { stdout } = await run(process.execPath, ["dist/cli.mjs", "check", ...files]);
  expect(stdout).toBe("");
});
