import { readFileSync } from "node:fs";
import type { Browser, Download, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { evenLogits, softmaxOf } from "../output/samples.ts";
import { type Open, type Opened, openHarness } from "./harness/open.mjs";

/** A probability of the fifteen entries, as it is read out. */
const p = (i: number): string => (softmaxOf(evenLogits(15), 1)[i] ?? 0).toPrecision(6);

let browser: Browser;
let open: Open;
let last: Opened | null = null;

beforeAll(async () => {
  ({ browser, open } = await openHarness());
});

afterEach(async () => {
  const opened = last;
  last = null;
  expect(opened?.problems ?? []).toEqual([]);
  opened?.leave();
});

afterAll(() => browser.close());

async function show(name: string, messaging = true): Promise<Page> {
  last = await open();
  await last.page.evaluate(
    ([name, messaging]) => {
      window.harness.start("light", messaging);
      return window.harness.render(name, window.harness.views[name] as never);
    },
    [name, messaging] as const,
  );
  return last.page;
}

/** Opens what stands behind the toolbar's last button. */
async function opened(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Copy or save the picture and its data" }).click();
}

async function saved(page: Page, label: string): Promise<{ download: Download; bytes: Buffer }> {
  await opened(page);
  const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: label }).click()]);
  return { download, bytes: readFileSync(await download.path()) };
}

describe("the toolbar of a picture", { timeout: 60_000 }, () => {
  it("saves all its panels as one SVG, with their captions", async () => {
    const page = await show("vocabulary");
    const { download, bytes } = await saved(page, "Save the picture as SVG");
    expect(download.suggestedFilename()).toBe("softmax.svg");
    const svg = bytes.toString();
    expect(svg.match(/<svg /g)).toHaveLength(4);
    for (const caption of ["Largest 20 of 151,936", "Probability by rank"]) expect(svg).toContain(caption);
    expect(svg).toMatch(/<svg role="img" aria-label="Largest 20 of 151,936\. [^"]*entropy[^"]*"/);
    const fine = await page.evaluate(
      (text) => new DOMParser().parseFromString(text, "image/svg+xml").querySelector("parsererror") === null,
      svg,
    );
    expect(fine).toBe(true);
  });

  it("saves a PNG of twice the size on the page", async () => {
    const page = await show("fifteen");
    const { bytes } = await saved(page, "Save the picture as PNG");
    expect(bytes.subarray(1, 4).toString()).toBe("PNG");
    const width = await page.locator("#fifteen .snb-chart").evaluate((chart) => chart.clientWidth);
    expect(Math.abs(bytes.readUInt32BE(16) - 2 * (width + 16))).toBeLessThanOrEqual(4);
  });

  it("saves the data as CSV", async () => {
    const page = await show("fifteen");
    const { bytes } = await saved(page, "Save the data as CSV");
    expect(bytes.toString().split("\r\n")).toHaveLength(17);
  });

  it("copies text and pictures", async () => {
    const page = await show("fifteen");
    await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
    await page.evaluate(() => {
      const written: string[] = [];
      Object.assign(window, { written });
      // The page has no address that a browser trusts with its clipboard.
      Object.defineProperty(navigator, "clipboard", {
        value: {
          writeText: async (text: string) => written.push(text.slice(0, 5)),
          write: async ([item]: ClipboardItem[]) => written.push((await item?.getType("image/png"))?.type ?? ""),
        },
      });
      Object.assign(window, {
        ClipboardItem: class {
          constructor(readonly parts: Record<string, Promise<Blob>>) {}
          getType = (type: string) => this.parts[type];
        },
      });
    });
    await opened(page);
    for (const label of ["Copy the data as CSV", "Copy the picture as SVG", "Copy the picture as PNG"]) {
      await page.getByRole("button", { name: label }).click();
      await expect.poll(() => page.locator("#fifteen .snb-said").textContent()).toBe("Copied");
      await page.evaluate(() => document.querySelector(".snb-said")?.replaceChildren());
    }
    expect(await page.evaluate(() => (window as unknown as { written: string[] }).written)).toEqual(["index", "<svg ", "image/png"]);
  });

  it("says it where copying is not allowed", async () => {
    const page = await show("fifteen");
    await page.evaluate(() =>
      Object.defineProperty(navigator, "clipboard", { value: { writeText: () => Promise.reject(new Error("denied")) } }),
    );
    await opened(page);
    await page.getByRole("button", { name: "Copy the data as CSV" }).click();
    await expect.poll(() => page.locator("#fifteen .snb-said").textContent()).toBe("Not possible here: denied");
  });

  it("hands its specification to the editor, or saves it where there is none", async () => {
    const page = await show("fifteen");
    await opened(page);
    await page.getByRole("button", { name: "Open the Vega-Lite specification" }).click();
    const sent = await page.evaluate(() => window.harness.sent.at(-1) as { type: string; text: string });
    expect(sent.type).toBe("open");
    const spec = JSON.parse(sent.text) as { datasets: { entries: unknown[] } };
    expect(spec.datasets.entries).toHaveLength(15);
    await page.close();
    const alone = await show("fifteen", false);
    const { download } = await saved(alone, "Save the Vega-Lite specification");
    expect(download.suggestedFilename()).toBe("softmax.vl.json");
  });

  it("is one stop of the Tab key, and arrow keys go through it without reaching the notebook", async () => {
    const page = await show("fifteen");
    await page.evaluate(() => document.addEventListener("keydown", (event) => (document.title += event.key)));
    await page.focus("#fifteen .snb-tool");
    const walk = async (presses: number): Promise<string[]> => {
      const names: string[] = [];
      for (let press = 0; press < presses; press += 1) {
        names.push(await page.evaluate(() => document.activeElement?.textContent ?? ""));
        await page.keyboard.press("ArrowRight");
      }
      return names;
    };
    expect(await walk(4)).toEqual(["Table", "Log", "Pin", "Export"]);
    await page.keyboard.press("End");
    await page.keyboard.press("Enter");
    expect(await walk(8)).toEqual(["Export", "PNG", "SVG", "CSV", "PNG", "SVG", "CSV", "Vega-Lite"]);
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe("Table");
    expect(await page.title()).toBe("outputs");
    expect(await page.locator("#fifteen .snb-tool[tabindex='0']").count()).toBe(1);
  });

  it("shows that there is more without a pointer over it, and says whether that stands open", async () => {
    const page = await show("fifteen");
    await page.mouse.move(0, 0);
    const opener = page.getByRole("button", { name: "Copy or save the picture and its data" });
    expect(await opener.evaluate((button) => button.checkVisibility({ opacityProperty: true }))).toBe(true);
    expect(await opener.getAttribute("aria-expanded")).toBe("false");
    expect(await page.getByRole("button", { name: "Copy the picture as PNG" }).count()).toBe(0);
    await opener.click();
    expect(await opener.getAttribute("aria-expanded")).toBe("true");
    expect(await page.getByRole("button", { name: "Copy the picture as PNG" }).count()).toBe(1);
    await opener.click();
    expect(await page.getByRole("button", { name: "Copy the picture as PNG" }).count()).toBe(0);
  });

  it("changes to a logarithmic axis and back, and keeps it when a frame comes in", async () => {
    const page = await show("fifteen");
    const bar = page.locator("#fifteen .mark-rect path").first();
    const height = async () => (await bar.boundingBox())?.height ?? 0;
    const before = await height();
    await page.getByRole("button", { name: "Values on a logarithmic axis" }).click();
    await expect.poll(height).toBeGreaterThan(before + 5);
    await page.evaluate(() => window.harness.frame("fifteen", 1, window.harness.make.fifteen(2)));
    expect(await height()).toBeGreaterThan(before + 5);
    expect(await page.locator("#fifteen [aria-pressed=true]").textContent()).toBe("Log");
  });

  it("asks for a pin, and shows what the session compares", async () => {
    const page = await show("fifteen");
    const bars = page.locator("#fifteen .mark-rect path");
    expect(await bars.count()).toBe(15);
    await page.getByRole("button", { name: "Pin this distribution" }).click();
    expect(await page.evaluate(() => window.harness.sent.at(-1))).toEqual({ type: "pin", cell: "fifteen", slot: 0, pinned: true });
    await page.evaluate(() => window.harness.frame("fifteen", 1, window.harness.views.pinned as never));
    await expect.poll(() => page.locator("#fifteen .snb-comparison").textContent()).toContain("KL");
    // A tick beside each bar.
    await expect.poll(() => bars.count()).toBe(30);
    expect(await page.locator("#fifteen .snb-chart").getAttribute("aria-label")).toContain("against the pinned one at tau 3");
    await page.getByRole("button", { name: "Pin this distribution" }).click();
    expect(await page.evaluate(() => window.harness.sent.at(-1))).toMatchObject({ type: "pin", pinned: false });
  });

  it("shows the data as a table", async () => {
    const page = await show("fifteen");
    await page.getByRole("button", { name: "Show the data as a table" }).click();
    expect(await page.locator("#fifteen tbody tr").count()).toBe(15);
  });
});

