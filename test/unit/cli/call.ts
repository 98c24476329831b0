import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll } from "vitest";
import type { run } from "../../../src/cli/commands.ts";
import { readOptions } from "../../../src/cli/options.ts";
import type { Terminal } from "../../../src/cli/terminal.ts";

const fence = (source: string): string => `\`\`\`softmax\n${source}\n\`\`\`\n`;

/** A folder of its own for a test file, and notebooks in it. */
export function workFolder() {
  let folder = "";
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "softmaxnb-cli-"));
  });
  afterAll(() => rm(folder, { recursive: true }));
  const path = (name: string): string => join(folder, name);
  const notebook = async (name: string, ...cells: string[]): Promise<string> => {
    await writeFile(path(name), `---\nsoftmaxnb: 1\nseed: 42\n---\n\n# Title\n\n${cells.map(fence).join("\n")}`);
    return path(name);
  };
  return { path, notebook };
}

/** Calls a command as the command line would; what it prints, text and bytes. */
export async function call(command: typeof run, argv: readonly string[]) {
  const parts: Uint8Array[] = [];
  let err = "";
  const terminal: Terminal = { out: (part) => parts.push(Buffer.from(part as Uint8Array)), err: (text) => (err += text) };
  const exit = await command(readOptions(argv), terminal);
  const bytes = Buffer.concat(parts);
  return { exit, out: bytes.toString("utf8"), bytes, err };
}
