#!/usr/bin/env node
/**
 * The mocha suite of test/workbench/suite in a desktop VS Code, by @vscode/test-electron: the one that the environment variable
 * VSCODE_EXECUTABLE names, else a downloaded one. scripts/workbench/as-electron.mjs stands in for it where there is none.
 *   --built   the bundles are there, and others may be using them: they are not made again
 */
import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { build } from "./build.mjs";
import { installPackages, ROOT } from "./install.mjs";
import { writeExpected } from "./workbench/expected.mjs";

const HELP = `No VS Code could be run. Name one: VSCODE_EXECUTABLE=/path/to/code npm run test:electron (on Linux it needs a display, e.g. by
xvfb-run). Where there is none: VSCODE_EXECUTABLE=scripts/workbench/as-electron.mjs npm run test:electron`;

async function run() {
  const { runTests } = await import("@vscode/test-electron");
  const place = mkdtempSync(join(tmpdir(), "softmaxnb-electron-"));
  const workspace = join(place, "examples");
  cpSync(join(ROOT, "examples"), workspace, { recursive: true });
  await writeExpected(workspace);
  const executable = process.env.VSCODE_EXECUTABLE;
  try {
    return await runTests({
      ...(executable ? { vscodeExecutablePath: executable } : {}),
      extensionDevelopmentPath: ROOT,
      extensionTestsPath: join(ROOT, "build/test/suite.node.cjs"),
      launchArgs: [
        workspace,
        "--disable-extensions",
        `--user-data-dir=${join(place, "user")}`,
        `--extensions-dir=${join(place, "extensions")}`,
      ],
    });
  } finally {
    rmSync(place, { recursive: true, force: true, maxRetries: 5 });
  }
}

try {
  installPackages();
  const { built } = parseArgs({ options: { built: { type: "boolean", default: false } } }).values;
  process.exitCode = !built && (await build({ tests: true })) > 0 ? 1 : await run();
} catch (reason) {
  process.stderr.write(`${reason?.message ?? reason}\n${reason?.code > 0 ? "" : `${HELP}\n`}`);
  process.exitCode = 1;
}
