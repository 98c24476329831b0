// A contact sheet: every kind of value, run by a real session, in a theme at a width.
// node test/unit/renderer/harness/sheet.mjs FOLDER [theme…] [width…] [cell…]
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { cells, cellsOf } from "./cells.mjs";
import { openLive } from "./open.mjs";

const [folder = "build/sheet", ...rest] = process.argv.slice(2);
const widths = rest.filter((word) => /^\d+$/.test(word)).map(Number);
const themes = rest.filter((word) => ["light", "dark", "contrast", "contrastLight"].includes(word));
const names = rest.filter((word) => word in cells);
const A_SHEET = 5;

const { browser, open } = await openLive();
await mkdir(folder, { recursive: true });
for (const theme of themes.length > 0 ? themes : ["light", "dark", "contrast"]) {
  for (const width of widths.length > 0 ? widths : [400, 800, 1600]) {
    const { page, problems } = await open({ width });
    await page.evaluate(
      async ([theme, cells]) => {
        window.live.start(theme);
        await window.live.run(cells);
        for (const told of window.live.failures) if (!told.startsWith("failure")) console.warn(told);
      },
      [theme, cellsOf(names.length > 0 ? names : undefined)],
    );
    await page.waitForTimeout(200);
    await shoot(page, `${theme}-${width}`);
    if (problems.length > 0) process.stderr.write(`${theme} ${width}: ${problems.join("\n")}\n`);
    await page.close();
  }
}
await browser.close();

/** One file for every few outputs, so that each is small enough to look at. */
async function shoot(page, name) {
  const boxes = await page.locator("body > div[id]").evaluateAll((all) =>
    all.map((one) => {
      const { top, bottom } = one.getBoundingClientRect();
      return { top: top + scrollY, bottom: bottom + scrollY };
    }),
  );
  const width = page.viewportSize().width;
  for (let at = 0; at < boxes.length; at += A_SHEET) {
    const part = boxes.slice(at, at + A_SHEET);
    const y = Math.max(0, part[0].top - 8);
    const clip = { x: 0, y, width, height: part.at(-1).bottom - y + 8 };
    await page.screenshot({ path: join(folder, `${name}-${at / A_SHEET}.png`), fullPage: true, clip });
  }
}
