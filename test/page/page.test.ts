import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { ROOT } from "../../scripts/install.mjs";
import { exporter, notebookOf } from "./export.ts";

const { write, html, open } = exporter();
const sample = notebookOf(
  'tau = slider(0.05, 10, value = 1, scale = "log")',
  "softmax([1, 2, 3], tau = tau)",
  "entropy(softmax([1, 2, 3], tau = tau))",
);

/** The example's page, made once. */
function temperature(): string {
  made ??= html(join(ROOT, "examples/temperature.softmaxnb"));
  return made;
}

let made: string | undefined;

/** The line of figures above the first distribution. */
function facts(page: Page): Promise<string | null> {
  return page.locator(".snb-facts").first().textContent();
}

/** The picture's own text: the labels on its bars. */
function bars(page: Page): Promise<string> {
  return page
    .locator(".snb-chart svg")
    .first()
    .evaluate((svg) => svg.outerHTML);
}

/** Waits until what the page shows is no longer what it was. */
async function changes(look: () => Promise<string | null>, before: string | null): Promise<void> {
  await expect.poll(look, { timeout: 10_000 }).not.toBe(before);
}

describe("an exported page, opened from a file with the network off", { timeout: 90_000 }, () => {
  it("moves its picture when its slider is moved by keys and by a drag, in a worker, without a complaint", async () => {
    const { page, heard } = await open(html(write("a.softmaxnb", sample)));
    const slider = page.locator("input[type=range]").first();
    const [before, drawn] = [await facts(page), await bars(page)];
    await slider.focus();
    for (let i = 0; i < 5; i++) await page.keyboard.press("ArrowRight");
    await changes(() => facts(page), before);
    await changes(() => bars(page), drawn);
    expect(page.workers().map((worker) => worker.url())).toEqual([expect.stringMatching(/^blob:/)]);
    const keyed = await facts(page);
    const box = await slider.boundingBox();
    if (!box) throw new Error("the slider has no place");
    await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width * 0.9, box.y + box.height / 2, { steps: 6 });
    await page.mouse.up();
    await changes(() => facts(page), keyed);
    expect(heard).toEqual([]);
  });

  it("compares with a distribution that was pinned, and opens no editor", async () => {
    const { page, heard } = await open(html(write("pin.softmaxnb", sample)));
    await page.getByRole("button", { name: "Pin this distribution" }).first().click();
    await expect.poll(() => page.locator(".snb-comparison").first().textContent(), { timeout: 10_000 }).toMatch(/KL0 nats/);
    await page.getByRole("button", { name: "Copy or save the picture and its data" }).first().click();
    expect(await page.getByRole("button", { name: "Save the Vega-Lite specification" }).count()).toBe(1);
    expect(await page.getByRole("button", { name: "Open the Vega-Lite specification" }).count()).toBe(0);
    expect(heard).toEqual([]);
  });

  it("computes on its own thread where no worker may start", async () => {
    const { page, heard } = await open(html(write("b.softmaxnb", sample)), {}, () => Reflect.deleteProperty(window, "Worker"));
    const before = await facts(page);
    await page.locator("input[type=range]").first().focus();
    await page.keyboard.press("End");
    await changes(() => facts(page), before);
    expect(page.workers()).toEqual([]);
    expect(heard).toEqual([]);
  });

  it("shows and computes what run does, under --set", async () => {
    const cells = [
      "n = 3;",
      'tau = slider(0.05, 10, value = 1, scale = "log")',
      "s = slider(0, 4, value = 1)",
      "s * entropy(softmax(1:n, tau = tau))",
    ];
    const file = write("c.softmaxnb", notebookOf(...cells));
    const printed = (...set: string[]): string => {
      const out = execFileSync(process.execPath, [join(ROOT, "dist/cli.mjs"), "run", file, ...set], { encoding: "utf8" });
      return out.trim().split("\n").at(-1) ?? "";
    };
    const { page, heard } = await open(html(file, "--set", "tau=0.7", "--set", "n=5"));
    const result = page.locator(".cell").last().locator(".snb-text");
    expect(await result.textContent()).toBe(printed("--set", "tau=0.7", "--set", "n=5"));
    await page.locator("input[type=range]").nth(1).focus();
    await page.keyboard.press("End");
    await expect.poll(() => result.textContent(), { timeout: 10_000 }).toBe(printed("--set", "tau=0.7", "--set", "n=5", "--set", "s=4"));
    expect(heard).toEqual([]);
  });

  it("reads the files that cells load from itself", async () => {
    write("z.csv", "1,2,3\n5,1,1\n");
    const cells = notebookOf('z = load("z.csv");', "row = slider(1, 2, value = 1, step = 1)", "softmax(z[row, :])");
    const { page, heard } = await open(html(write("f.softmaxnb", cells)));
    const before = await facts(page);
    await page.locator("input[type=range]").first().focus();
    await page.keyboard.press("End");
    await changes(() => facts(page), before);
    expect(heard).toEqual([]);
  });

  it("follows the reader's light and dark", async () => {
    const { page, heard } = await open(html(write("d.softmaxnb", sample)), { colorScheme: "dark" });
    const label = page.locator(".snb-chart svg text").first();
    const [dark, background] = [
      await label.getAttribute("fill"),
      await page.evaluate(() => getComputedStyle(document.body).backgroundColor),
    ];
    expect(background).toBe("rgb(30, 30, 30)");
    await page.emulateMedia({ colorScheme: "light" });
    await expect.poll(() => page.locator(".snb-chart svg text").first().getAttribute("fill")).not.toBe(dark);
    expect(await page.evaluate(() => getComputedStyle(document.body).backgroundColor)).toBe("rgb(255, 255, 255)");
    expect(heard).toEqual([]);
  });

  it("is no wider than a phone", async () => {
    const { page } = await open(temperature(), { viewport: { width: 360, height: 700 } });
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
  });

  it("shows its pictures, its data and its formulas with scripts off", async () => {
    const { page, heard } = await open(temperature(), { javaScriptEnabled: false });
    const pictures = page.locator(".stage picture img");
    expect(await pictures.count()).toBeGreaterThan(2);
    for (const picture of await pictures.all()) {
      expect((await picture.boundingBox())?.height).toBeGreaterThan(80);
      expect(await picture.getAttribute("alt")).toMatch(/\w/);
    }
    await page.locator(".stage summary").nth(1).click();
    expect(await page.locator(".stage details[open] td").count()).toBeGreaterThan(5);
    expect(await page.locator("math").count()).toBeGreaterThan(5);
    expect(heard).toEqual([]);
  });

  it("starts by its own head: elsewhere the same script leaves what it finds as it is", async () => {
    const file = html(write("g.softmaxnb", sample));
    const styled = async (path: string): Promise<number> => (await open(path)).page.locator("#snb-style").count();
    expect(await styled(file)).toBe(1);
    const headless = readFileSync(file, "utf8").replace('<meta name="generator" content="Softmax Notebooks">', "");
    expect(await styled(write("headless.html", headless))).toBe(0);
  });

  it("takes less than 1 MB, gzipped and without data", () => {
    expect(gzipSync(readFileSync(html(write("e.softmaxnb", sample)))).length).toBeLessThan(1_000_000);
  });

  it("of a hostile notebook does no harm", async () => {
    const label = "</script><script>window.harmed = 1</script><img src=x onerror='window.harmed = 2'>";
    const text = JSON.stringify(label);
    const chart = `plot([1, 2], title = ${text}, labels = [${text}])`;
    const markdown = `# softmaxnb-data\n\n${label}\n\n<svg onload="window.harmed=4"></svg> [x](javascript:window.harmed=5) ![t](https://example.com/t.png)\n\n<!-- `;
    const file = write(
      "hostile.softmaxnb",
      `---\nsoftmaxnb: 1\ntitle: ${label}\n---\n\n${markdown}\n\n${notebookOf(`labels([1, 2], [${text}, "b"])`, `softmax(labels([1, 2], [${text}, "b"]))`, text, chart, `tau = slider(0, 1, value = 1, label = ${text})`, "tau + 1").split("---\n\n")[1]}`,
    );
    const { page, heard } = await open(html(file));
    await page.locator("input[type=range]").first().focus();
    await page.keyboard.press("Home");
    await expect.poll(() => page.locator(".cell").last().locator(".snb-text").textContent(), { timeout: 10_000 }).toBe("1");
    for (const link of await page.locator("a").all()) expect(await link.getAttribute("href")).not.toMatch(/^\s*javascript:/i);
    expect(await page.evaluate(() => Reflect.get(window, "harmed"))).toBeUndefined();
    expect(await page.title()).toBe(label);
    expect(heard).toEqual([]);
  });
});
