/** A Chromium page on the workbench, and a person's steps in it. */
import { chromium } from "playwright-core";
import { installChromium } from "./install.mjs";

const FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** Starts Chromium. Closing the browser, or the end of this process, ends it. */
export function openBrowser() {
  return chromium.launch({ executablePath: installChromium(), headless: true, args: FLAGS });
}

/** A page of a fresh profile; its errors and console lines are kept in `page.heard`. */
export async function openPage(browser, viewport = { width: 1280, height: 1400 }) {
  const context = await browser.newContext({ viewport });
  const page = await context.newPage();
  page.heard = [];
  page.on("console", (message) => page.heard.push(`${message.type()}: ${message.text()}`));
  page.on("pageerror", (error) => page.heard.push(`pageerror: ${error.stack ?? error}`));
  return page;
}

/** Goes to the address and waits for the notebook that it opens. */
export async function openNotebook(page, address) {
  await page.goto(address, { timeout: 60_000 });
  await page.waitForSelector(".monaco-workbench", { timeout: 60_000 });
  await page.waitForSelector(".notebook-editor .cell-list-container", { state: "attached", timeout: 60_000 });
}

/** Presses Run All in the notebook's toolbar. */
export async function runAll(page) {
  await page
    .locator(".notebook-toolbar-container")
    .getByRole("button", { name: /Run All/ })
    .click();
}

/** Calls `find(frame)` on every frame until one gives something else than null or false; gives that. */
export async function inFrames(page, find, { timeout = 60_000, what = "the output" } = {}) {
  const until = Date.now() + timeout;
  while (Date.now() < until) {
    for (const frame of page.frames()) {
      const found = await find(frame).catch(() => null);
      if (found) return found;
    }
    await page.waitForTimeout(100);
  }
  throw new Error(`waited ${timeout / 1000} s for ${what} in vain`);
}
