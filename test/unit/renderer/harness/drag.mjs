// A slider over the logits of a large vocabulary, dragged by the mouse: what the benchmark measures and a test looks at.
import { openLive } from "./open.mjs";

const CELLS = [
  { id: "logits", source: "z = -1.35 * log(arange(1, 151937));" },
  { id: "tau", source: 'tau = slider(0.05, 10, value = 1, scale = "log")' },
  { id: "picture", source: "softmax(z, tau = tau)" },
];

/** The page, with the slider and its picture drawn. */
export async function openDragged() {
  const { browser, open } = await openLive();
  const { page, problems } = await open({ width: 1000 });
  await page.evaluate(async (cells) => {
    window.live.start("light");
    await window.live.run(cells);
  }, CELLS);
  return { browser, page, problems };
}

/** Drags the thumb over the track in so many moves, 16 ms apart; gives the latencies of the input events. */
export async function drag(page, moves) {
  const box = await page.locator("#tau input").boundingBox();
  const y = box.y + box.height / 2;
  const at = (share) => box.x + 8 + (box.width - 16) * share;
  await page.evaluate(() => {
    window.watched = window.live.watch("picture", document.querySelector("#tau input"));
  });
  await page.mouse.move(at(0.1), y);
  await page.mouse.down();
  let next = performance.now();
  for (let move = 1; move <= moves; move += 1) {
    await page.mouse.move(at(0.1 + 0.8 * (move / moves)), y);
    next += 16;
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, next - performance.now())));
  }
  await page.mouse.up();
  await page.waitForFunction(() => window.live.idle && window.watched.latencies.length >= window.watched.events);
  return page.evaluate(() => {
    window.watched.stop();
    return { events: window.watched.events, latencies: window.watched.latencies };
  });
}

/** Moves the slider so many times, each time until its frame is drawn. */
export async function drawFrames(page, count) {
  await page.evaluate(async (count) => {
    const slider = document.querySelector("#tau input");
    const readout = document.querySelector("#picture .snb-readout");
    const [min, max] = [Number(slider.min), Number(slider.max)];
    for (let i = 0; i < count; i += 1) {
      const drawn = new Promise((resolve) => {
        const observer = new MutationObserver(() => {
          observer.disconnect();
          resolve();
        });
        observer.observe(readout, { childList: true, characterData: true, subtree: true });
      });
      slider.value = String(min + (max - min) * (0.2 + 0.6 * ((i * 0.618) % 1)));
      slider.dispatchEvent(new Event("input", { bubbles: true }));
      slider.dispatchEvent(new Event("change", { bubbles: true }));
      await drawn;
    }
  }, count);
}

/** Bytes of the page's heap, after a collection. */
export async function heapOf(page) {
  const session = await page.context().newCDPSession(page);
  await session.send("HeapProfiler.enable");
  await session.send("HeapProfiler.collectGarbage");
  const { usedSize } = await session.send("Runtime.getHeapUsage");
  await session.detach();
  return usedSize;
}
