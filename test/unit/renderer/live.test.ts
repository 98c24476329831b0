import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { drag, drawFrames, heapOf, openDragged } from "./harness/drag.mjs";
import type { Live } from "./harness/live.ts";

declare global {
  interface Window {
    live: Live;
  }
}

let browser: Browser;
let page: Page;
let problems: string[];

beforeAll(async () => {
  ({ browser, page, problems } = await openDragged());
}, 120_000);

afterAll(() => browser.close());

const label = () => page.locator("#picture .snb-chart").first().getAttribute("aria-label");
const shown = () => page.locator("#tau output").textContent();

describe("a temperature over 151,936 logits", { timeout: 120_000 }, () => {
  it("is drawn at the last value of a drag, in the charts that were there", async () => {
    const charts = await page.locator("#picture .snb-chart").elementHandles();
    const before = await label();
    const { events, latencies } = await drag(page, 120);
    expect(events).toBeGreaterThan(60);
    expect(latencies).toHaveLength(events);
    expect(await label()).not.toBe(before);
    expect(await label()).toContain(`at tau ${await shown()}:`);
    expect(charts).toHaveLength(3);
    for (const chart of charts) expect(await chart.evaluate((element) => element.isConnected)).toBe(true);
    expect(await page.evaluate(() => [window.live.frames.failed, window.live.failures])).toEqual([0, []]);
    expect(problems).toEqual([]);
  });

  it("is a canvas in motion, and at rest an SVG of what the last frame said", async () => {
    await page.mouse.move(0, 0);
    const drawn = page.locator("#picture .snb-stage :is(svg, canvas)");
    const kinds = () => drawn.evaluateAll((all) => all.map((one) => one.tagName.toLowerCase()));
    await expect.poll(kinds).toEqual(["svg", "svg", "svg"]);
    const texts = () => page.locator("#picture .snb-stage svg text").allTextContents();
    const before = await texts();
    await drawFrames(page, 20);
    expect(await kinds()).toEqual(["canvas", "canvas", "canvas"]);
    await expect.poll(kinds).toEqual(["svg", "svg", "svg"]);
    expect(await texts()).not.toEqual(before);
    expect(problems).toEqual([]);
  });

  it("leaves nothing behind in the page's heap, frame after frame", async () => {
    await drawFrames(page, 60);
    const before = await heapOf(page);
    await drawFrames(page, 150);
    expect((await heapOf(page)) - before).toBeLessThan(1_000_000);
  });

  it("is compared with the one that was pinned, by every entry", async () => {
    await page.getByRole("button", { name: "Pin this distribution" }).click();
    const facts = page.locator("#picture .snb-comparison");
    await expect.poll(() => facts.textContent()).toMatch(/KL0 nats/);
    await page.focus("#tau input");
    await page.keyboard.press("Home");
    await expect.poll(() => facts.textContent()).not.toMatch(/KL0 nats/);
    expect(await label()).toMatch(/at tau 0\.05: .*against the pinned one at tau/);
  });
});
