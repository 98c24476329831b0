import { existsSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import type { Event } from "../../src/model/index.ts";
import { startNodeSession } from "../../src/worker/host.node.ts";

const entry = join(import.meta.dirname, "../../dist/session.node.cjs");

/** Fills the heap of its thread with nested lists. */
const GREEDY = "hold = map(1:2000000, f(k) = [k, [k, [k]]]); size(hold)";

it("says an end of memory on the cell that met it, keeps the names that were there, and runs on", { timeout: 120_000 }, async () => {
  expect(existsSync(entry), "the bundle is built").toBe(true);
  const handle = startNodeSession({ entry, roots: [], memoryLimitMb: 64 });
  const ended = new Map<string, Extract<Event, { type: "ended" }>>();
  const waiting: (() => void)[] = [];
  handle.onEvent((event) => {
    if (event.type === "ended") ended.set(event.cell, event);
    for (const hear of waiting.splice(0)) hear();
  });
  const until = async (cell: string): Promise<Extract<Event, { type: "ended" }> | undefined> => {
    while (!ended.has(cell)) await new Promise<void>((resolve) => waiting.push(resolve));
    return ended.get(cell);
  };
  handle.send({ type: "open", seed: 1, folder: null });
  const cells = [
    { id: "x", source: "x = 41" },
    { id: "greedy", source: GREEDY },
    { id: "y", source: "x + 1" },
  ];
  handle.send({ type: "cells", cells });
  handle.send({ type: "run", cells: ["x", "greedy"] });
  expect((await until("x"))?.status).toBe("ok");
  const crashed = await until("greedy");
  expect(crashed?.failure?.code).toBe("Crash");
  ended.clear();
  handle.send({ type: "run", cells: ["y"] });
  expect((await until("y"))?.outputs[0]?.["text/plain"]).toBe("42");
  handle.dispose();
});
