/** Installs what package-lock.json names where node_modules lacks it. Plain Node: runs before any package is there. */
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

export const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));

const NPM = process.platform === "win32" ? "npm.cmd" : "npm";
// Nothing here needs an install script, and a machine may forbid them.
const QUIET = ["--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"];

/** True where every required package of the folder's lock file lies in its node_modules in the locked version. */
export function isInstalled(folder) {
  const record = join(folder, "node_modules/.package-lock.json");
  if (!existsSync(record)) return false;
  const wanted = JSON.parse(readFileSync(join(folder, "package-lock.json"), "utf8")).packages;
  const there = JSON.parse(readFileSync(record, "utf8")).packages;
  return Object.entries(wanted).every(([path, entry]) => path === "" || entry.optional || there[path]?.version === entry.version);
}

/** Runs npm in the folder: `npm("ci", folder)`. Throws with npm's own words where it fails. */
export function npm(command, folder, extra = []) {
  const words = [command, ...QUIET, ...extra];
  const run = spawnSync(NPM, words, { cwd: folder, encoding: "utf8", shell: process.platform === "win32" });
  if (run.error) throw new Error(`npm could not be started in ${folder}: ${run.error.message}`);
  if (run.status !== 0)
    throw new Error(`npm ${words.join(" ")} failed in ${folder} (is the npm registry within reach?)\n${run.stdout}${run.stderr}`);
}

/** Makes the repository's own node_modules right. Gives what was done, in words. */
export function installPackages() {
  if (isInstalled(ROOT)) return "packages are there";
  npm("ci", ROOT);
  return "packages installed";
}
