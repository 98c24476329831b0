import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type { View } from "../../../src/model/index.ts";
import { type Open, type Opened, type OpenOptions, openHarness } from "./harness/open.mjs";
import type { Harness } from "./harness/page.ts";

declare global {
  interface Window {
    harness: Harness;
  }
}

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
  expect(opened?.asked ?? []).toEqual([]);
  opened?.leave();
});

afterAll(() => browser.close());

/** A page that shows the named samples in the light theme. */
async function show(
  names: readonly string[],
  { theme = "light", messaging = true, ...options }: OpenOptions & { theme?: string; messaging?: boolean } = {},
): Promise<Page> {
  last = await open(options);
  await last.page.evaluate(
    async ({ names, theme, messaging }) => {
      window.harness.start(theme, messaging);
      for (const name of names) await window.harness.render(name, window.harness.views[name] as never);
    },
    { names, theme, messaging },
  );
  return last.page;
}

const sent = (page: Page): Promise<readonly { type: string; name?: string; value?: number; cell?: string }[]> =>
  page.evaluate(() => JSON.parse(JSON.stringify(window.harness.sent)));

describe("an output on a page", { timeout: 60_000 }, () => {
  it("draws every kind under a policy without generated code", async () => {
    last = await open();
    const { page } = last;
    const names = await page.evaluate(async () => {
      window.harness.start("dark");
      for (const [name, view] of Object.entries(window.harness.views)) await window.harness.render(name, view);
      return Object.keys(window.harness.views);
    });
    for (const name of names) expect((await page.locator(`#${name}`).boundingBox())?.height, name).toBeGreaterThan(12);
    expect(await page.locator(".snb-problem:visible").count()).toBe(0);
    expect(
      await page.locator(".snb-chart").evaluateAll((charts) => charts.every((chart) => (chart.getAttribute("aria-label") ?? "") !== "")),
    ).toBe(true);
  });

  it("is patched by frames: the same chart, other bars", async () => {
    const page = await show(["fifteen"]);
    const chart = await page.locator("#fifteen .snb-chart").elementHandle();
    const bar = page.locator("#fifteen .mark-rect path").last();
    const before = await bar.getAttribute("d");
    await page.evaluate(() => {
      for (let i = 1; i <= 30; i += 1) window.harness.frame("fifteen", i, window.harness.make.fifteen(1 + i));
    });
    await expect.poll(() => bar.getAttribute("d")).not.toBe(before);
    expect(await chart?.evaluate((element) => element.isConnected)).toBe(true);
    expect(await page.locator("#fifteen dd").nth(1).textContent()).toBe("31");
  });

  it("shows a list or an object entry by entry, and changes them in place", async () => {
    const page = await show(["group"]);
    expect(await page.locator("#group .snb-caption:visible").allTextContents()).toEqual(["logZ", "p", "T"]);
    expect(await page.locator("#group .snb-left").textContent()).toBe("… 2 more entries");
    const svg = await page.locator("#group svg").first().elementHandle();
    await page.evaluate(() => {
      const { make, views, frame } = window.harness;
      const { items, ...rest } = views.group as Extract<View, { kind: "group" }>;
      frame("group", 1, { ...rest, left: 0, items: [...items.slice(0, 1), { name: "p", view: make.fifteen(2) }] } as View);
    });
    await expect.poll(() => page.locator("#group .snb-caption:visible").allTextContents()).toEqual(["logZ", "p"]);
    await expect.poll(() => page.locator("#group .mark-rect path").count()).toBe(15);
    expect(await svg?.evaluate((element) => element.isConnected)).toBe(true);
  });

  it("is patched when the notebook renders the same item again", async () => {
    const page = await show(["fifteen"]);
    const svg = await page.locator("#fifteen svg").elementHandle();
    await page.evaluate(() => window.harness.render("fifteen", window.harness.make.fifteen(4)));
    expect(await svg?.evaluate((element) => element.isConnected)).toBe(true);
    expect(await page.locator("#fifteen svg").count()).toBe(1);
  });

  it("ignores a stale generation", async () => {
    const page = await show(["fifteen"]);
    await page.evaluate(() => {
      const { frame, make } = window.harness;
      const old = make.fifteen(3);
      frame("fifteen", 5, make.fifteen(2));
      frame("fifteen", 4, old);
    });
    expect(await page.locator("#fifteen dd").nth(1).textContent()).toBe("2");
  });

  it("keeps its last picture, dimmed, below a failure, until a good frame", async () => {
    const page = await show(["fifteen"]);
    await page.evaluate(() => window.harness.frame("fifteen", 1, null, "tau must be at least 0."));
    expect(await page.locator("#fifteen .snb-notice").textContent()).toBe("tau must be at least 0.");
    expect(await page.locator("#fifteen .snb-dimmed svg").count()).toBe(1);
    await page.evaluate(() => window.harness.frame("fifteen", 2, window.harness.make.fifteen(2)));
    expect(await page.locator("#fifteen .snb-notice").isVisible()).toBe(false);
    expect(await page.locator("#fifteen .snb-dimmed").count()).toBe(0);
  });

  it("follows the theme live", async () => {
    const page = await show(["fifteen"]);
    const background = () =>
      page.locator("#fifteen svg").evaluate((svg) => svg.style.backgroundColor || svg.querySelector("rect")?.getAttribute("fill"));
    const before = await background();
    await page.evaluate(() => window.harness.theme("dark"));
    await expect.poll(background).toMatch(/#1f1f1f|rgb\(31, 31, 31\)/);
    expect(before).toMatch(/#ffffff|rgb\(255, 255, 255\)/);
  });

  it("takes light or dark colours of our own where the settings say so, and the editor's again", async () => {
    const page = await show(["fifteen", "slider", "trace"], { theme: "dark" });
    const colour = (selector: string, name: "color" | "backgroundColor") =>
      page
        .locator(selector)
        .first()
        .evaluate((element, key) => getComputedStyle(element)[key], name);
    const ground = () => page.locator("#fifteen svg").evaluate((svg) => svg.style.backgroundColor);
    await page.evaluate(() => window.harness.tell({ type: "settings", theme: "light" }));
    await expect.poll(ground).toBe("rgb(255, 255, 255)");
    for (const output of ["#fifteen", "#slider", "#trace"]) {
      expect(await colour(`${output} .snb-output`, "backgroundColor"), output).toBe("rgb(255, 255, 255)");
      expect(await colour(`${output} .snb-output`, "color"), output).toBe("rgb(31, 35, 40)");
    }
    await page.evaluate(() => window.harness.theme("contrast"));
    expect(await ground()).toBe("rgb(255, 255, 255)");
    await page.evaluate(() => window.harness.tell({ type: "settings", theme: "auto" }));
    await expect.poll(ground).toBe("rgb(0, 0, 0)");
    expect(await colour("#slider .snb-output", "color")).toBe("rgb(255, 255, 255)");
  });

  it("speaks the editor's language, in what is there already and in what comes later", async () => {
    const page = await show(["fifteen"]);
    const tools = (id: string) => page.locator(`#${id} .snb-tools > .snb-tool`).allTextContents();
    expect(await tools("fifteen")).toEqual(["Table", "Log", "Pin"]);
    await page.evaluate(() =>
      window.harness.tell({ type: "settings", theme: "auto", words: { Table: "表格", "Show the data as a table": "以表格显示数据" } }),
    );
    await expect.poll(() => tools("fifteen")).toEqual(["表格", "Log", "Pin"]);
    await expect.poll(() => page.locator("#fifteen .mark-rect path").count()).toBe(15);
    await page.evaluate(() => window.harness.render("named", window.harness.views.named as never));
    expect(await tools("named")).toEqual(["表格", "Log", "Pin"]);
    expect(await page.getByRole("button", { name: "以表格显示数据" }).count()).toBe(2);
    await page.evaluate(() => window.harness.tell({ type: "settings", theme: "auto" }));
    await expect.poll(() => tools("named")).toEqual(["Table", "Log", "Pin"]);
  });

  it("fades while its cell is stale, and one that is drawn meanwhile too", async () => {
    const page = await show(["fifteen", "slider"]);
    const faded = async () => {
      const outputs = await page.locator(".snb-output.snb-stale").all();
      return Promise.all(outputs.map((output) => output.locator("xpath=..").getAttribute("id")));
    };
    expect(await faded()).toEqual([]);
    await page.evaluate(() => window.harness.tell({ type: "stale", cells: ["fifteen"] }));
    expect(await faded()).toEqual(["fifteen"]);
    await page.evaluate(() => window.harness.render("fifteen", window.harness.make.fifteen(2)));
    expect(await faded()).toEqual(["fifteen"]);
    await page.evaluate(() => window.harness.tell({ type: "stale", cells: [] }));
    expect(await faded()).toEqual([]);
  });

  it("tells what a frame took where it is told", async () => {
    const page = await show(["fifteen"]);
    const readout = page.locator("#fifteen .snb-readout");
    expect(await readout.isVisible()).toBe(false);
    await page.evaluate(() => {
      window.harness.frame("fifteen", 1, window.harness.make.fifteen(2), undefined, { readout: { ms: 3.06, dropped: 2 } });
    });
    await expect.poll(() => readout.textContent()).toBe("3.1 ms a frame, 2 dropped");
  });

  it("fits the width that it has", async () => {
    const page = await show(["fifteen"], { width: 900 });
    await page.setViewportSize({ width: 420, height: 700 });
    await expect.poll(async () => Number(await page.locator("#fifteen svg").getAttribute("width"))).toBeLessThanOrEqual(396);
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth)).toBe(true);
  });

  it("goes without a trace", async () => {
    const page = await show(["fifteen", "temperatures", "slider"]);
    await page.evaluate(() => window.harness.dispose());
    expect(await page.locator(".snb-output").count()).toBe(0);
  });

  it("tells in words what could not be drawn, and asks for no address", async () => {
    last = await open();
    const { page } = last;
    await page.evaluate(async () => {
      window.harness.start("light");
      const chart = (spec: object) => ({ kind: "chart", sentence: "What it would show.", spec }) as never;
      const encoding = { x: { field: "a", type: "quantitative" } };
      await window.harness.render("address", chart({ data: { url: "http://snb.invalid/secret.json" }, mark: "point", encoding }));
      const image = { mark: "image", encoding: { ...encoding, url: { value: "http://snb.invalid/pixel.png" } } };
      await window.harness.render("image", chart({ data: { values: [{ a: 1 }] }, ...image }));
      await window.harness.render("nonsense", chart({ mark: "no such mark" }));
      await window.harness.render(
        "expression",
        chart({ data: { values: [{ a: 1 }] }, transform: [{ calculate: "constructor(1", as: "b" }], mark: "point", encoding }),
      );
    });
    for (const name of ["address", "nonsense", "expression"]) {
      expect(await page.locator(`#${name} .snb-problem`).textContent(), name).toContain("What it would show.");
    }
  });

  it("says hello when the renderer starts", async () => {
    const page = await show([]);
    expect(await sent(page)).toEqual([{ type: "hello" }]);
  });
});

