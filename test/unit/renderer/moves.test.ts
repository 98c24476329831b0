import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { dragged, holding, moved, told } from "../../../renderers/softmax/controls/hold.ts";
import { playOn, stepOn } from "../../../renderers/softmax/controls/playhead.ts";
import { positionOf, type Slider, trackOf, valueAt } from "../../../renderers/softmax/controls/position.ts";
import { frameGate } from "../../../renderers/softmax/frameGate.ts";
import { latestWins } from "../../../renderers/softmax/latest.ts";
import { startIndex } from "../../../renderers/softmax/scrub.ts";

function gateWithFrames() {
  const sent: number[] = [];
  const frames: (() => void)[] = [];
  const gate = frameGate<number>(
    (value) => sent.push(value),
    (callback) => frames.push(callback),
  );
  const nextFrame = (): void => frames.splice(0).forEach((callback) => void callback());
  return { sent, gate, nextFrame };
}

describe("moves of a control", () => {
  it("go out at once, then once a frame, the newest each time", () => {
    const { sent, gate, nextFrame } = gateWithFrames();
    for (const value of [1, 2, 3]) gate.push(value);
    expect(sent).toEqual([1]);
    nextFrame();
    expect(sent).toEqual([1, 3]);
    nextFrame();
    gate.push(4);
    expect(sent).toEqual([1, 3, 4]);
  });

  it("go out at once when the hand lets go", () => {
    const { sent, gate, nextFrame } = gateWithFrames();
    gate.push(1);
    gate.push(2);
    gate.flush();
    nextFrame();
    expect(sent).toEqual([1, 2]);
  });

  it("always end with the last value, and never outnumber frames by more than one", () => {
    fc.assert(
      fc.property(fc.array(fc.option(fc.integer(), { nil: null }), { minLength: 1 }), (script) => {
        const { sent, gate, nextFrame } = gateWithFrames();
        for (const step of script) step === null ? nextFrame() : gate.push(step);
        nextFrame();
        const values = script.filter((step) => step !== null);
        expect(sent.at(-1)).toBe(values.at(-1));
        expect(sent.length).toBeLessThanOrEqual(script.length - values.length + 2);
      }),
    );
  });
});

describe("a control that is told its value", () => {
  it("keeps what the hand shows while it drags", () => {
    const hold = moved(dragged(holding(1), true), 2, 0);
    expect(told(hold, 1, 9e9).shown).toBe(2);
  });

  it("ignores late answers to earlier moves, and takes the answer to its last", () => {
    const hold = moved(moved(holding(1), 2, 0), 3, 10);
    expect(told(hold, 2, 20).shown).toBe(3);
    expect(told(hold, 3, 20).sent).toBeNull();
  });

  it("takes another value at rest, and once an answer is overdue", () => {
    expect(told(holding(1), 5, 0).shown).toBe(5);
    expect(told(moved(holding(1), 2, 0), 5, 5000).shown).toBe(5);
  });
});

describe("a slider", () => {
  const base = { kind: "control", control: "slider", name: "t", label: "", value: 1 } as const;
  const log: Slider = { ...base, min: 0.05, max: 10, step: null, scale: "log" };
  const stepped: Slider = { ...base, min: 0, max: 1, step: 0.1, scale: "linear" };

  it("spans its range in logs, and reaches both ends exactly", () => {
    const { min, max } = trackOf(log);
    expect([valueAt(log, min), valueAt(log, max)]).toEqual([0.05, 10]);
    expect(positionOf(log, 1)).toBe(0);
  });

  it("gives values that can be read", () => {
    expect(valueAt(log, Math.log(1.23456))).toBe(1.23);
    expect(valueAt(stepped, 0.1 * 3)).toBe(0.3);
    expect(valueAt({ ...stepped, step: null }, 0.123456)).toBe(0.123);
  });

  it("never leaves its range", () => {
    fc.assert(
      fc.property(fc.double({ min: -50, max: 50, noNaN: true }), (position) => {
        const value = valueAt(log, position);
        expect(value).toBeGreaterThanOrEqual(0.05);
        expect(value).toBeLessThanOrEqual(10);
      }),
    );
  });
});

describe("a play head", () => {
  const course = { min: 0, max: 1, step: 0.25, fps: 4 };

  it("moves by whole steps and keeps the time that is left over", () => {
    expect(playOn(course, 0, 600)).toEqual({ value: 0.5, rest: 100, done: false });
  });

  it("stops at the end", () => {
    expect(playOn(course, 0.75, 10_000)).toMatchObject({ value: 1, done: true });
  });

  it("pressed step by step begins anew after the end", () => {
    expect([stepOn(course, 0.75), stepOn(course, 1)]).toEqual([1, 0]);
  });
});

describe("a scrubber", () => {
  it("starts at the value nearest to 1 on a log axis, else in the middle", () => {
    expect(startIndex({ values: [0.01, 0.1, 0.9, 10], logParameter: true })).toBe(2);
    expect(startIndex({ values: [0, 1, 2, 3, 4], logParameter: false })).toBe(2);
    expect(startIndex({ values: [10, 20, 40], logParameter: true })).toBe(1);
  });
});

describe("work of which only the newest counts", () => {
  it("runs one at a time and skips what was overtaken", async () => {
    const worked: number[] = [];
    const push = latestWins(async (value: number) => {
      worked.push(value);
      await Promise.resolve();
    });
    await Promise.all([push(1), push(2), push(3)]);
    expect(worked).toEqual([1, 3]);
    await push(4);
    expect(worked).toEqual([1, 3, 4]);
  });
});
