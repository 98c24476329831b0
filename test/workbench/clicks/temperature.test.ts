import type { Frame, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { runAll } from "../../../scripts/workbench/page.mjs";
import { drawings, outputFrame, scrollTo, settledDrawings } from "./outputs.ts";
import { keepPicture, openPlace, type Place, pickTheme } from "./place.ts";

const DEPENDENT = /at tau (\S+?):/;

let place: Place;
let page: Page;
let frame: Frame;

beforeAll(async () => {
  place = await openPlace();
  page = await place.open("temperature.softmaxnb");
  await runAll(page);
  frame = await outputFrame(page, ".snb-slider input");
  await settledDrawings(page, frame, 3);
}, 120_000);

afterAll(() => place?.close());

const slider = () => frame.locator(".snb-slider input").first();
const shown = () => frame.locator(".snb-slider output").first().innerText();

/** The temperature that the dependent picture says it shows. */
async function drawnTau(): Promise<string | undefined> {
  return (await drawings(frame)).map((one) => one.sentence.match(DEPENDENT)?.[1]).find((tau) => tau !== undefined);
}

/** The dependent picture's look. */
async function look(): Promise<string> {
  return (await drawings(frame)).find((one) => DEPENDENT.test(one.sentence))?.look ?? "";
}

test("Run All draws the example's pictures", async () => {
  const all = await settledDrawings(page, frame, 3);
  expect(all.every((one) => one.sentence.length > 10)).toBe(true);
  await scrollTo(page, slider());
  await keepPicture(page, "temperature-light-1280");
});

test("the picture follows the mouse while it drags the slider, and ends at the last value", async () => {
  const box = await scrollTo(page, slider());
  const y = box.y + box.height / 2;
  const from = await shown();
  const looks = new Set([await look()]);
  await page.mouse.move(box.x + box.width * 0.5, y);
  await page.mouse.down();
  for (let move = 1; move <= 24; move++) {
    await page.mouse.move(box.x + box.width * (0.5 + move * 0.015), y);
    await page.waitForTimeout(30);
    looks.add(await look());
  }
  const during = looks.size;
  await keepPicture(page, "temperature-dragging");
  await page.mouse.up();
  await settledDrawings(page, frame, 3);
  expect(during).toBeGreaterThan(5);
  expect(await shown()).not.toBe(from);
  expect(await drawnTau()).toBe(await shown());
});

test("an arrow key moves the slider, keeps its focus and stays out of the notebook", async () => {
  await scrollTo(page, slider());
  await slider().focus();
  const before = Number(await slider().inputValue());
  for (let press = 0; press < 3; press++) await page.keyboard.press("ArrowRight");
  // In the notebook, two of these would delete the cell.
  await page.keyboard.type("dd");
  await settledDrawings(page, frame, 3);
  expect(Number(await slider().inputValue())).toBeGreaterThan(before);
  expect(await slider().evaluate((one) => one === document.activeElement)).toBe(true);
  expect(await drawnTau()).toBe(await shown());
  expect(await page.locator(".tab.active.dirty").count()).toBe(0);
});

test("a pinned distribution is compared with the one that the slider moves to, by keys alone", async () => {
  const picture = frame.locator(".snb-picture", { has: frame.locator('.snb-chart[aria-label*="at tau"]') }).first();
  await scrollTo(page, slider());
  await picture.getByRole("button", { name: "Pin this distribution" }).focus();
  await page.keyboard.press("Enter");
  const facts = picture.locator(".snb-comparison");
  await expect.poll(() => facts.innerText(), { timeout: 10_000 }).toMatch(/KL\s*0 nats/);
  await slider().focus();
  for (let press = 0; press < 25; press++) await page.keyboard.press("ArrowLeft");
  await expect.poll(() => facts.innerText(), { timeout: 10_000 }).not.toMatch(/KL\s*0 nats/);
  await settledDrawings(page, frame, 3);
  await keepPicture(page, "temperature-pinned");
  await picture.getByRole("button", { name: "Pin this distribution" }).focus();
  await page.keyboard.press("Space");
  await expect.poll(() => facts.isVisible()).toBe(false);
});

test.each([
  ["Dark Modern", "dark"],
  ["Dark High Contrast", "contrast"],
  ["Light Modern", "light"],
])("the pictures take the colours of the theme %s at once", { timeout: 60_000 }, async (label, name) => {
  const before = await look();
  await pickTheme(page, label);
  await settledDrawings(page, frame, 3);
  await expect.poll(look, { timeout: 10_000 }).not.toBe(before);
  for (const width of [1280, 720]) {
    await page.setViewportSize({ width, height: 1400 });
    await settledDrawings(page, frame, 3);
    await scrollTo(page, slider());
    await keepPicture(page, `temperature-${name}-${width}`);
  }
  await page.setViewportSize({ width: 1280, height: 1400 });
});

test("running and dragging leave the file as it was", async () => {
  expect(await page.locator(".tab.active.dirty").count()).toBe(0);
});