describe("a control on a page", { timeout: 60_000 }, () => {
  it("sends moves by key and keeps the keys to itself", async () => {
    const page = await show(["slider"]);
    await page.evaluate(() => {
      document.title = "";
      for (const name of ["keydown", "keyup"]) document.addEventListener(name, (event) => (document.title += (event as KeyboardEvent).key));
    });
    await page.focus("#slider input");
    await page.keyboard.press("ArrowRight");
    await page.keyboard.press("d");
    const moves = (await sent(page)).filter((message) => message.type === "control");
    expect(moves).toHaveLength(1);
    expect(moves[0]).toMatchObject({ name: "tau", cell: "slider" });
    expect(moves[0]?.value).toBeGreaterThan(1);
    expect(await page.locator("#slider input").getAttribute("aria-valuetext")).toBe(String(moves[0]?.value));
    expect(await page.title()).toBe("");
    await page.keyboard.press("Control+s");
    expect(await page.title()).toContain("s");
  });

  it("stays under the hand while frames come in, and keeps the focus", async () => {
    const page = await show(["linear"]);
    const input = page.locator("#linear input");
    const box = await input.boundingBox();
    if (box === null) throw new Error("no slider");
    await page.mouse.move(box.x + box.width * 0.2, box.y + box.height / 2);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width * 0.8, box.y + box.height / 2, { steps: 6 });
    const held = await input.inputValue();
    await page.evaluate(() => window.harness.frame("linear", 1, window.harness.views.linear as never));
    expect(await input.inputValue()).toBe(held);
    await page.mouse.up();
    const moves = (await sent(page)).filter((message) => message.type === "control");
    expect(String(moves.at(-1)?.value)).toBe(held);
    expect(await input.evaluate((element) => document.activeElement === element)).toBe(true);
  });

  it("gives a choice back as the value that it is", async () => {
    const page = await show(["select", "checkbox", "number"]);
    await page.selectOption("#select select", "gumbel");
    await page.uncheck("#checkbox input");
    await page.fill("#number input", "2.5");
    await expect
      .poll(async () => (await sent(page)).filter((m) => m.type === "control").map((m) => m.value))
      .toEqual(["gumbel", false, 2.5]);
  });

  it("plays to its end", async () => {
    const page = await show(["play"]);
    await page.click("#play button");
    await expect.poll(async () => (await sent(page)).at(-1)?.value, { timeout: 10_000 }).toBe(20);
    await expect.poll(() => page.locator("#play button").getAttribute("aria-label")).toBe("Play");
  });

  it("steps without motion for those who ask for none", async () => {
    const page = await show(["play"], { reducedMotion: "reduce" });
    expect(await page.locator("#play button").getAttribute("aria-label")).toBe("Step");
    await page.click("#play button");
    expect((await sent(page)).filter((m) => m.type === "control").map((m) => m.value)).toEqual([5]);
  });

  it("stands still, and says why, where nobody listens", async () => {
    const page = await show(["slider"], { messaging: false });
    expect(await page.locator("#slider input").isDisabled()).toBe(true);
    expect(await page.locator("#slider .snb-control").getAttribute("title")).toContain("VS Code");
  });
});

