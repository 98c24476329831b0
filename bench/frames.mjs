#!/usr/bin/env node
/**
 * Measures a dragged temperature over 151,936 logits from the pointer's event to the painted frame, in Chromium with a software
 * renderer: the renderer on a page, a session in a worker. Then draws frames one after another and looks at the page's heap.
 *   --rounds n    drags of 120 events, default 5
 *   --frames n    frames for the heap, default 10000
 *   --out FILE    default build/frames.json
 * The JSON: {"machine": {…}, "drags": [{events, drawnP50, drawnP95, paintedP50, paintedP95}], "heap": {frames, growthBytes}}, times in ms.
 */
import { mkdir, writeFile } from "node:fs/promises";
import { cpus, loadavg } from "node:os";
import { dirname, join } from "node:path";
import { parseArgs } from "node:util";
import { ROOT } from "../scripts/install.mjs";
import { drag, drawFrames, heapOf, openDragged } from "../test/unit/renderer/harness/drag.mjs";

const PARTS = 5;

const { values } = parseArgs({
  options: {
    rounds: { type: "string", default: "5" },
    frames: { type: "string", default: "10000" },
    out: { type: "string", default: join(ROOT, "build/frames.json") },
  },
});

const { browser, page } = await openDragged();
const drags = [];
// The first one compiles what the others use.
await drag(page, 120);
for (let round = 0; round < Number(values.rounds); round += 1) {
  const found = await drag(page, 120);
  const row = {
    events: found.events,
    drawnP50: quantile(found.latencies, "drawn", 0.5),
    drawnP95: quantile(found.latencies, "drawn", 0.95),
    paintedP50: quantile(found.latencies, "painted", 0.5),
    paintedP95: quantile(found.latencies, "painted", 0.95),
  };
  drags.push(row);
  process.stdout.write(
    `drag of ${row.events} events: drawn p50 ${row.drawnP50} ms, p95 ${row.drawnP95} ms; painted p50 ${row.paintedP50} ms, p95 ${row.paintedP95} ms\n`,
  );
}
await drawFrames(page, 200);
const before = await heapOf(page);
const frames = Number(values.frames);
let growthBytes = 0;
// In parts: what is compiled and cached comes to rest, and a leak does not.
for (let part = 1; part <= PARTS; part += 1) {
  await drawFrames(page, Math.ceil(frames / PARTS));
  growthBytes = (await heapOf(page)) - before;
  const sign = growthBytes >= 0 ? "+" : "";
  process.stdout.write(`heap after ${Math.ceil(frames / PARTS) * part} frames: ${sign}${(growthBytes / 1e6).toFixed(2)} MB\n`);
}
await browser.close();
await mkdir(dirname(values.out), { recursive: true });
const machine = { cpu: cpus()[0]?.model, cores: cpus().length, load: loadavg()[0], node: process.version };
await writeFile(values.out, `${JSON.stringify({ machine, drags, heap: { frames, growthBytes } }, null, 2)}\n`);

function quantile(latencies, name, share) {
  const sorted = latencies.map((one) => one[name]).sort((a, b) => a - b);
  return Number((sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN).toFixed(1));
}
