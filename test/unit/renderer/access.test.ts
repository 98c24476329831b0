import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openHarness } from "./harness/open.mjs";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

interface Violation {
  readonly id: string;
  readonly impact: string;
  readonly nodes: readonly { readonly target: readonly string[]; readonly failureSummary: string }[];
}

interface Axe {
  run(context: object, options: object): Promise<{ readonly violations: readonly Violation[] }>;
}

let browser: Browser;
let page: Page;

beforeAll(async () => {
  const harness = await openHarness();
  browser = harness.browser;
  ({ page } = await harness.open({ width: 800 }));
  await page.evaluate(async () => {
    window.harness.start("light");
    const twice = new Set(["labelled40", "crowded", "largeAttention", "thinned", "tokens", "positive", "matrix"]);
    for (const [name, view] of Object.entries(window.harness.views)) if (!twice.has(name)) await window.harness.render(name, view);
  });
  await page.getByRole("button", { name: "Copy or save the picture and its data" }).first().click();
  await page.getByRole("button", { name: "Show the data as a table" }).first().click();
  await page.evaluate(AXE);
}, 120_000);

afterAll(() => browser.close());

async function seriousFaults(within = ".snb-output"): Promise<string[]> {
  const violations = await page.evaluate(async (selector) => {
    // SAFETY: axe-core puts itself there.
    const { axe } = window as unknown as { axe: Axe };
    return (await axe.run({ include: [[selector]] }, { resultTypes: ["violations"] })).violations;
  }, within);
  const serious = violations.filter(({ impact }) => impact === "serious" || impact === "critical");
  return serious.flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) => `${id}: ${target.join(" ")} ${failureSummary}`));
}

describe("the outputs of every kind", { timeout: 120_000 }, () => {
  it.each(["light", "dark", "contrast"])("have no serious fault in the theme %s, by axe-core", async (theme) => {
    await page.evaluate((name) => window.harness.theme(name), theme);
    await expect
      .poll(() =>
        page
          .locator(".snb-stage svg")
          .first()
          .evaluate((svg) => svg.style.backgroundColor),
      )
      .toBe(await page.evaluate(() => getComputedStyle(document.body).backgroundColor));
    expect(await seriousFaults()).toEqual([]);
  });

  it("are seen through by it: a faint text is told", async () => {
    await page
      .locator(".snb-text")
      .first()
      .evaluate((text) => {
        text.style.color = "#777777";
        text.style.background = "#888888";
      });
    expect((await seriousFaults(".snb-text")).join()).toContain("color-contrast");
  });
});