describe("a sweep on a page", { timeout: 60_000 }, () => {
  it("changes its picture in place by its tabs, also by key", async () => {
    const page = await show(["temperatures"]);
    await page.focus("#temperatures [data-tab=lines]");
    await page.keyboard.press("ArrowRight");
    await expect.poll(() => page.locator("#temperatures .snb-main canvas").count()).toBe(1);
    await page.click("#temperatures [data-tab=entropy]");
    await expect.poll(() => page.locator("#temperatures .snb-main svg").count()).toBe(2);
  });

  it("shows the entries at the value under its scrubber, and says it", async () => {
    const page = await show(["temperatures"]);
    const bar = page.locator("#temperatures .snb-slice .mark-rect path").last();
    const before = await bar.getAttribute("d");
    await page.locator("#temperatures .snb-range").fill("0");
    await expect.poll(() => bar.getAttribute("d")).not.toBe(before);
    expect(await page.locator("#temperatures output").textContent()).toContain("tau = 0.01");
    expect((await sent(page)).length).toBe(1);
  });

  it("keeps its tab and its place when a frame comes in", async () => {
    const page = await show(["temperatures"]);
    await page.click("#temperatures [data-tab=entropy]");
    await page.locator("#temperatures .snb-range").fill("7");
    await page.evaluate(() => window.harness.frame("temperatures", 1, window.harness.make.temperatures(10)));
    expect(await page.locator("#temperatures [aria-checked=true]").textContent()).toBe("Entropy");
    expect(await page.locator("#temperatures .snb-range").inputValue()).toBe("7");
  });
});
