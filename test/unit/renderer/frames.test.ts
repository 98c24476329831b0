import { describe, expect, it } from "vitest";
import { noFrames, takeFrame, takeOutput } from "../../../renderers/softmax/frames.ts";
import type { RendererUpdate, View, ViewEnvelope } from "../../../src/model/index.ts";

const envelope = (slot: number, stamp: number, view: View = { kind: "text", text: String(stamp) }, cell = "c"): ViewEnvelope => ({
  version: 1,
  cell,
  slot,
  stamp,
  view,
  sentence: "",
});
const place = (slot: number, stamp: number, view?: View) => ({ id: `i${slot}`, envelope: envelope(slot, stamp, view) });
const frame = (generation: number, envelopes: readonly ViewEnvelope[], message?: string): RendererUpdate => ({
  type: "frame",
  generation,
  cell: "c",
  envelopes,
  ...(message === undefined ? {} : { failure: { code: "Domain", message } }),
});
const slider: View = { kind: "control", control: { kind: "control", control: "checkbox", name: "m", label: "", value: true } };

describe("a frame", () => {
  it("patches the outputs of its cell, slot by slot", () => {
    const places = [place(0, 1), place(1, 2), { id: "other", envelope: envelope(0, 1, undefined, "d") }];
    const { actions } = takeFrame(noFrames, frame(1, [envelope(1, 5)]), places);
    expect(actions).toEqual([{ kind: "patch", id: "i1", envelope: envelope(1, 5) }]);
  });

  it("of an older generation does nothing", () => {
    const places = [place(0, 1)];
    const { state } = takeFrame(noFrames, frame(7, [envelope(0, 5)]), places);
    expect(takeFrame(state, frame(6, [envelope(0, 6)]), places).actions).toEqual([]);
    expect(takeFrame(state, frame(7, [envelope(0, 6)]), places).actions).toHaveLength(1);
  });

  it("older than the picture that is there does nothing", () => {
    expect(takeFrame(noFrames, frame(1, [envelope(0, 3)]), [place(0, 4)]).actions).toEqual([]);
  });

  it("that failed dims what it could not draw and says why once", () => {
    const places = [place(2, 1), place(1, 1), place(0, 1)];
    const { actions } = takeFrame(noFrames, frame(1, [envelope(0, 5)], "tau is negative."), places);
    expect(actions).toEqual([
      { kind: "patch", id: "i0", envelope: envelope(0, 5) },
      { kind: "dim", id: "i1", failure: { code: "Domain", message: "tau is negative." } },
      { kind: "dim", id: "i2", failure: null },
    ]);
  });

  it("that failed leaves controls alone, so that they can be moved back", () => {
    expect(takeFrame(noFrames, frame(1, [], "no"), [place(0, 1, slider)]).actions).toEqual([]);
  });
});

describe("a whole output", () => {
  it("lets frames of any generation follow", () => {
    const { state } = takeFrame(noFrames, frame(9, []), []);
    const after = takeOutput(state, envelope(0, 20)).state;
    expect(takeFrame(after, frame(1, [envelope(0, 21)]), [place(0, 20)]).actions).toHaveLength(1);
  });

  it("that the notebook shows again gives way to the newer picture of a frame", () => {
    const { state } = takeFrame(noFrames, frame(3, [envelope(0, 8)]), [place(0, 2)]);
    expect(takeOutput(state, envelope(0, 2)).envelope.stamp).toBe(8);
    expect(takeOutput(state, envelope(0, 9)).envelope.stamp).toBe(9);
  });
});
