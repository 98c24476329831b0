import { describe, expect, it } from "vitest";
import type { Event, Request } from "../../../src/model/index.ts";
import { type PortListener, Supervisor } from "../../../src/worker/index.ts";

const CELLS = [
  { id: "a", source: "x = 1" },
  { id: "b", source: "x" },
];

/** Sessions that do nothing by themselves: the test says what they report. */
function stage() {
  const ports: { requests: Request[]; listener: PortListener; ended: boolean }[] = [];
  const timers: (() => void)[] = [];
  const events: Event[] = [];
  const supervisor = new Supervisor({
    place: "worker",
    graceMs: 800,
    after: (_ms, action) => {
      timers.push(action);
      return () => timers.splice(timers.indexOf(action), 1);
    },
    openPort: (listener) => {
      const port = { requests: [] as Request[], listener, ended: false };
      ports.push(port);
      return { post: (request) => port.requests.push(request), terminate: () => (port.ended = true) };
    },
  });
  supervisor.onEvent((event) => events.push(event));
  supervisor.send({ type: "open", seed: 1, folder: null });
  supervisor.send({ type: "cells", cells: CELLS });
  return { supervisor, ports, timers, events };
}

const ended = (cell: string, status: "ok" | "error" | "cancelled" = "ok"): Event => ({
  type: "ended",
  cell,
  status,
  elapsedMs: 1,
  outputs: [],
});

describe("a supervised session", () => {
  it("leaves a session alone that heeds an interrupt within the grace period", () => {
    const { supervisor, ports, timers } = stage();
    supervisor.send({ type: "run", cells: ["a"] });
    ports[0]?.listener.event({ type: "started", cell: "a" });
    supervisor.send({ type: "interrupt" });
    ports[0]?.listener.event(ended("a", "cancelled"));
    expect(timers).toHaveLength(0);
    expect(ports).toHaveLength(1);
  });

  it("ends a session that does not heed it, cancels its cells and runs again those that had run", () => {
    const { supervisor, ports, timers, events } = stage();
    supervisor.send({ type: "run", cells: ["a", "b"] });
    ports[0]?.listener.event({ type: "started", cell: "a" });
    ports[0]?.listener.event(ended("a"));
    ports[0]?.listener.event({ type: "started", cell: "b" });
    supervisor.send({ type: "interrupt" });
    timers[0]?.();
    expect(ports[0]?.ended).toBe(true);
    expect(events.at(-1)).toMatchObject({ type: "ended", cell: "b", status: "cancelled" });
    expect(ports[1]?.requests).toEqual([
      { type: "open", seed: 1, folder: null },
      { type: "rebuild", ran: [{ id: "a", source: "x = 1" }], moves: [] },
      { type: "cells", cells: CELLS },
    ]);
  });

  it("keeps a rebuild to itself and passes on the events of the next run", () => {
    const { supervisor, ports, timers, events } = stage();
    supervisor.send({ type: "run", cells: ["a", "b"] });
    ports[0]?.listener.event(ended("a"));
    supervisor.send({ type: "interrupt" });
    timers[0]?.();
    const before = events.length;
    ports[1]?.listener.event({ type: "rebuilt" });
    expect(events).toHaveLength(before);
    supervisor.send({ type: "run", cells: ["b"] });
    ports[1]?.listener.event({ type: "started", cell: "b" });
    ports[1]?.listener.event(ended("b"));
    expect(events.slice(before).map((event) => event.type)).toEqual(["started", "ended"]);
  });

  it("says a crash on the cell that ran, cancels the others, and runs the next in a new session", () => {
    const { supervisor, ports, events } = stage();
    supervisor.send({ type: "run", cells: ["a", "b"] });
    ports[0]?.listener.event({ type: "started", cell: "a" });
    ports[0]?.listener.died("out of memory");
    expect(events.at(-2)).toMatchObject({ cell: "a", status: "error", failure: { code: "Crash" } });
    expect(events.at(-1)).toMatchObject({ cell: "b", status: "cancelled" });
    supervisor.send({ type: "run", cells: ["b"] });
    expect(ports[1]?.requests.at(-1)).toEqual({ type: "run", cells: ["b"] });
  });

  it("does not run again what crashed the rebuild", () => {
    const { supervisor, ports } = stage();
    supervisor.send({ type: "run", cells: ["a"] });
    ports[0]?.listener.event(ended("a"));
    ports[0]?.listener.died("gone");
    ports[1]?.listener.died("gone again");
    expect(ports[1]?.requests.some((request) => request.type === "rebuild")).toBe(true);
    expect(ports[2]?.requests.some((request) => request.type === "rebuild")).toBe(false);
  });

  it("ends a rebuild that does not heed an interrupt, and forgets what it ran", () => {
    const { supervisor, ports, timers } = stage();
    supervisor.send({ type: "run", cells: ["a"] });
    ports[0]?.listener.event(ended("a"));
    ports[0]?.listener.died("gone");
    supervisor.send({ type: "interrupt" });
    timers[0]?.();
    expect(ports[2]?.requests.map((request) => request.type)).toEqual(["open", "cells"]);
  });

  it("ends a cell that began by itself and does not heed an interrupt", () => {
    const { supervisor, ports, timers, events } = stage();
    ports[0]?.listener.event({ type: "started", cell: "b" });
    supervisor.send({ type: "interrupt" });
    timers[0]?.();
    expect(ports[0]?.ended).toBe(true);
    expect(events.at(-1)).toMatchObject({ type: "ended", cell: "b", status: "cancelled" });
  });

  it("says a crash on a cell that began by itself, and tells the new session the mode before the cells", () => {
    const { supervisor, ports, events } = stage();
    supervisor.send({ type: "mode", mode: "lazy" });
    ports[0]?.listener.event({ type: "started", cell: "b" });
    ports[0]?.listener.died("out of memory");
    expect(events.at(-1)).toMatchObject({ cell: "b", status: "error", failure: { code: "Crash" } });
    expect(ports[1]?.requests.map((request) => request.type)).toEqual(["open", "mode", "cells"]);
  });

  it("restarts at once while a cell runs, with no name left", () => {
    const { supervisor, ports, events } = stage();
    supervisor.send({ type: "run", cells: ["a"] });
    ports[0]?.listener.event({ type: "started", cell: "a" });
    supervisor.send({ type: "restart" });
    expect(events.at(-1)).toMatchObject({ cell: "a", status: "cancelled" });
    expect(ports[0]?.ended).toBe(true);
    expect(ports[1]?.requests.map((request) => request.type)).toEqual(["open", "cells"]);
  });

  it("gives back the frame gate when a thread is replaced in the middle of a frame", () => {
    const { supervisor, ports, timers, events } = stage();
    supervisor.send({ type: "control", name: "tau", value: 2, generation: 7 });
    supervisor.send({ type: "interrupt" });
    timers[0]?.();
    expect(events.at(-1)).toEqual({ type: "settled", generation: 7 });
    expect(ports[1]?.requests).toContainEqual({ type: "rebuild", ran: [], moves: [{ name: "tau", value: 2 }] });
  });
});
