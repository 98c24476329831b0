#!/usr/bin/env node
/**
 * Installs what is missing, builds, and opens the examples: in your own VS Code where `code` is on the PATH, else in a workbench
 * in the browser, until Ctrl-C.
 *   --workbench   the browser's workbench even where there is `code`
 *   --no-open     only print the address
 */
import { spawn, spawnSync } from "node:child_process";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { installPackages, ROOT } from "./install.mjs";
import { findCommand, isWorkbenchInstalled } from "./workbench/install.mjs";

const EXAMPLES = join(ROOT, "examples");
const FIRST = join(EXAMPLES, "temperature.softmaxnb");

const { values } = parseArgs({ options: { workbench: { type: "boolean" }, "no-open": { type: "boolean" } } });

function build() {
  const run = spawnSync(process.execPath, ["scripts/build.mjs"], { cwd: ROOT, stdio: "inherit" });
  if (run.status !== 0) throw new Error("the build failed");
}

function openDesktop(code) {
  const words = ["--new-window", `--extensionDevelopmentPath=${ROOT}`, EXAMPLES, FIRST];
  const run = spawnSync(code, words, { stdio: "inherit", shell: process.platform === "win32" });
  if (run.status !== 0) throw new Error(`\`code\` ended with status ${run.status}`);
  say(["VS Code opens examples/temperature.softmaxnb.", ...NEXT, "Close its window to end."]);
}

const NEXT = ["Press Run All in the notebook's toolbar, then drag the slider tau: the distributions move with it."];

/** Starts the workbench with this folder linked as its extension; resolves when it has ended. */
async function openWorkbench() {
  const { startServer } = await import("./workbench/server.mjs");
  if (!isWorkbenchInstalled()) say(["Getting the workbench (once: about 20 s and 430 MB in .workbench)…"]);
  const server = await startServer({ workspace: EXAMPLES, link: ROOT });
  const address = server.address({ openFile: FIRST });
  say([
    "",
    address,
    "",
    "Open this address in a browser; it shows examples/temperature.softmaxnb.",
    ...NEXT,
    "Ctrl-C here ends it and leaves nothing running.",
  ]);
  if (!values["no-open"]) showInBrowser(address);
  await Promise.race([...["SIGINT", "SIGTERM", "SIGHUP"].map(heard), server.ended]);
  await server.stop();
}

function heard(signal) {
  return new Promise((resolve) => process.once(signal, resolve));
}

/** Opens the user's browser where there is a screen; where that fails the address stands there to be opened by hand. */
function showInBrowser(address) {
  const screen = process.platform !== "linux" || process.env.DISPLAY || process.env.WAYLAND_DISPLAY;
  const opener = process.platform === "darwin" ? "open" : "xdg-open";
  if (screen && findCommand(opener))
    spawn(opener, [address], { stdio: "ignore", detached: true })
      .on("error", () => {})
      .unref();
}

function say(lines) {
  process.stdout.write(`${lines.join("\n")}\n`);
}

try {
  say([installPackages()]);
  build();
  const code = values.workbench ? null : findCommand("code");
  if (code) openDesktop(code);
  else await openWorkbench();
} catch (reason) {
  process.stderr.write(`${reason.message}\n`);
  process.exitCode = 1;
}
