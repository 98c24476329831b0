// Screenshots of every kind of output: node test/unit/renderer/harness/look.mjs FOLDER [theme…] [width…]
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { openHarness } from "./open.mjs";

const [folder = "build/shots", ...rest] = process.argv.slice(2);
const widths = rest.filter((word) => /^\d+$/.test(word)).map(Number);
const themes = rest.filter((word) => !/^\d+$/.test(word));
const GROUPS = {
  bars: ["fifteen", "named", "three", "crowded", "labelled40", "broken"],
  vocabulary: ["vocabulary"],
  rows: ["attention", "largeAttention"],
  sweeps: ["temperatures", "tokens", "numbers"],
  tensors: ["vector", "positive", "labelledVector", "longVector"],
  matrices: ["smallMatrix", "matrix", "thinned"],
  states: ["temperatures", "tokens", "fifteen", "vocabulary"],
  rest: ["slider", "linear", "select", "checkbox", "number", "play", "text", "failure", "trace", "userChart"],
};

/** Other tabs, an open table, a failed frame, a tooltip. */
async function stir(page) {
  await page.click("#temperatures [data-tab=heatmap]");
  await page.click("#tokens [data-tab=entropy]");
  await page.click("#fifteen .snb-tool");
  await page.evaluate(() => window.harness.frame("vocabulary", 1, null, "tau must be at least 0, and is -1."));
  await page.hover("#fifteen .mark-rect path:nth-child(12)");
}

const { browser, open } = await openHarness();
await mkdir(folder, { recursive: true });
for (const theme of themes.length > 0 ? themes : ["light", "dark", "contrast", "contrastLight"]) {
  for (const width of widths.length > 0 ? widths : [480, 800, 1200]) {
    for (const [group, names] of Object.entries(GROUPS)) {
      const { page, problems } = await open({ width });
      await page.evaluate(
        async ([theme, names]) => {
          window.harness.start(theme);
          for (const name of names) await window.harness.render(name, window.harness.views[name]);
        },
        [theme, names],
      );
      if (group === "states") await stir(page);
      await page.waitForTimeout(150);
      await page.screenshot({ path: join(folder, `${theme}-${width}-${group}.png`), fullPage: true });
      if (problems.length > 0) process.stderr.write(`${theme} ${width} ${group}: ${problems.join("\n")}\n`);
      await page.close();
    }
  }
}
await browser.close();
