#!/usr/bin/env node
/**
 * Measures, in the workbench in Chromium, how long a notebook takes from the double click on its name until its first cell's code is on the page,
 * and until its first output is: of 10 and of 1,000 cells, and for comparison 1,000 cells as an .ipynb, which VS Code reads by itself and shows
 * without running. Opened in turns; medians.
 *   --rounds n    default 5
 */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { ROOT } from "../scripts/install.mjs";
import { openBrowser, openNotebook, openPage } from "../scripts/workbench/page.mjs";
import { startServer } from "../scripts/workbench/server.mjs";

const { values } = parseArgs({ options: { rounds: { type: "string", default: "5" } } });
const folder = mkdtempSync(join(tmpdir(), "softmaxnb-open-"));
const NOTEBOOKS = [
  { name: "first.softmaxnb", cells: 3, text: softmaxnb },
  { name: "ten.softmaxnb", cells: 10, text: softmaxnb },
  { name: "thousand.softmaxnb", cells: 1000, text: softmaxnb },
  { name: "thousand.ipynb", cells: 1000, text: ipynb },
];
for (const { name, cells, text } of NOTEBOOKS) writeFileSync(join(folder, name), text(cells));

const server = await startServer({ workspace: folder, link: ROOT, settings: { "softmaxnb.runOnOpen": true } });
const browser = await openBrowser();
try {
  const page = await openPage(browser, { width: 1280, height: 900 });
  await openNotebook(page, server.address({ openFile: join(folder, "first.softmaxnb") }));
  await output(page, Date.now());
  const times = new Map(NOTEBOOKS.slice(1).map(({ name }) => [name, []]));
  // The first round compiles what the others use.
  for (let round = 0; round <= Number(values.rounds); round += 1)
    for (const [name, all] of times) {
      const time = await opened(page, name);
      if (round > 0) all.push(time);
    }
  for (const [name, all] of times) {
    const [code, drawn] = ["code", "output"].map((what) => median(all.map((one) => one[what])));
    process.stdout.write(`${name.padEnd(20)} code after ${code} ms${drawn === null ? "" : `, first output after ${drawn} ms`}\n`);
  }
} finally {
  await browser.close();
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
}

async function opened(page, name) {
  await page.keyboard.press("Control+K");
  await page.keyboard.press("Control+W");
  await page.locator(".notebook-editor").waitFor({ state: "hidden" });
  await page.waitForTimeout(1500);
  const row = page.locator(".explorer-folders-view .monaco-list-row", { hasText: name });
  const start = Date.now();
  await row.dblclick();
  await page.waitForFunction(() => document.querySelector(".notebook-editor .cell .view-line span span"), undefined, { polling: "raf" });
  const code = Date.now() - start;
  return { code, output: name.endsWith(".ipynb") ? null : await output(page, start) };
}

/** ms until an output with our elements is on the page. */
async function output(page, start) {
  for (;;) {
    for (const frame of page.frames())
      if (
        (await frame
          .locator("[class^=snb-]")
          .count()
          .catch(() => 0)) > 0
      )
        return Date.now() - start;
    await page.waitForTimeout(20);
    if (Date.now() - start > 60_000) throw new Error("waited 60 s for an output in vain");
  }
}

function median(times) {
  const sorted = times.filter((time) => time !== null).sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? null;
}

function sources(cells) {
  return Array.from({ length: cells }, (_, i) => (i === 0 ? "a0 = 1" : `a${i} = a${i - 1} + 1`));
}

function softmaxnb(cells) {
  return `---\nsoftmaxnb: 1\n---\n\n${sources(cells)
    .map((source) => `\`\`\`softmax\n${source}\n\`\`\`\n`)
    .join("\n")}`;
}

function ipynb(cells) {
  const code = sources(cells).map((source) => ({ cell_type: "code", execution_count: null, metadata: {}, outputs: [], source: [source] }));
  return JSON.stringify({ cells: code, metadata: {}, nbformat: 4, nbformat_minor: 4 });
}
