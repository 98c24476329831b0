#!/usr/bin/env node
/**
 * Makes the pictures of the walkthrough, media/walkthrough/*.png, in the real workbench: the built extension on copies of the templates and
 * examples, in a light and a dark theme.
 */
import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { ROOT } from "./install.mjs";
import { openBrowser, openPage, runAll } from "./workbench/page.mjs";
import { drawn, keep, openAlone, THEMES, wheelTo } from "./workbench/pictures.mjs";
import { startServer } from "./workbench/server.mjs";

const SIZE = { width: 820, height: 640 };
const FOLDER = join(ROOT, "media/walkthrough");
/** Only the notebook: what stands around it is not what a step is about. */
const SETTINGS = {
  "workbench.activityBar.location": "hidden",
  "workbench.statusBar.visible": false,
  "workbench.editor.showTabs": "none",
  "workbench.layoutControl.enabled": false,
  "window.title": "Softmax Notebooks",
  "window.commandCenter": false,
  "window.menuBarVisibility": "hidden",
  "breadcrumbs.enabled": false,
  "softmaxnb.runOnOpen": false,
};

/** The notebooks' pictures: which file, and the element that stands at the window's top. */
const NOTEBOOKS = [
  { name: "open", file: "temperature-sweep.softmaxnb", top: null, charts: 1 },
  { name: "drag", file: "temperature.softmaxnb", top: ".snb-control", charts: 2 },
  { name: "decode", file: "decoding.softmaxnb", top: "[aria-label^=decode]", charts: 1 },
];

async function main() {
  const home = mkdtempSync(join(tmpdir(), "softmaxnb-walkthrough-"));
  const workspace = join(home, "notebooks");
  mkdirSync(FOLDER, { recursive: true });
  for (const folder of ["templates", "examples"]) cpSync(join(ROOT, folder), workspace, { recursive: true });
  cpSync(join(ROOT, "examples/data/next-token.npy"), join(workspace, "logits.npy"));
  const browser = await openBrowser();
  try {
    for (const theme of Object.keys(THEMES)) await pictures(browser, workspace, theme);
  } finally {
    await browser.close();
    rmSync(home, { recursive: true, force: true, maxRetries: 5 });
  }
}

async function pictures(browser, workspace, theme) {
  const server = await startServer({ workspace, link: ROOT, settings: { ...SETTINGS, "workbench.colorTheme": THEMES[theme] } });
  try {
    for (const one of NOTEBOOKS) await notebookPicture(browser, server, workspace, theme, one);
    await loadPicture(browser, server, workspace, theme);
  } finally {
    await server.stop();
  }
  await pagePicture(browser, workspace, theme);
}

async function notebookPicture(browser, server, workspace, theme, { name, file, top, charts }) {
  const page = await openPage(browser, SIZE);
  await openAlone(page, server, join(workspace, file));
  await runAll(page);
  if (top) await wheelTo(page, top);
  else await drawn(page, charts);
  await keep(page, fileOf(name, theme));
}

/** By the command, as a person would: it asks for the file, and the name is typed. */
async function loadPicture(browser, server, workspace, theme) {
  const page = await openPage(browser, SIZE);
  await openAlone(page, server, join(workspace, "temperature.softmaxnb"));
  await page.keyboard.press("F1");
  await page.locator(".quick-input-widget input").first().fill(">Open Logits in a Softmax Notebook");
  await page.locator(".quick-input-list .monaco-list-row").first().waitFor();
  await page.keyboard.press("Enter");
  const asked = page.locator(".quick-input-widget input").first();
  // The dialog starts with a folder's path in it.
  await page.waitForFunction((input) => input instanceof HTMLInputElement && input.value.startsWith("/"), await asked.elementHandle());
  await asked.fill(join(workspace, "logits.npy"));
  await page.keyboard.press("Enter");
  await wheelTo(page, "[aria-label^=histogram]");
  await keep(page, fileOf("load", theme));
}

async function pagePicture(browser, workspace, theme) {
  const out = join(workspace, "temperature.html");
  const cli = join(ROOT, "dist/cli.mjs");
  execFileSync(process.execPath, [cli, "export", join(workspace, "temperature.softmaxnb"), "--to", "html", "--out", out]);
  const context = await browser.newContext({ viewport: SIZE, colorScheme: theme });
  const page = await context.newPage();
  await page.goto(pathToFileURL(out).href);
  const control = page.locator(".snb-control").first();
  await control.waitFor();
  await page.waitForTimeout(1500);
  await control.evaluate((element) => window.scrollTo(0, element.getBoundingClientRect().top + window.scrollY - 200));
  await keep(page, fileOf("share", theme));
}

function fileOf(name, theme) {
  return join(FOLDER, `${name}-${theme}.png`);
}

await main();
