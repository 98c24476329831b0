/**
 * What the command line makes of the notebooks of a folder, for the suite to compare with.
 *   node scripts/workbench/expected.mjs FILE   of the examples, into a file that the environment variable SOFTMAXNB_EXPECTED may then name
 */
import { execFile } from "node:child_process";
import { cpSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { ROOT } from "../install.mjs";

const run = promisify(execFile);
/** Commands at a time. */
const AT_ONCE = 2;

/**
 * Writes `expected.json` into a folder with the examples: made before, where SOFTMAXNB_EXPECTED names it, else now.
 * @param {string} folder
 */
export async function writeExpected(folder) {
  const made = process.env.SOFTMAXNB_EXPECTED;
  if (made) cpSync(made, join(folder, "expected.json"));
  else await runAll(folder, join(folder, "expected.json"));
}

/** Runs every notebook of the folder by the built command line: name → the plain text of each code cell's outputs, in order. Rejects where a cell fails. */
async function runAll(folder, file) {
  const waiting = readdirSync(folder).filter((name) => name.endsWith(".softmaxnb"));
  /** @type {Record<string, string[][]>} */
  const expected = {};
  const work = async () => {
    for (let name = waiting.pop(); name; name = waiting.pop()) expected[name] = await textsOf(join(folder, name));
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, JSON.stringify(expected));
}

/** The texts come as the outputs of a Jupyter notebook, for those are an editor's outputs. */
async function textsOf(file) {
  const words = [join(ROOT, "dist/cli.mjs"), "export", file, "--to", "ipynb"];
  const { stdout } = await run(process.execPath, words, { maxBuffer: 1e8 });
  const cells = JSON.parse(stdout).cells.filter((cell) => cell.cell_type === "code");
  return cells.map((cell) => cell.outputs.map((output) => [output.data["text/plain"]].flat().join("")));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await runAll(join(ROOT, "examples"), process.argv[2]);
