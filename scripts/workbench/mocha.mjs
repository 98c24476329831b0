/**
 * Runs a mocha suite inside the extension host of the workbench.
 *   node scripts/workbench/mocha.mjs node|web [--grep TEXT]
 */
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { ROOT } from "../install.mjs";
import { writeExpected } from "./expected.mjs";
import { openBrowser, openPage } from "./page.mjs";
import { startServer } from "./server.mjs";

const LIMIT_MS = 600_000;
/** Small, for the workbench draws the cells that are in sight, and the suite looks at none. */
const WINDOW = { width: 1000, height: 600 };
const TEST = "softmaxnb-test ";
const RESULT = "softmaxnb-result ";

/**
 * @param {object} options
 * @param {"node" | "web"} options.host  which extension host
 * @param {string} options.extension  the extension's folder
 * @param {string} options.tests  bundle that exports `run(): Promise<void>`
 * @param {string} options.workspace  folder to open; it is copied first
 * @returns {Promise<{code: number, passed: number, failed: number, text: string}>}
 */
export async function runSuite({ host, extension, tests, workspace }) {
  const place = mkdtempSync(join(tmpdir(), "softmaxnb-suite-"));
  let server;
  let browser;
  try {
    const copy = stage(place, host, extension, tests, workspace);
    // A desktop VS Code was given them with its folder.
    if (!existsSync(join(copy.workspace, "expected.json"))) await writeExpected(copy.workspace);
    server = await startServer({ workspace: copy.workspace, testing: true });
    browser = await openBrowser();
    return await drive(await openPage(browser, WINDOW), server.address({ extension: copy.extension, tests: copy.tests }));
  } finally {
    await browser?.close();
    await server?.stop();
    rmSync(place, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** Copies what the package would hold, so that the run can harm nothing; the web host gets a manifest without `main`. */
function stage(place, host, extension, tests, workspace) {
  const copy = { extension: join(place, "extension"), workspace: join(place, "workspace"), tests: join(place, "extension/dist/suite.cjs") };
  for (const path of packaged(extension)) {
    if (existsSync(join(extension, path))) cpSync(join(extension, path), join(copy.extension, path), { recursive: true });
  }
  const manifest = JSON.parse(readFileSync(join(extension, "package.json"), "utf8"));
  if (host === "web") delete manifest.main;
  writeFileSync(join(copy.extension, "package.json"), JSON.stringify(manifest));
  cpSync(tests, copy.tests);
  cpSync(workspace, copy.workspace, { recursive: true });
  return copy;
}

/** The files and folders that .vscodeignore lets into the package: it starts with "**" and then names them. */
function packaged(extension) {
  const lines = readFileSync(join(extension, ".vscodeignore"), "utf8").split("\n");
  const patterns = lines.filter((line) => line.startsWith("!")).map((line) => line.slice(1));
  return new Set(patterns.map((pattern) => (pattern.includes("*") ? dirname(pattern) : pattern)));
}

/** Opens the address and waits for the suite's end. */
async function drive(page, address) {
  const lines = [];
  const ended = new Promise((resolve) => page.exposeFunction("codeAutomationExit", resolve));
  await page.exposeFunction("codeAutomationLog", (_type, words) => lines.push(words.join(" ")));
  await page.goto(address);
  let timer;
  const late = new Promise((resolve) => {
    timer = setTimeout(resolve, LIMIT_MS, "late");
  });
  const code = await Promise.race([ended, late]);
  clearTimeout(timer);
  return report(code, lines, page.heard);
}

function report(code, lines, heard) {
  const tests = lines.filter((line) => line.includes(TEST)).map((line) => `  ${line.slice(line.indexOf(TEST) + TEST.length)}`);
  const counts = lines.findLast((line) => line.includes(RESULT));
  if (counts) {
    const { passed, failed } = JSON.parse(counts.slice(counts.indexOf(RESULT) + RESULT.length));
    return { code: code === 0 && failed === 0 ? 0 : 1, passed, failed, text: tests.join("\n") };
  }
  const why = code === "late" ? `no answer in ${LIMIT_MS / 1000} s` : `exit ${code} and no counts`;
  const last = [...lines, ...heard].map((line) => line.slice(0, 400)).slice(-60);
  return { code: 1, passed: 0, failed: 1, text: [...tests, `the suite gave ${why}; the host's last lines:`, ...last].join("\n") };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const host = process.argv[2] === "web" ? "web" : "node";
  const tests = join(ROOT, `build/test/suite.${host}.cjs`);
  const result = await runSuite({ host, extension: ROOT, tests, workspace: join(ROOT, "examples") });
  process.stdout.write(`${result.text}\n${host} host: ${result.passed} passed, ${result.failed} failed\n`);
  process.exitCode = result.code;
}
