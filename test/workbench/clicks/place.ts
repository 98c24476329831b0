import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { ROOT } from "../../../scripts/install.mjs";
import { packageExtension, VSIX } from "../../../scripts/package.mjs";
import { openBrowser, openNotebook, openPage } from "../../../scripts/workbench/page.mjs";
import { startServer } from "../../../scripts/workbench/server.mjs";

export interface Place {
  /** Opens a notebook of the examples' copy in a page of a fresh profile. */
  readonly open: (name: string, viewport?: { width: number; height: number }) => Promise<Page>;
  readonly close: () => Promise<void>;
  /** The copy of the examples. */
  readonly workspace: string;
}

/** A workbench with the packed .vsix installed, on a copy of the examples, and a browser. */
export async function openPlace(): Promise<Place> {
  if (!existsSync(VSIX)) await packageExtension();
  const home = mkdtempSync(join(tmpdir(), "softmaxnb-clicks-"));
  const workspace = join(home, "examples");
  cpSync(join(ROOT, "examples"), workspace, { recursive: true });
  const server = await startServer({ workspace, vsix: VSIX, settings: { "workbench.colorTheme": "Default Light Modern" } });
  let browser: Browser | undefined;
  const close = async () => {
    await browser?.close();
    await server.stop();
    rmSync(home, { recursive: true, force: true, maxRetries: 5 });
  };
  try {
    browser = await openBrowser();
  } catch (reason) {
    await close();
    throw reason;
  }
  const open = async (name: string, viewport = { width: 1280, height: 1400 }) => {
    const page = await openPage(browser, viewport);
    await openNotebook(page, server.address({ openFile: join(workspace, name) }));
    return page;
  };
  return { open, close, workspace };
}

const SCREENSHOTS = join(ROOT, ".screenshots");

/** Keeps a picture of the page under .screenshots. */
export async function keepPicture(page: Page, name: string): Promise<void> {
  mkdirSync(SCREENSHOTS, { recursive: true });
  await page.screenshot({ path: join(SCREENSHOTS, `${name}.png`) });
}

/** Picks a colour theme by the keyboard, as a person would. */
export async function pickTheme(page: Page, label: string): Promise<void> {
  await page.keyboard.press("Control+K");
  await page.keyboard.press("Control+T");
  await page.waitForSelector(".quick-input-widget input");
  await page.keyboard.type(label);
  await page.locator(".quick-input-list .monaco-list-row", { hasText: label }).first().waitFor();
  await page.keyboard.press("Enter");
  await page.locator(".quick-input-widget").waitFor({ state: "hidden" });
}
