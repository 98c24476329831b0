import { describe, expect, it } from "vitest";
import { Session } from "../../../src/kernel/index.ts";
import { type CellText, type Event, FailureError, type Request, VIEW_MIME, type ViewEnvelope } from "../../../src/model/index.ts";

/** A session on this thread, and a way to wait for what it says. */
function open(cells: readonly CellText[]) {
  const events: Event[] = [];
  const waiting: (() => void)[] = [];
  const session = new Session({
    files: () => ({ open: async (path) => Promise.reject(new FailureError({ code: "File", message: `no ${path}` })) }),
    emit: (event) => {
      events.push(event);
      for (const hear of waiting.splice(0)) hear();
    },
    pause: () => new Promise((resolve) => setImmediate(resolve)),
    now: () => performance.now(),
  });
  const send = (request: Request): void => session.accept(request);
  async function until<T extends Event>(wanted: (event: Event) => event is T): Promise<T> {
    for (;;) {
      const found = events.find(wanted);
      if (found) return found;
      await new Promise<void>((resolve) => {
        waiting.push(resolve);
      });
    }
  }
  send({ type: "open", seed: 42, folder: null });
  send({ type: "cells", cells });
  return { session, events, send, until };
}

type Ended = Extract<Event, { type: "ended" }>;
const endOf =
  (cell: string) =>
  (event: Event): event is Ended =>
    event.type === "ended" && event.cell === cell;
const settled =
  (generation: number) =>
  (event: Event): event is Extract<Event, { type: "settled" }> =>
    event.type === "settled" && event.generation === generation;
const envelopesOf = (ended: Ended): ViewEnvelope[] => ended.outputs.map((bundle) => bundle[VIEW_MIME] as ViewEnvelope);

const SLIDER: CellText[] = [
  { id: "tau", source: 'tau = slider(0.05, 10, value = 1, scale = "log")' },
  { id: "p", source: "z = [1, 2, 3];\nsoftmax(z, tau = tau)" },
  { id: "apart", source: "1 + 1" },
];

