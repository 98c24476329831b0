import { afterAll, beforeAll, expect, test } from "vitest";
import { runAll } from "../../../scripts/workbench/page.mjs";
import { outputFrame, settledDrawings } from "./outputs.ts";
import { keepPicture, openPlace, type Place } from "./place.ts";

/** Those with the most kinds of pictures; what all of them compute is compared in the suites of the hosts. */
const names = ["attention.softmaxnb", "decoding.softmaxnb", "calibration.softmaxnb"];

let place: Place;

beforeAll(async () => {
  place = await openPlace();
}, 120_000);

afterAll(() => place?.close());

test.each(names)("the example %s runs without a failed cell and draws pictures", { timeout: 90_000 }, async (name) => {
  const page = await place.open(name, { width: 1280, height: 3000 });
  await runAll(page);
  const frame = await outputFrame(page, ".snb-chart");
  const all = await settledDrawings(page, frame, 1);
  expect(all.every((one) => one.sentence.length > 10)).toBe(true);
  expect(await frame.locator(".snb-problem:visible").allInnerTexts()).toEqual([]);
  expect(await page.locator(".cell-statusbar-container .codicon-notebook-state-error").count()).toBe(0);
  await keepPicture(page, `example-${name.replace(".softmaxnb", "")}`);
  await page.context().close();
});
