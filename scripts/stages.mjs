/** The stages of `npm test`. Each gives how many of its tests passed and failed, and the text to show: failures in full. */
import { mkdirSync, readFileSync, rmSync } from "node:fs";
import { join, relative } from "node:path";
import { runGroup } from "./group.mjs";
import { installPackages, ROOT } from "./install.mjs";

const MINUTE = 60_000;
const EXPECTED = join(ROOT, "build/test/expected.json");

export const stages = [
  { name: "install", title: "what package-lock.json names", needs: [], run: async () => one(true, installPackages()) },
  {
    name: "workbench",
    title: "code-server and Chromium",
    needs: ["install"],
    run: () => script(["scripts/workbench/install.mjs"], 20 * MINUTE),
  },
  { name: "types", title: "tsc -b", needs: ["install"], run: () => command(["typescript/bin/tsc", "-b", "--pretty", "false"], 3 * MINUTE) },
  {
    name: "lint",
    title: "biome ci",
    needs: ["install"],
    run: () => command(["@biomejs/biome/bin/biome", "ci", "--colors=off", "--error-on-warnings"], MINUTE),
  },
  { name: "build", title: "all bundles", needs: ["install"], run: () => script(["scripts/build.mjs", "--tests"], 3 * MINUTE) },
  {
    name: "architecture",
    title: "imports and sizes",
    needs: ["build"],
    run: () => vitest("architecture", "test/architecture", 3 * MINUTE),
  },
  { name: "packaging", title: "the .vsix", needs: ["build"], run: () => vitest("packaging", "test/packaging", 4 * MINUTE) },
  {
    name: "unit",
    title: "unit and property tests",
    // The renderer's are in Chromium; and two workers are all that there is room for.
    needs: ["workbench"],
    alone: true,
    run: () => vitest("unit", "test/unit", 15 * MINUTE),
  },
  { name: "limits", title: "memory and time", needs: ["build"], alone: true, run: () => vitest("limits", "test/limits", 10 * MINUTE) },
  {
    name: "page",
    title: "an exported page in Chromium",
    needs: ["build", "workbench"],
    run: () => vitest("page", "test/page", 6 * MINUTE),
  },
  {
    name: "start",
    title: "npm start and Ctrl-C",
    needs: ["build", "workbench"],
    run: () => vitest("start", "test/workbench/start", 4 * MINUTE),
  },
  {
    name: "expected",
    title: "the examples on the command line",
    needs: ["build"],
    run: () => script(["scripts/workbench/expected.mjs", EXPECTED], 3 * MINUTE),
  },
  // Side by side the two would take as long, and each of their tests twice as long as it is given.
  { name: "node-host", title: "mocha in the Node extension host", needs: ["expected", "workbench"], alone: true, run: nodeHost },
  { name: "web-host", title: "mocha in the web extension host", needs: ["expected", "workbench"], alone: true, run: webHost },
  {
    name: "clicks",
    title: "a person's clicks on the .vsix, in Chromium",
    needs: ["packaging", "workbench"],
    alone: true,
    // One server and one browser at a time: each takes a gigabyte.
    run: () => vitest("clicks", "test/workbench/clicks", 10 * MINUTE, ["--no-file-parallelism"]),
  },
];

function one(ok, text) {
  return { passed: ok ? 1 : 0, failed: ok ? 0 : 1, text };
}

async function script(words, limitMs) {
  const { status, text } = await runGroup([process.execPath, ...words], { limitMs });
  return one(status === 0, text);
}

/** Runs a tool of node_modules by its script, without npx. Counts 1. */
async function command([tool, ...words], limitMs) {
  return script([join(ROOT, "node_modules", tool), ...words], limitMs);
}

/** Runs the vitest files under a folder; counts tests, and a file that does not load as one. */
async function vitest(name, folder, limitMs, more = []) {
  const file = join(ROOT, "build/reports", `${name}.json`);
  mkdirSync(join(ROOT, "build/reports"), { recursive: true });
  rmSync(file, { force: true });
  const words = ["node_modules/vitest/vitest.mjs", "run", `${folder}/`, "--reporter=json", `--outputFile=${file}`, ...more];
  const run = await runGroup([process.execPath, ...words], { limitMs, env: { ...process.env, NO_COLOR: "1" } });
  const report = readReport(file);
  if (!report) return one(false, run.text);
  const failures = report.testResults.flatMap(failuresOf);
  const passed = report.numPassedTests;
  if (run.status !== 0 && failures.length === 0) failures.push(`vitest ended with status ${run.status}\n${run.text}`);
  return { passed, failed: failures.length, text: failures.join("\n\n") };
}

function readReport(file) {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch {
    return null;
  }
}

/** What failed in one test file, in words; a skipped test has failed to test. */
function failuresOf(file) {
  const name = relative(ROOT, file.name);
  const bad = file.assertionResults.filter((test) => test.status !== "passed");
  if (bad.length === 0 && file.status === "failed") return [`${name}\n${file.message}`];
  return bad.map((test) => `${name}: ${test.fullName} (${test.status})\n${(test.failureMessages ?? []).map(withoutRunner).join("\n")}`);
}

/** The message without the runner's own stack frames. */
function withoutRunner(message) {
  return message.replace(/\n\s+at .*(?:node_modules|new Promise).*/g, "");
}

// By the command that also serves a desktop VS Code, with the workbench in its place.
function nodeHost() {
  return mocha(["scripts/test-electron.mjs", "--built"], { VSCODE_EXECUTABLE: join(ROOT, "scripts/workbench/as-electron.mjs") });
}

function webHost() {
  return mocha(["scripts/workbench/mocha.mjs", "web"], {});
}

/** Runs the mocha suite inside one extension host. */
async function mocha(words, env) {
  const run = await runGroup([process.execPath, ...words], {
    limitMs: 12 * MINUTE,
    env: { ...process.env, SOFTMAXNB_EXPECTED: EXPECTED, ...env },
  });
  const counts = run.text.match(/^\w+ host: (\d+) passed, (\d+) failed$/m);
  if (!counts) return one(false, run.text);
  const [passed, failed] = [Number(counts[1]), Number(counts[2])];
  return { passed, failed: run.status !== 0 && failed === 0 ? 1 : failed, text: run.text };
}
