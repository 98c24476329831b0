#!/usr/bin/env node
/** Makes the README's pictures of light and dark, media/screenshots/*-{light,dark}.png, in the real workbench: the built extension on copies of the examples, in a light and a dark theme. */
import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ROOT } from "./install.mjs";
import { inFrames, openBrowser, openPage, runAll } from "./workbench/page.mjs";
import { keep, openAlone, THEMES, wheelTo } from "./workbench/pictures.mjs";
import { startServer } from "./workbench/server.mjs";

const FOLDER = join(ROOT, "media/screenshots");
const WINDOW = { width: 1100, height: 820 };
const NOTEBOOK = { width: 920, height: 600 };
const SETTINGS = { "softmaxnb.runOnOpen": false, "workbench.layoutControl.enabled": false, "window.title": "Softmax Notebooks" };
/** Only the notebook. */
const ALONE = {
  "workbench.activityBar.location": "hidden",
  "workbench.statusBar.visible": false,
  "workbench.editor.showTabs": "none",
  "window.commandCenter": false,
  "window.menuBarVisibility": "hidden",
  "breadcrumbs.enabled": false,
};

/** Which example, how large, what stands at the window's top, what a person does first, and the only theme that there is a picture of. */
const WHOLE = [{ name: "temperature", file: "temperature.softmaxnb", size: WINDOW, top: ".snb-control", act: (page) => move(page, 12) }];
const PARTS = [
  { name: "sweep", file: "temperature.softmaxnb", size: NOTEBOOK, top: ".snb-tabs" },
  { name: "decoding", file: "decoding.softmaxnb", size: NOTEBOOK, top: "[aria-label^=decode]", only: "light" },
  { name: "vocabulary", file: "next-token.softmaxnb", size: NOTEBOOK, top: ".snb-tall", only: "light" },
];

async function main() {
  const home = mkdtempSync(join(tmpdir(), "softmaxnb-screenshots-"));
  const workspace = join(home, "examples");
  cpSync(join(ROOT, "examples"), workspace, { recursive: true });
  const browser = await openBrowser();
  try {
    for (const theme of Object.keys(THEMES)) {
      await pictures(browser, workspace, theme, WHOLE, SETTINGS);
      await pictures(browser, workspace, theme, PARTS, { ...SETTINGS, ...ALONE });
    }
  } finally {
    await browser.close();
    rmSync(home, { recursive: true, force: true, maxRetries: 5 });
  }
}

async function pictures(browser, workspace, theme, all, settings) {
  const server = await startServer({ workspace, link: ROOT, settings: { ...settings, "workbench.colorTheme": THEMES[theme] } });
  try {
    for (const { name, file, size, top, act } of all.filter(({ only }) => only === undefined || only === theme)) {
      const page = await openPage(browser, size);
      await openAlone(page, server, join(workspace, file));
      await runAll(page);
      await wheelTo(page, top);
      await act?.(page);
      await keep(page, join(FOLDER, `${name}-${theme}.png`));
    }
  } finally {
    await server.stop();
  }
}

/** Moves the first slider by its keys. */
async function move(page, steps) {
  await act(page, ".snb-range", async (slider) => {
    await slider.focus();
    for (let i = 0; i < Math.abs(steps); i++) await page.keyboard.press(steps > 0 ? "ArrowRight" : "ArrowLeft");
    await slider.blur();
  });
}

/** Does something to the first element of a kind, whichever frame it is in. */
function act(page, selector, action) {
  const find = async (frame) => {
    const found = frame.locator(selector).first();
    if ((await found.count()) === 0) return false;
    await action(found);
    return true;
  };
  return inFrames(page, find, { what: selector });
}

await main();
