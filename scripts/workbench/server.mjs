/** The workbench's server: code-server on a free port of 127.0.0.1, with folders of its own, in a process group of its own. */
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { startGroup } from "../group.mjs";
import { installWorkbench } from "./install.mjs";

const START_MS = 60_000;

const SETTINGS = {
  "chat.disableAIFeatures": true,
  "workbench.secondarySideBar.defaultVisibility": "hidden",
  "workbench.startupEditor": "none",
  "workbench.enableExperiments": false,
  "telemetry.telemetryLevel": "off",
  "extensions.autoCheckUpdates": false,
  "extensions.autoUpdate": false,
  "extensions.ignoreRecommendations": true,
  "update.mode": "none",
  "git.enabled": false,
  "workbench.editorAssociations": { "*.softmaxnb": "softmaxnb" },
};

/**
 * Starts a server.
 * @param {object} options
 * @param {string} options.workspace  folder to open, absolute
 * @param {string} [options.vsix]  extension to install from a package
 * @param {string} [options.link]  folder of an extension to link, absolute
 * @param {object} [options.settings]  user settings beside the usual
 * @param {boolean} [options.testing]  switch on what `extensionTestsPath` needs
 * @returns {Promise<{port: number, log: () => string, address: (payload?: Payload) => string, ended: Promise<unknown>, stop: () => Promise<void>}>}
 * @typedef {{ openFile?: string, extension?: string, tests?: string }} Payload  absolute paths
 */
export async function startServer({ workspace, vsix, link, settings = {}, testing = false }) {
  const { node, entry } = installWorkbench();
  const home = mkdtempSync(join(tmpdir(), "softmaxnb-workbench-"));
  const forget = () => rmSync(home, { recursive: true, force: true, maxRetries: 5 });
  process.on("exit", forget);
  const words = layOut(home, settings, link);
  if (vsix) installExtension(node, [entry, ...words, "--install-extension", vsix]);
  const port = await freePort();
  const options = ["--bind-addr", `127.0.0.1:${port}`, ...FLAGS, ...(testing ? ["--vscode-option", "enable-smoke-test-driver"] : [])];
  const logFile = join(home, "server.log");
  const group = startGroup([node, entry, ...words, ...options, workspace], { output: logFile });
  const log = () => readFileSync(logFile, "utf8");
  const stop = async () => {
    await group.end();
    process.off("exit", forget);
    forget();
  };
  try {
    await healthy(port, group, log);
  } catch (reason) {
    await stop();
    throw reason;
  }
  return { port, log, address: (payload) => address(port, workspace, payload), ended: group.status, stop };
}

const FLAGS = [
  "--auth",
  "none",
  "--disable-telemetry",
  "--disable-update-check",
  "--disable-workspace-trust",
  "--disable-getting-started-override",
];

/** Writes the folders that the server wants; gives the arguments that name them. */
function layOut(home, settings, link) {
  const [user, extensions, config] = [join(home, "user"), join(home, "extensions"), join(home, "config.yaml")];
  mkdirSync(join(user, "User"), { recursive: true });
  mkdirSync(extensions);
  writeFileSync(config, "auth: none\n");
  writeFileSync(join(user, "User/settings.json"), JSON.stringify({ ...SETTINGS, ...settings }));
  if (link) {
    const { publisher, name, version } = JSON.parse(readFileSync(join(link, "package.json"), "utf8"));
    symlinkSync(link, join(extensions, `${publisher}.${name}-${version}`));
  }
  return ["--config", config, "--user-data-dir", user, "--extensions-dir", extensions];
}

function installExtension(node, words) {
  const run = spawnSync(node, words, { encoding: "utf8", timeout: START_MS });
  if (run.status !== 0) throw new Error(`the workbench refused the extension\n${run.stdout}${run.stderr}`);
}

async function healthy(port, group, log) {
  const until = Date.now() + START_MS;
  while (Date.now() < until) {
    if (group.ended()) throw new Error(`the workbench ended as it started\n${log()}`);
    const answer = await fetch(`http://127.0.0.1:${port}/healthz`).catch(() => null);
    if (answer?.ok) return;
    await sleep(100);
  }
  throw new Error(`the workbench did not start in ${START_MS / 1000} s\n${log()}`);
}

function freePort() {
  return new Promise((resolve, reject) => {
    const probe = createServer().once("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const { port } = /** @type {import("node:net").AddressInfo} */ (probe.address());
      probe.close(() => resolve(port));
    });
  });
}

/** @param {number} port @param {string} workspace @param {Payload} payload */
function address(port, workspace, { openFile, extension, tests } = {}) {
  const remote = (path) => `vscode-remote://127.0.0.1:${port}${path}`;
  const payload = [["skipWelcome", "true"]];
  if (extension) payload.push(["extensionDevelopmentPath", remote(extension)]);
  if (tests) payload.push(["extensionTestsPath", remote(tests)]);
  if (openFile) payload.push(["openFile", remote(openFile)]);
  const query = new URLSearchParams({ folder: workspace, payload: JSON.stringify(payload) });
  return `http://127.0.0.1:${port}/?${query}`;
}
