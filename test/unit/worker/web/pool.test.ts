import { afterAll, beforeAll, expect, it } from "vitest";
import { openPages } from "./open.mjs";

declare global {
  interface Window {
    readonly pooled: boolean;
    readonly run: (source: string) => Promise<readonly string[]>;
  }
}

const CELL = `z = randn(6e5)
logsumexp(z)
entropy(softmax(z))
sum(softmax(2 * z) * z)
max(log_softmax(z))`;

let pages: Awaited<ReturnType<typeof openPages>>;

beforeAll(async () => {
  pages = await openPages();
}, 60_000);

afterAll(() => pages?.close());

it("a page that may share memory computes on several threads, to the same digits as on one", async () => {
  const [isolated, alone] = [await pages.open(true), await pages.open(false)];
  expect(await isolated.evaluate(() => window.pooled)).toBe(true);
  expect(await alone.evaluate(() => window.pooled)).toBe(false);
  const texts = await isolated.evaluate((cell) => window.run(cell), CELL);
  expect(texts.length).toBe(4);
  expect(texts).toEqual(await alone.evaluate((cell) => window.run(cell), CELL));
  // The session's own, and two that help it.
  expect(isolated.workers().length).toBe(3);
  expect(alone.workers().length).toBe(1);
}, 60_000);
