#!/usr/bin/env node
/**
 * Measures a session without an editor: what an edit costs in notebooks of 100 and 1,000 cells, and whether frames of a moved control
 * leave anything behind.
 *   --frames n    default 10,000
 */
import { parseArgs } from "node:util";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { bundled } from "./engine.mjs";

const { values } = parseArgs({ options: { frames: { type: "string", default: "10000" } } });
const { Session } = await bundled("bench-live", 'export { Session } from "./src/kernel/index.ts";');
setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc");

/** A session and its events since the last request. */
class Live {
  events = [];
  #cells = new Map();

  constructor(cells) {
    this.session = new Session({
      files: () => ({ open: () => Promise.reject(new Error("no files")) }),
      emit: (event) => this.events.push(event),
      pause: () => new Promise((resolve) => setImmediate(resolve)),
      now: () => performance.now(),
    });
    this.session.accept({ type: "open", seed: 1, folder: null });
    this.#cells = new Map(Object.entries(cells));
    this.tell();
  }

  tell(more = {}) {
    for (const [id, source] of Object.entries(more)) this.#cells.set(id, source);
    this.session.accept({ type: "cells", cells: [...this.#cells].map(([id, source]) => ({ id, source })) });
  }

  /** Does something, waits for an event; gives ms, and how many cells ran and how many were put back. */
  async timed(act, until) {
    this.events.length = 0;
    const start = performance.now();
    act();
    const synchronous = performance.now() - start;
    while (!this.events.some(({ type }) => type === until)) await new Promise((resolve) => setImmediate(resolve));
    const ended = this.events.filter(({ type }) => type === "ended");
    const kept = ended.filter(({ note }) => note === "kept").length;
    return { synchronous, ms: performance.now() - start, ran: ended.length - kept, kept };
  }
}

const chain = (n) => Object.fromEntries(Array.from({ length: n }, (_, i) => [`c${i}`, i === 0 ? "x0 = 1" : `x${i} = x${i - 1} + 1`]));
const pairs = (n) =>
  Object.fromEntries(Array.from({ length: n }, (_, i) => [`c${i}`, i % 2 === 0 ? `a${i} = [1, 2, ${i}]` : `softmax(a${i - 1})`]));

function print(what, { synchronous, ms, ran, kept }) {
  process.stdout.write(
    `${what.padEnd(52)}${synchronous.toFixed(1).padStart(8)} ms for the graph${ms.toFixed(1).padStart(9)} ms in all  ${ran} ran, ${kept} put back\n`,
  );
}

for (const [name, cells] of [
  ["chain of 100", chain(100)],
  ["chain of 1,000", chain(1000)],
  ["1,000 cells in pairs", pairs(1000)],
]) {
  const first = Object.values(cells)[0];
  const live = new Live({});
  print(`${name}: told for the first time`, await live.timed(() => live.tell(cells), "idle"));
  print(`${name}: edit of the first cell`, await live.timed(() => live.tell({ c0: first.replace("1", "5") }), "idle"));
  print(`${name}: that edit taken back`, await live.timed(() => live.tell({ c0: first }), "idle"));
  print(`${name}: edit of the last cell`, await live.timed(() => live.tell({ [`c${Object.keys(cells).length - 1}`]: "1 + 1" }), "idle"));
}

const frames = Number(values.frames);
const live = new Live({});
await live.timed(
  () =>
    live.tell({
      t: 'tau = slider(0.05, 10, value = 1, scale = "log")',
      z: "z = randn([1000])",
      p: "p = softmax(z, tau = tau)\np",
      m: "max(p)",
    }),
  "idle",
);
let generation = 0;
async function drag(count) {
  const start = performance.now();
  for (let i = 0; i < count; i++) {
    generation++;
    const value = 0.05 + (generation % 997) / 100;
    await live.timed(() => live.session.accept({ type: "control", name: "tau", value, generation }), "idle");
  }
  live.events.length = 0;
  collect();
  return { ms: (performance.now() - start) / count, heap: process.memoryUsage().heapUsed };
}
const before = await drag(500);
const after = await drag(frames);
process.stdout.write(
  `${frames} frames: ${after.ms.toFixed(2)} ms a frame, heap ${((after.heap - before.heap) / 2 ** 20).toFixed(2)} MiB more than after 500\n`,
);
