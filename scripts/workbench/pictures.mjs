/** Screenshots of notebooks in the workbench. */
import { writeFileSync } from "node:fs";
import { palettePng } from "../palettePng.mjs";
import { inFrames, openNotebook } from "./page.mjs";

export const THEMES = { light: "Default Light Modern", dark: "Default Dark Modern" };

/** Opens a notebook and closes the side bar. */
export async function openAlone(page, server, openFile) {
  await openNotebook(page, server.address({ openFile }));
  await page.keyboard.press("Control+B");
  await page.locator(".part.sidebar").waitFor({ state: "hidden" });
}

/** Waits until the notebook has drawn so many charts and stands still. */
export async function drawn(page, charts) {
  const ready = (frame) => frame.locator(".snb-chart .snb-stage :is(svg, canvas)").count();
  await inFrames(page, async (frame) => (await ready(frame)) >= charts, { what: `${charts} charts` });
}

/** Turns the wheel until the output's element is near the top. */
export async function wheelTo(page, selector) {
  const { width } = page.viewportSize();
  for (let turn = 0; turn < 160; turn++) {
    const box = await boxOf(page, selector);
    if (box && box.y > 60 && box.y < 220) return;
    await page.mouse.move(width - 60, 200);
    await page.mouse.wheel(0, box ? Math.max(-300, Math.min(300, box.y - 140)) : 300);
    await page.waitForTimeout(250);
  }
  throw new Error(`scrolled to ${selector} in vain`);
}

async function boxOf(page, selector) {
  for (const frame of page.frames()) {
    const target = frame.locator(selector).first();
    if ((await target.count().catch(() => 0)) > 0) return target.boundingBox();
  }
  return null;
}

/** Writes the window as it is to a PNG file, and closes it. */
export async function keep(page, file) {
  const { width, height } = page.viewportSize();
  await page.mouse.move(width - 4, height - 4);
  // Long enough for the charts' last layout; a picture has no event to wait for.
  await page.waitForTimeout(2500);
  const screenshot = await page.screenshot();
  writeFileSync(file, palettePng(await decoded(page.context().browser(), screenshot)));
  await page.context().close();
}

/** A screenshot's pixels, by a page that nothing keeps from reading them. */
async function decoded(browser, screenshot) {
  const page = await browser.newPage();
  const picture = await page.evaluate(
    async (url) => {
      const image = new Image();
      image.src = url;
      await image.decode();
      const canvas = new OffscreenCanvas(image.width, image.height);
      const pen = canvas.getContext("2d");
      pen.drawImage(image, 0, 0);
      return { width: image.width, height: image.height, pixels: [...pen.getImageData(0, 0, image.width, image.height).data] };
    },
    `data:image/png;base64,${screenshot.toString("base64")}`,
  );
  await page.close();
  return picture;
}
