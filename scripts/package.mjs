#!/usr/bin/env node
/** Packs the built extension into build/softmaxnb.vsix. */
import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { runGroup } from "./group.mjs";
import { ROOT } from "./install.mjs";

export const VSIX = join(ROOT, "build/softmaxnb.vsix");

/** Gives vsce's words; rejects with them where it refuses. */
export async function packageExtension() {
  mkdirSync(join(ROOT, "build"), { recursive: true });
  rmSync(VSIX, { force: true });
  const vsce = join(ROOT, "node_modules/@vscode/vsce/vsce");
  // The bundles carry what they need; there is no public repository to link to yet.
  const words = ["package", "--no-dependencies", "--allow-missing-repository", "--no-rewrite-relative-links", "--out", VSIX];
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
