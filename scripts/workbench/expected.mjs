/** What the command line makes of the notebooks of a folder, for the suite to compare with. */
import { execFile } from "node:child_process";
import { readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { ROOT } from "../install.mjs";

const run = promisify(execFile);
/** Commands at a time. */
const AT_ONCE = 2;

/**
 * Runs every notebook of the folder by the built command line, and writes `expected.json` there: name → the plain text of each code cell's
 * outputs, in order. Rejects where a cell fails.
 * @param {string} folder
 */
export async function writeExpected(folder) {
  const waiting = readdirSync(folder).filter((name) => name.endsWith(".softmaxnb"));
  /** @type {Record<string, string[][]>} */
  const expected = {};
  const work = async () => {
    for (let name = waiting.pop(); name; name = waiting.pop()) expected[name] = await textsOf(join(folder, name));
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  writeFileSync(join(folder, "expected.json"), JSON.stringify(expected));
}

/** The texts come as the outputs of a Jupyter notebook, for those are an editor's outputs. */
async function textsOf(file) {
  const words = [join(ROOT, "dist/cli.mjs"), "export", file, "--to", "ipynb"];
  const { stdout } = await run(process.execPath, words, { maxBuffer: 1e8 });
  const cells = JSON.parse(stdout).cells.filter((cell) => cell.cell_type === "code");
  return cells.map((cell) => cell.outputs.map((output) => [output.data["text/plain"]].flat().join("")));
}