describe("a session", () => {
  it("answers a run with started and ended, and shows the statements that are not hidden", async () => {
    const { send, until } = open([{ id: "a", source: "x = 2;\nx + 1\ny = 5" }]);
    send({ type: "run", cells: ["a"] });
    const views = envelopesOf(await until(endOf("a"))).map(({ view }) => view);
    expect(views).toEqual([
      { kind: "text", text: "3" },
      { kind: "text", text: "5" },
    ]);
  });

  it("shows an assignment only where it ends its cell", async () => {
    const { send, until } = open([{ id: "a", source: "x = 2\nx + 1" }]);
    send({ type: "run", cells: ["a"] });
    expect(envelopesOf(await until(endOf("a")))).toHaveLength(1);
  });

  it("keeps what came before a failure, and the names that were set", async () => {
    const { send, until } = open([
      { id: "a", source: "x = 2\n1 + 1\nsotfmax([1, 2])\n3" },
      { id: "b", source: "x" },
    ]);
    send({ type: "run", cells: ["a", "b"] });
    const a = await until(endOf("a"));
    expect(a).toMatchObject({ status: "error", failure: { code: "UnknownName", suggestion: "softmax" } });
    expect(a.failure?.span).toEqual({ start: 12, end: 19 });
    expect(envelopesOf(a)).toHaveLength(1);
    expect((await until(endOf("b"))).status).toBe("ok");
  });

  it("sends a frame of the control and of its dependents, and of no other cell", async () => {
    const { send, until, events } = open(SLIDER);
    send({ type: "run", cells: ["tau", "p", "apart"] });
    await until(endOf("apart"));
    send({ type: "control", name: "tau", value: 0.5, generation: 1 });
    await until(settled(1));
    const frames = events.filter((event) => event.type === "frame");
    expect(frames).toMatchObject([
      { cell: "tau", generation: 1, envelopes: [{ slot: 0, view: { kind: "control", control: { value: 0.5 } } }] },
      { cell: "p", generation: 1, envelopes: [{ view: { kind: "distribution", tau: 0.5 } }] },
    ]);
  });

  it("redraws what follows a control in its own cell, and what follows that elsewhere", async () => {
    const { send, until, events } = open([
      { id: "all", source: "z = [1, 2, 3]\ntau = slider(0.05, 10, value = 1)\np = softmax(z, tau = tau)" },
      { id: "after", source: "max(p)" },
    ]);
    send({ type: "run", cells: ["all", "after"] });
    await until(endOf("after"));
    send({ type: "control", name: "tau", value: 0.5, generation: 1 });
    await until(settled(1));
    const drawn = events.flatMap((event) => (event.type === "frame" ? event.envelopes.map(({ cell, view }) => [cell, view.kind]) : []));
    expect(drawn).toEqual([
      ["all", "control"],
      ["all", "distribution"],
      ["after", "text"],
    ]);
    const last = events.findLast((event) => event.type === "frame");
    expect(last).toMatchObject({ envelopes: [{ view: { text: expect.stringMatching(/^0\.86681333219733/) } }] });
  });

  it("keeps a control where it was moved when its cell runs again", async () => {
    const { send, until, events } = open(SLIDER);
    send({ type: "run", cells: ["tau"] });
    await until(endOf("tau"));
    send({ type: "control", name: "tau", value: 2, generation: 1 });
    await until(settled(1));
    events.length = 0;
    send({ type: "run", cells: ["tau"] });
    expect(envelopesOf(await until(endOf("tau")))[0]?.view).toMatchObject({ kind: "control", control: { value: 2 } });
  });

  it("leaves a control alone that is moved to where it can't stand, and still settles", async () => {
    const { send, until, events } = open([...SLIDER, { id: "tau value", source: "tau" }]);
    send({ type: "run", cells: ["tau", "p"] });
    await until(endOf("p"));
    for (const [generation, value] of [99, "hot", Number.NaN].entries()) {
      send({ type: "control", name: "tau", value, generation });
      await until(settled(generation));
    }
    const frames = events.filter((event) => event.type === "frame" && event.cell === "p");
    for (const frame of frames) expect(frame).toMatchObject({ envelopes: [{ view: { tau: 1 } }] });
    send({ type: "run", cells: ["tau value"] });
    expect((await until(endOf("tau value"))).outputs[0]?.["text/plain"]).toBe("1");
  });

  it("settles every generation, those too that a later one overtakes", async () => {
    const { send, until } = open(SLIDER);
    send({ type: "run", cells: ["tau", "p"] });
    await until(endOf("p"));
    for (let generation = 1; generation <= 5; generation++) send({ type: "control", name: "tau", value: generation, generation });
    for (let generation = 1; generation <= 5; generation++) await until(settled(generation));
  });

  it("stamps a later picture higher", async () => {
    const { send, until, events } = open(SLIDER);
    send({ type: "run", cells: ["tau", "p"] });
    const first = envelopesOf(await until(endOf("p")))[0]?.stamp ?? 0;
    send({ type: "control", name: "tau", value: 0.5, generation: 1 });
    await until(settled(1));
    const frame = events.find((event) => event.type === "frame" && event.cell === "p");
    if (frame?.type !== "frame") throw new Error("there was no frame of the picture");
    expect(frame.envelopes[0]?.stamp).toBeGreaterThan(first);
  });

  it("is interrupted between chunks, cancels what waits, and runs the next cell", async () => {
    const { send, until } = open([
      { id: "long", source: "sweep(softmax(linspace(0, 1, 100000), tau = t), t = linspace(1, 2, 10000))" },
      { id: "next", source: "1" },
    ]);
    send({ type: "run", cells: ["long", "next"] });
    await until((event): event is Extract<Event, { type: "started" }> => event.type === "started");
    await new Promise((resolve) => setTimeout(resolve, 50));
    send({ type: "interrupt" });
    expect((await until(endOf("long"))).status).toBe("cancelled");
    expect((await until(endOf("next"))).status).toBe("cancelled");
    const { send: again, until: then } = open([{ id: "next", source: "1" }]);
    again({ type: "run", cells: ["next"] });
    expect((await then(endOf("next"))).status).toBe("ok");
  });

  it("forgets all names on a restart", async () => {
    const { send, until, events } = open([
      { id: "a", source: "x = 1" },
      { id: "b", source: "x" },
    ]);
    send({ type: "mode", mode: "lazy" });
    send({ type: "run", cells: ["a", "b"] });
    expect((await until(endOf("b"))).status).toBe("ok");
    send({ type: "restart" });
    events.length = 0;
    send({ type: "run", cells: ["b"] });
    expect(await until(endOf("b"))).toMatchObject({ status: "error", failure: { code: "UnknownName" } });
  });

  it("draws the same numbers whatever order the cells run in", async () => {
    const cells = [
      { id: "a", source: "sum(randn([100])) + random()" },
      { id: "b", source: "sum(randn([50])) + randomInt(1000000)" },
    ];
    const texts = async (order: readonly string[]): Promise<string[]> => {
      const { send, until } = open(cells);
      send({ type: "run", cells: order });
      return Promise.all(["a", "b"].map(async (id) => (await until(endOf(id))).outputs[0]?.["text/plain"] ?? ""));
    };
    expect(await texts(["a", "b"])).toEqual(await texts(["b", "a"]));
  });
});
