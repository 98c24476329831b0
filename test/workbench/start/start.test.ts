import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { afterAll, afterEach, expect, test } from "vitest";
import { ROOT } from "../../../scripts/install.mjs";

const LIMIT = 60_000;
const started: ChildProcess[] = [];
// What is killed outright cannot sweep up its temporary files.
const place = mkdtempSync(join(tmpdir(), "softmaxnb-start-"));

afterEach(() => {
  for (const child of started.splice(0)) child.kill("SIGKILL");
});

afterAll(() => rmSync(place, { recursive: true, force: true, maxRetries: 5 }));

/** Runs `npm start` without a browser; resolves with the address that it prints. */
function start(): Promise<{ child: ChildProcess; address: string; text: () => string }> {
  const child = spawn(process.execPath, ["scripts/start.mjs", "--workbench", "--no-open"], {
    cwd: ROOT,
    env: { ...process.env, TMPDIR: place },
  });
  started.push(child);
  let text = "";
  return new Promise((resolve, reject) => {
    const hear = (more: Buffer) => {
      text += more;
      const address = text.match(/^http:\/\/127\.0\.0\.1:\d+\/\S+$/m)?.[0];
      if (address && text.includes("Ctrl-C")) resolve({ child, address, text: () => text });
    };
    child.stdout.on("data", hear);
    child.stderr.on("data", hear);
    child.once("exit", () => reject(new Error(`npm start ended\n${text}`)));
  });
}

function ended(child: ChildProcess): Promise<number | null> {
  return new Promise((resolve) => child.once("exit", (code) => resolve(code)));
}

/** Command lines of the processes that name this port: the server, and what it started. */
function processesOf(port: string): string[] {
  const lines = execFileSync("ps", ["-eo", "pid,args"], { encoding: "utf8" }).split("\n");
  return lines.filter((line) => line.includes(`127.0.0.1:${port}`));
}

async function untilGone(port: string): Promise<void> {
  const until = Date.now() + 10_000;
  while (processesOf(port).length > 0 && Date.now() < until) await new Promise((resolve) => setTimeout(resolve, 50));
  expect(processesOf(port)).toEqual([]);
  await expect(fetch(`http://127.0.0.1:${port}/healthz`)).rejects.toThrow();
}

test("npm start prints an address that answers, says what to do next, and Ctrl-C leaves nothing running", { timeout: LIMIT }, async () => {
  const { child, address, text } = await start();
  expect((await fetch(address)).status).toBe(200);
  expect(text()).toContain("Run All");
  expect(address).toContain("temperature.softmaxnb");
  const end = ended(child);
  child.kill("SIGINT");
  expect(await end).toBe(0);
  await untilGone(new URL(address).port);
});

test("npm start leaves nothing running even where it is killed outright", { timeout: LIMIT }, async () => {
  const { child, address } = await start();
  const port = new URL(address).port;
  expect(processesOf(port)).not.toEqual([]);
  child.kill("SIGKILL");
  await untilGone(port);
});

test("npm start opens VS Code on the examples with the extension loaded, where `code` is on the PATH", { timeout: LIMIT }, () => {
  const [folder, said] = [join(place, "bin"), join(place, "said")];
  mkdirSync(folder);
  writeFileSync(join(folder, "code"), `#!/bin/sh\nprintf '%s\\n' "$@" > "${said}"\n`, { mode: 0o755 });
  const env = { ...process.env, PATH: `${folder}${delimiter}${process.env.PATH}` };
  const text = execFileSync(process.execPath, ["scripts/start.mjs"], { cwd: ROOT, env, encoding: "utf8" });
  expect(readFileSync(said, "utf8").trim().split("\n")).toEqual([
    "--new-window",
    `--extensionDevelopmentPath=${ROOT}`,
    join(ROOT, "examples"),
    join(ROOT, "examples/temperature.softmaxnb"),
  ]);
  expect(text).toContain("Run All");
});
