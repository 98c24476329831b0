import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { inFrames, runAll } from "../../../scripts/workbench/page.mjs";
import { keepPicture, openPlace, type Place } from "./place.ts";

// What a new user does: types a call, slips, and looks at a name.
const NOTEBOOK = `---
softmaxnb: 1
---

\`\`\`softmax
z = [1, 2, 3]
\`\`\`

\`\`\`softmax
sotfmax(z)
\`\`\`

\`\`\`softmax
# here
\`\`\`
`;

let place: Place;
let page: Page;

beforeAll(async () => {
  place = await openPlace();
  writeFileSync(join(place.workspace, "typing.softmaxnb"), NOTEBOOK);
  page = await place.open("typing.softmaxnb", { width: 1100, height: 1400 });
}, 120_000);

afterAll(() => place?.close());

/** The text of a code cell, as the editor draws it. */
function line(text: string) {
  return page.locator(".cell-editor-container .view-line", { hasText: text }).first();
}

it("a slip is underlined, and its quick fix mends it", { timeout: 60_000 }, async () => {
  await page.locator(".cell-editor-container .squiggly-error").first().waitFor({ timeout: 30_000 });
  await keepPicture(page, "language-slip");
  // The opened notebook has run what it can: an output that comes later moves the cells and closes the menu.
  await page.locator(".cell-statusbar-container .codicon-notebook-state-success").first().waitFor({ timeout: 30_000 });
  await line("sotfmax").click();
  await page.keyboard.press("Home");
  await page.keyboard.press("Control+.");
  const fix = page.locator(".action-widget .monaco-list-row", { hasText: "Replace with" }).first();
  await fix.waitFor();
  await keepPicture(page, "language-fix");
  await fix.click();
  await line("softmax(z)").waitFor();
  expect(await line("sotfmax").count()).toBe(0);
  // And the mended cell runs, as edits do; its picture moves what is below it.
  await page.locator(".cell-statusbar-container .codicon-notebook-state-success").nth(1).waitFor({ timeout: 30_000 });
  await inFrames(page, (frame) => frame.locator(".snb-chart svg").first().isVisible(), { what: "the picture of the mended cell" });
});

it("typing offers the function, its signature and its keywords", { timeout: 60_000 }, async () => {
  await line("# here").click();
  await page.keyboard.press("End");
  await page.keyboard.press("Enter");
  await page.keyboard.type("p = sof", { delay: 60 });
  const list = page.locator(".suggest-widget.visible");
  await list.locator(".monaco-list-row.focused", { hasText: "softmax" }).waitFor({ timeout: 20_000 });
  await keepPicture(page, "language-completions");
  await page.keyboard.press("Enter");
  await page.locator(".parameter-hints-widget.visible", { hasText: "softmax(z, tau = 1" }).waitFor({ timeout: 20_000 });
  await page.keyboard.type("z, ta", { delay: 60 });
  await list.locator(".monaco-list-row", { hasText: "tau =" }).first().waitFor({ timeout: 20_000 });
  await keepPicture(page, "language-signature");
  await page.keyboard.press("Enter");
  await page.keyboard.type("2");
  await line("p = softmax(z, tau = 2)").waitFor();
});

it("a name shows its shape and value under the pointer", { timeout: 60_000 }, async () => {
  await page.keyboard.press("Escape");
  await runAll(page);
  await page.locator(".cell-statusbar-container .codicon-notebook-state-success").nth(1).waitFor({ timeout: 30_000 });
  await line("p = softmax").locator("span", { hasText: /^z$/ }).last().hover();
  await page.locator(".monaco-hover", { hasText: "[3]" }).waitFor({ timeout: 20_000 });
  await keepPicture(page, "language-hover");
});
