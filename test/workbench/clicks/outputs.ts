import type { Frame, Locator, Page } from "playwright-core";
import { inFrames } from "../../../scripts/workbench/page.mjs";

/** Waits for the frame that holds the notebook's outputs: two frames deep, and the only one with our elements. */
export function outputFrame(page: Page, selector: string): Promise<Frame> {
  return inFrames(page, async (frame: Frame) => ((await frame.locator(selector).count()) > 0 ? frame : null), {
    what: `${selector} in an output`,
  });
}

/** A chart as it stands: its sentence, and what it looks like (an SVG by its elements, a canvas by its pixels). */
export interface Drawing {
  readonly sentence: string;
  readonly look: string;
}

/** Every chart of the frame that is drawn, in document order. */
export function drawings(frame: Frame): Promise<Drawing[]> {
  return frame.evaluate(() =>
    [...document.querySelectorAll(".snb-chart")].flatMap((chart) => {
      const drawn = chart.querySelector(".snb-stage svg, .snb-stage canvas");
      const look = drawn instanceof HTMLCanvasElement ? drawn.toDataURL() : drawn?.outerHTML;
      return look === undefined ? [] : [{ sentence: chart.getAttribute("aria-label") ?? "", look }];
    }),
  );
}

/** Waits until there are at least `count` drawings and none changes any more; gives them. */
export async function settledDrawings(page: Page, frame: Frame, count: number): Promise<Drawing[]> {
  let last = "";
  for (let turn = 0; turn < 50; turn++) {
    const now = await drawings(frame);
    const text = JSON.stringify(now);
    if (now.length >= count && text === last) return now;
    last = text;
    // Longer than a picture that moved takes until it is an SVG again.
    await page.waitForTimeout(800);
  }
  throw new Error(`waited in vain for ${count} drawings to settle\n${last.slice(0, 2000)}`);
}

/** Turns the wheel over the notebook until the element stands well inside the window; gives its box. */
export async function scrollTo(page: Page, target: Locator): Promise<{ x: number; y: number; width: number; height: number }> {
  const height = page.viewportSize()?.height ?? 0;
  for (let turn = 0; turn < 60; turn++) {
    const box = await target.boundingBox();
    if (box && box.y > height * 0.15 && box.y < height * 0.6) return box;
    const list = await page.locator(".notebook-editor .cell-list-container").boundingBox();
    if (!list) throw new Error("there is no notebook");
    await page.mouse.move(list.x + list.width - 60, list.y + 40);
    await page.mouse.wheel(0, box ? Math.max(-400, Math.min(400, box.y - height * 0.35)) : 400);
    await page.waitForTimeout(120);
  }
  throw new Error("scrolled in vain");
}
