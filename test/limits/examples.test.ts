import { execFile } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
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

it("nothing is wrong with any of them before it runs", async () => {
  const { stdout } = await run(process.execPath, ["dist/cli.mjs", "check", ...files]);
  // Two of them show on purpose what they advise against.
  const advised = new Set(["examples/online-softmax.softmaxnb", "examples/stable-softmax.softmaxnb"]);
  const lines = stdout.split("\n").filter((line) => line !== "");
  expect(lines.filter((line) => !(line.endsWith("[Advice]") && advised.has(line.slice(0, line.indexOf(":")))))).toEqual([]);
});

/** The page that a notebook exports as, and what was said meanwhile. */
async function page(file: string): Promise<{ readonly file: string; readonly html: string; readonly said: string }> {
  const { stdout, stderr } = await run(process.execPath, ["dist/cli.mjs", "export", file, "--to", "html"], { maxBuffer: 2 ** 26 });
  return { file, html: stdout, said: stderr };
}

it("each exports as a page with its title, and nothing in it that could not be made", async () => {
  const waiting = [...files];
  const pages: Awaited<ReturnType<typeof page>>[] = [];
  const work = async (): Promise<void> => {
    for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) pages.push(await page(file));
  };
  await Promise.all([work(), work()]);
  expect(pages.map(({ file }) => file).sort()).toEqual([...files].sort());
  for (const { file, html, said } of pages) {
    const heading = /^# (.+)$/m.exec(readFileSync(file, "utf8"))?.[1] ?? "";
    expect(/<title>(.*?)<\/title>/.exec(html)?.[1], file).toBe(heading);
    // The page's own programs have these words for what goes wrong; its data are looked through.
    expect(html.replace(/<script(?! type="application\/json")[^>]*>.*?<\/script>/gs, ""), file).not.toContain("could not");
    expect(said, file).toBe("");
  }
}, 240_000);
