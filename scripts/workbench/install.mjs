/**
 * Gets what the workbench needs and is not in package-lock.json: code-server with a Node of its own, in .workbench
 * (npm, install scripts off), and Chromium (apt). Both stay for the next time.
 */
import { spawnSync } from "node:child_process";
import { accessSync, constants, cpSync, existsSync, mkdirSync, rmSync } from "node:fs";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";
import { isInstalled, npm, ROOT } from "../install.mjs";

const HOME = join(ROOT, ".workbench");
const VSCODE = join(HOME, "node_modules/code-server/lib/vscode");

// 240 MB that no notebook needs.
const TRIMMED = [
  "extensions/copilot",
  "extensions/mermaid-markdown-features",
  "node_modules/@github",
  "node_modules/@microsoft/mxc-sdk",
  "node_modules/@vscode/ripgrep-universal",
  "node_modules/@vscode/windows-process-tree",
];

/** True where the workbench is there; of the locked version or another. */
export function isWorkbenchInstalled() {
  return existsSync(join(VSCODE, "node_modules/.package-lock.json"));
}

/** Installs the workbench where it is not there yet. Gives its Node and its entry. */
export function installWorkbench() {
  mkdirSync(HOME, { recursive: true });
  for (const file of ["package.json", "package-lock.json"]) {
    cpSync(fileURLToPath(new URL(file, import.meta.url)), join(HOME, file));
  }
  if (!isInstalled(HOME)) npm("ci", HOME);
  if (!isWorkbenchInstalled()) {
    // Not `npm ci`: the shrinkwrap that code-server ships lacks one package of its own package.json.
    npm("install", VSCODE, ["--omit=dev"]);
    for (const path of TRIMMED) rmSync(join(VSCODE, path), { recursive: true, force: true });
  }
  return { node: workbenchNode(), entry: join(HOME, "node_modules/code-server/out/node/entry.js") };
}

/** Node 24, which code-server needs: our own copy on Linux, else the one that runs this, where it is new enough. */
function workbenchNode() {
  const own = join(HOME, `node_modules/node-${process.platform}-${process.arch}/bin/node`);
  if (existsSync(own)) return own;
  if (process.versions.node.startsWith("24.")) return process.execPath;
  throw new Error(
    `The workbench needs Node 24, which is brought along for Linux only (this is ${process.platform} ${process.arch}, Node ${process.versions.node}). ` +
      "Run this by Node 24, or use a desktop VS Code: with `code` on the PATH `npm start` opens it, and `npm run test:electron` tests in it.",
  );
}

const NAMES = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
const PLACES = ["/Applications/Chromium.app/Contents/MacOS/Chromium", "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"];

/** Path of a Chromium, or null. The environment variable CHROMIUM names one; throws where that is none. */
function findChromium() {
  const named = process.env.CHROMIUM;
  if (named && !isExecutable(named)) throw new Error(`CHROMIUM=${named} is no program that can be run`);
  if (named) return named;
  const path = (process.env.PATH ?? "").split(delimiter);
  return [...NAMES.flatMap((name) => path.map((folder) => join(folder, name))), ...PLACES].find(isExecutable) ?? null;
}

/** The full path of a command on the PATH, or null. */
export function findCommand(name) {
  return (
    (process.env.PATH ?? "")
      .split(delimiter)
      .map((folder) => join(folder, name))
      .find(isExecutable) ?? null
  );
}

function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Finds Chromium or installs it by apt. Throws with what to do where neither works. */
export function installChromium() {
  const found = findChromium();
  if (found) return found;
  const problem = aptInstall("chromium");
  const installed = findChromium();
  if (installed) return installed;
  throw new Error(
    `There is no Chromium here, and apt could not install it: ${problem}\n` +
      "Install it (Debian: `sudo apt-get update && sudo apt-get install chromium`; elsewhere: https://www.chromium.org/getting-involved/download-chromium/) " +
      "or name one: `CHROMIUM=/path/to/chrome npm test`.",
  );
}

/** Gives null when it worked, else why not. */
function aptInstall(name) {
  if (!findCommand("apt-get")) return "there is no apt-get";
  const root = process.getuid?.() === 0;
  if (!root && !findCommand("sudo")) return "this user is not root and there is no sudo";
  const apt = (...words) => {
    const line = [...(root ? [] : ["sudo", "-n"]), "apt-get", "-o", "DPkg::Lock::Timeout=300", ...words];
    return spawnSync(line[0], line.slice(1), { encoding: "utf8", env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" } });
  };
  const update = apt("update");
  const install = apt("install", "-y", name);
  return install.status === 0 ? null : `${update.stderr}${install.stderr}`.trim();
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  try {
    process.stdout.write(`${installWorkbench().entry}\n${installChromium()}\n`);
  } catch (reason) {
    process.stderr.write(`${reason.message}\n`);
    process.exitCode = 1;
  }
}
