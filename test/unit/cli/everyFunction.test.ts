import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { run } from "../../../src/cli/commands.ts";
import { readOptions } from "../../../src/cli/options.ts";
import { vocabulary } from "../../../src/language/index.ts";
import { npyBytes } from "../data/npyWriter.ts";

it("runs a notebook with one cell for every function, its example", async () => {
  const folder = await mkdtemp(join(tmpdir(), "softmaxnb-functions-"));
  try {
    await writeFile(join(folder, "logits.npy"), npyBytes({ code: "f8", order: "<", fortran: false, version: 1, shape: [3] }, [1, 2, 3]));
    const path = join(folder, "every.softmaxnb");
    const cells = vocabulary.map(({ example }) => `\`\`\`softmax\n${example}\n\`\`\`\n`);
    await writeFile(path, `---\nsoftmaxnb: 1\nseed: 42\n---\n\n${cells.join("\n")}`);
    let out = "";
    const exit = await run(readOptions(["run", path, "--json"]), { out: (text) => (out += text), err: (text) => (out += text) });
    const { cells: results } = JSON.parse(out) as { cells: { source: string; error?: { message: string } }[] };
    expect(results.filter(({ error }) => error)).toEqual([]);
    expect(results).toHaveLength(vocabulary.length);
    expect(exit).toBe(0);
  } finally {
    await rm(folder, { recursive: true });
  }
});
