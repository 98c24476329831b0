import { describe, expect, it } from "vitest";
import { Moves } from "../../../src/extension/moves.ts";
import { type Event, type RendererUpdate, VIEW_MIME, type ViewEnvelope } from "../../../src/model/index.ts";

const picture = (slot: number, text: string): ViewEnvelope => ({
  version: 1,
  cell: "c",
  slot,
  view: { kind: "text", text },
  sentence: text,
});
const frame = (generation: number, ...envelopes: ViewEnvelope[]): Extract<Event, { type: "frame" }> => ({
  type: "frame",
  generation,
  cell: "c",
  envelopes,
});

/** Moves whose clock the test turns. */
function stage(readout = false) {
  const sent: number[] = [];
  const posted: RendererUpdate[] = [];
  const clock = { now: 0 };
  const moves = new Moves({
    send: ({ generation }) => sent.push(generation),
    post: (update) => posted.push(update),
    readout: () => readout,
    now: () => clock.now,
  });
  return { moves, sent, posted, clock };
}

describe("moved controls", () => {
  it("leave the latest picture of every slot for a renderer that is made later", () => {
    const { moves, sent } = stage();
    moves.move("tau", 1);
    moves.frame(frame(1, picture(0, "control at 1"), picture(1, "chart at 1")));
    moves.settled(1);
    moves.move("tau", 2);
    moves.frame(frame(2, picture(0, "control at 2")));
    expect(sent).toEqual([1, 2]);
    expect(moves.latest.map(({ envelopes }) => envelopes.map(({ sentence }) => sentence))).toEqual([["control at 2", "chart at 1"]]);
    moves.ran("c");
    expect(moves.latest).toEqual([]);
  });

  it("stand where the last picture or run shows them", () => {
    const { moves } = stage();
    const slider = (value: number): ViewEnvelope => {
      const control = {
        kind: "control",
        control: "slider",
        name: "tau",
        label: "tau",
        value,
        min: 0,
        max: 9,
        step: 1,
        scale: "linear",
      } as const;
      return { version: 1, cell: "c", slot: 0, view: { kind: "control", control }, sentence: "" };
    };
    moves.ran("c", [{ "text/plain": "", [VIEW_MIME]: slider(5) }]);
    expect([...moves.controls]).toEqual([]);
    moves.move("tau", 2);
    moves.frame(frame(1, slider(2)));
    expect([...moves.controls]).toEqual([["tau", 2]]);
    moves.ran("c", [{ "text/plain": "", [VIEW_MIME]: slider(7) }]);
    expect([...moves.controls]).toEqual([["tau", 7]]);
  });

  it("drop frames of other generations than the one in flight", () => {
    const { moves, posted } = stage();
    moves.move("tau", 1);
    moves.frame(frame(7, picture(0, "of another time")));
    expect(posted).toEqual([]);
  });

  it("say where it is asked for how long a frame took, and how many values it passed over", () => {
    const { moves, posted, clock } = stage(true);
    for (const value of [1, 2, 3]) moves.move("tau", value);
    clock.now = 8;
    moves.settled(1);
    clock.now = 20.26;
    moves.frame(frame(2, picture(0, "at 3")));
    expect(posted.map(({ readout }) => readout)).toEqual([{ ms: 12.3, dropped: 1 }]);
  });
});
