#!/usr/bin/env node
/** Packs the built extension into build/softmaxnb.vsix. */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { runGroup } from "./group.mjs";
import { ROOT } from "./install.mjs";
import { storeReadme } from "./storeReadme.mjs";

export const VSIX = join(ROOT, "build/softmaxnb.vsix");
const README = "build/README.md";

/** Gives vsce's words; rejects with them where it refuses. */
export async function packageExtension() {
  mkdirSync(join(ROOT, "build"), { recursive: true });
  rmSync(VSIX, { force: true });
  writeFileSync(join(ROOT, README), storeReadme(readFileSync(join(ROOT, "README.md"), "utf8")));
  const vsce = join(ROOT, "node_modules/@vscode/vsce/vsce");
  // The bundles carry what they need; there is no public repository to link to yet.
  const words = ["package", "--no-dependencies", "--allow-missing-repository", "--readme-path", README, "--out", VSIX];
  const { status, text } = await runGroup([process.execPath, vsce, ...words], { limitMs: 120_000 });
  if (status !== 0) throw new Error(`vsce package failed\n${text}`);
  return text;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  try {
    process.stdout.write(await packageExtension());
  } catch (reason) {
    process.stderr.write(`${reason.message}\n`);
    process.exitCode = 1;
  }
}