describe("the marks of a chart", { timeout: 60_000 }, () => {
  it("are reached by the keyboard, framed and read out", async () => {
    const page = await show("fifteen");
    const said = page.locator("#fifteen .snb-chart [role=status]");
    await page.focus("#fifteen .snb-chart");
    await page.keyboard.press("End");
    expect(await said.textContent()).toBe(`14: ${p(14)}`);
    const [ring, bar] = await Promise.all([
      page.locator("#fifteen .snb-ring").boundingBox(),
      page.locator("#fifteen .mark-rect path").last().boundingBox(),
    ]);
    expect(Math.abs((ring?.x ?? 0) + 2 - (bar?.x ?? 99))).toBeLessThan(2.5);
    await page.keyboard.press("ArrowLeft");
    expect(await said.textContent()).toBe(`13: ${p(13)}`);
    await page.evaluate(() => window.harness.frame("fifteen", 1, window.harness.make.fifteen(4)));
    await expect.poll(() => said.textContent()).not.toBe(`13: ${p(13)}`);
    await page.keyboard.press("Escape");
    expect(await page.locator("#fifteen .snb-ring").isVisible()).toBe(false);
  });

  it("are reached on a canvas too", async () => {
    const page = await show("matrix");
    await page.focus("#matrix .snb-chart");
    await page.keyboard.press("ArrowRight");
    await page.keyboard.press("ArrowDown");
    expect(await page.locator("#matrix .snb-chart [role=status]").textContent()).toMatch(/^row 1, column 0: /);
  });
});
