import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type FrameGate, type GateStep, idleGate, isCurrent, type Move, offer, reset, settle } from "../../../src/worker/index.ts";

/** Plays offers and settles against the gate and gathers what was sent. */
function play(actions: readonly ({ name: string; value: number } | "settle")[]): { gate: FrameGate; sent: Move[] } {
  let gate = idleGate;
  const sent: Move[] = [];
  const take = (step: GateStep): void => {
    gate = step.gate;
    if (step.send) sent.push(step.send);
  };
  for (const action of actions) {
    if (action !== "settle") take(offer(gate, action.name, action.value));
    else if (gate.inFlight) take(settle(gate, gate.inFlight.generation));
  }
  return { gate, sent };
}

const action = fc.oneof(fc.record({ name: fc.constantFrom("tau", "k"), value: fc.integer() }), fc.constant("settle" as const));

describe("the gate before the session", () => {
  it("sends the first move at once and keeps the latest of those that follow", () => {
    const { sent } = play([{ name: "tau", value: 1 }, { name: "tau", value: 2 }, { name: "tau", value: 3 }, "settle"]);
    expect(sent.map((move) => move.value)).toEqual([1, 3]);
    expect(sent.map((move) => move.dropped)).toEqual([0, 1]);
  });

  it("keeps the moves of different controls apart", () => {
    const { sent } = play([{ name: "tau", value: 1 }, { name: "k", value: 2 }, { name: "tau", value: 3 }, "settle", "settle"]);
    expect(sent.map((move) => [move.name, move.value])).toEqual([
      ["tau", 1],
      ["k", 2],
      ["tau", 3],
    ]);
  });

  it("always lands the last value of every control", () => {
    fc.assert(
      fc.property(fc.array(action), (actions) => {
        const { gate, sent } = play([...actions, "settle", "settle", "settle"]);
        expect(gate.inFlight).toBeNull();
        expect(gate.pending.size).toBe(0);
        for (const name of ["tau", "k"]) {
          const last = actions.findLast((a) => a !== "settle" && a.name === name);
          if (last && last !== "settle") expect(sent.findLast((move) => move.name === name)?.value).toBe(last.value);
        }
      }),
    );
  });

  it("gives generations that only grow, over a reset too", () => {
    const first = offer(idleGate, "tau", 1);
    const second = offer(reset(first.gate), "tau", 2);
    expect(second.send?.generation).toBeGreaterThan(first.send?.generation ?? Number.NaN);
  });

  it("takes no notice of answers to other generations", () => {
    const { gate } = offer(idleGate, "tau", 1);
    expect(settle(gate, 99)).toEqual({ gate, send: null });
    expect([isCurrent(gate, 1), isCurrent(gate, 99)]).toEqual([true, false]);
  });
});
