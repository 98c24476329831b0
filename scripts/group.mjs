/** Processes that leave nothing behind: each command runs in a process group of its own, which ends with it or with this process. */
import { spawn } from "node:child_process";
import { openSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { ROOT } from "./install.mjs";

const GUARD = fileURLToPath(new URL("guard.mjs", import.meta.url));

/**
 * Starts a command as a group. `output` names a log file, or is "pipe".
 * `end()` kills the group and resolves when it is gone; `status` resolves with the exit status, null where it was killed.
 */
export function startGroup(command, { cwd = ROOT, env = process.env, output = "pipe" } = {}) {
  const sink = output === "pipe" ? "pipe" : openSync(output, "w");
  const guard = spawn(process.execPath, [GUARD, ...command], { cwd, env, detached: true, stdio: ["pipe", sink, sink, "ipc"] });
  let answer = null;
  guard.on("message", (status) => {
    answer = status;
  });
  const status = new Promise((resolve) => guard.once("close", () => resolve(answer)));
  const end = async () => {
    try {
      process.kill(-guard.pid, "SIGKILL");
    } catch {
      // It has ended by itself.
    }
    await status;
  };
  return { pid: guard.pid, process: guard, status, end, ended: () => guard.exitCode !== null || guard.signalCode !== null };
}

/** Runs a command to its end, or kills it after `limitMs`. Gives its status (null: killed) and what it wrote. */
export async function runGroup(command, { limitMs, ...options }) {
  const group = startGroup(command, options);
  let text = "";
  for (const stream of [group.process.stdout, group.process.stderr]) {
    stream.setEncoding("utf8").on("data", (more) => {
      text += more;
    });
  }
  const timer = setTimeout(() => {
    text += `\nkilled: it ran longer than ${limitMs / 1000} s`;
    group.end();
  }, limitMs);
  const status = await group.status;
  clearTimeout(timer);
  return { status, text };
}
