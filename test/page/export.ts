import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { afterAll, beforeAll } from "vitest";
import { ROOT } from "../../scripts/install.mjs";
import { openBrowser } from "../../scripts/workbench/page.mjs";

const CLI = join(ROOT, "dist/cli.mjs");

/** The text of a notebook of these code cells. */
export function notebookOf(...cells: string[]): string {
  return `---\nsoftmaxnb: 1\nseed: 42\n---\n\n${cells.map((source) => `\`\`\`softmax\n${source}\n\`\`\`\n`).join("\n")}`;
}

/** A page from a file, with the network off; `heard` is all that it complains of and asks for. */
export interface Opened {
  readonly page: Page;
  readonly heard: string[];
}

/** A browser and a folder of a test file's own. */
export function exporter() {
  let folder = "";
  let browser: Browser | null = null;
  let pages = 0;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "softmaxnb-page-"));
    browser = await openBrowser();
  }, 90_000);
  afterAll(async () => {
    await browser?.close();
    rmSync(folder, { recursive: true });
  });
  const write = (name: string, text: string): string => {
    writeFileSync(join(folder, name), text);
    return join(folder, name);
  };
  const html = (notebook: string, ...options: string[]): string => {
    const out = join(folder, `page-${++pages}.html`);
    execFileSync(process.execPath, [CLI, "export", notebook, "--to", "html", "--out", out, ...options], {
      stdio: ["ignore", "ignore", "pipe"],
    });
    return out;
  };
  const open = async (file: string, options: BrowserContextOptions = {}, before?: () => void): Promise<Opened> => {
    if (!browser) throw new Error("no browser yet");
    const context = await browser.newContext({ offline: true, viewport: { width: 900, height: 800 }, ...options });
    const page = await context.newPage();
    const heard: string[] = [];
    page.on("console", (message) => ["error", "warning"].includes(message.type()) && heard.push(message.text()));
    page.on("pageerror", (error) => heard.push(String(error.stack ?? error)));
    page.on("dialog", (dialog) => heard.push(`dialog: ${dialog.message()}`));
    page.on("request", (request) => /^(file|data|blob):/.test(request.url()) || heard.push(`asked for ${request.url()}`));
    if (before) await page.addInitScript(before);
    await page.goto(pathToFileURL(file).href);
    return { page, heard };
  };
  return { write, html, open };
}
