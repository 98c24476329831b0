#!/usr/bin/env node
/**
 * Stands in for a desktop VS Code: takes the arguments that @vscode/test-electron gives one and runs the suite in the Node extension
 * host of the workbench.
 */
import { resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { runSuite } from "./mocha.mjs";

function argument(name) {
  const word = process.argv.find((one) => one.startsWith(`--${name}=`));
  if (!word) throw new Error(`--${name}=… is missing`);
  return resolve(word.slice(name.length + 3));
}

try {
  const workspace = process.argv.slice(2).find((word) => !word.startsWith("-"));
  const [extension, tests] = [argument("extensionDevelopmentPath"), argument("extensionTestsPath")];
  const result = await runSuite({ host: "node", extension, tests, workspace: resolve(workspace ?? ".") });
  process.stdout.write(`${result.text}\nnode host: ${result.passed} passed, ${result.failed} failed\n`);
  process.exitCode = result.code;
  // @vscode/test-electron stops reading at the exit.
  await sleep(500);
} catch (reason) {
  process.stderr.write(`${reason.stack}\n`);
  process.exitCode = 1;
}
