import { describe, expect, it } from "vitest";
import type { DistributionView, ViewEnvelope } from "../../../src/model/index.ts";
import { Stage } from "./stage.ts";

const CONTROL = "tau = slider(0.1, 10, value = 2)";

const viewOf = (envelope: ViewEnvelope | undefined): DistributionView => envelope?.view as DistributionView;

async function pinned(stage: Stage, slot: number, on: boolean): Promise<ViewEnvelope[]> {
  stage.events.length = 0;
  stage.send({ type: "pin", cell: "d", slot, pinned: on });
  await stage.quiet();
  return stage.events.flatMap((event) => (event.type === "picture" ? event.envelopes : []));
}

async function started(): Promise<Stage> {
  const stage = new Stage({ control: CONTROL, d: "softmax([1, 2, 3], tau = tau)" });
  await stage.runAll();
  return stage;
}

describe("a pinned distribution", () => {
  it("is drawn at once against itself", async () => {
    const [envelope] = await pinned(await started(), 0, true);
    expect(envelope).toMatchObject({ cell: "d", slot: 0 });
    expect(viewOf(envelope).pinned).toMatchObject({ tau: 2, kl: 0 });
  });

  it("stays while the temperature is dragged, and is what the pictures are compared with", async () => {
    const stage = await started();
    await pinned(stage, 0, true);
    await stage.move("tau", 0.5);
    const view = viewOf(stage.frames("d").at(-1));
    expect(view.tau).toBe(0.5);
    expect(view.pinned?.tau).toBe(2);
    expect(Number(view.pinned?.kl)).toBeGreaterThan(0.1);
  });

  it("stays when its cell runs again, and goes when it is let go of", async () => {
    const stage = await started();
    await pinned(stage, 0, true);
    await stage.edit({ d: "softmax([1, 2, 4], tau = tau)" });
    expect(viewOf(stage.envelopes("d")[0]).pinned).toMatchObject({ tau: 2 });
    expect(viewOf((await pinned(stage, 0, false))[0]).pinned).toBeUndefined();
    await stage.move("tau", 3);
    expect(viewOf(stage.frames("d").at(-1)).pinned).toBeUndefined();
  });

  it("waits for its cell where that has yet to run", async () => {
    const stage = new Stage({ control: CONTROL, d: "softmax([1, 2, 3], tau = tau)" });
    stage.send({ type: "run", cells: ["control", "d"] });
    expect((await pinned(stage, 0, true)).map((envelope) => viewOf(envelope).pinned?.tau)).toEqual([2]);
  });

  it("is of its own slot alone", async () => {
    const stage = new Stage({ control: CONTROL, d: "softmax([1, 2], tau = tau)\nsoftmax([1, 3], tau = tau)" });
    await stage.runAll();
    const envelopes = await pinned(stage, 1, true);
    expect(envelopes.map(({ slot }) => slot)).toEqual([1]);
    await stage.move("tau", 1);
    expect(stage.frames("d").map((envelope) => viewOf(envelope).pinned !== undefined)).toEqual([false, true]);
  });

  it("is none where a slot shows something else, or nothing", async () => {
    const stage = new Stage({ d: "1 + 1" });
    await stage.runAll();
    expect(await pinned(stage, 0, true)).toEqual([]);
    expect(await pinned(stage, 7, true)).toEqual([]);
  });
});
