import type { ControlValue } from "../model/index.ts";

/** A control's move on its way to the session. */
export interface Move {
  readonly name: string;
  readonly value: ControlValue;
  readonly generation: number;
  /** Values of the control that it took the place of before they were sent. */
  readonly dropped: number;
}

interface Waiting {
  readonly value: ControlValue;
  readonly dropped: number;
}

/**
 * What is known of the moves of a notebook's controls: at most one is in flight, and of each control at most one more waits,
 * its latest. `last` is the generation given last; it never falls.
 */
export interface FrameGate {
  readonly inFlight: Move | null;
  readonly pending: ReadonlyMap<string, Waiting>;
  readonly last: number;
}

export interface GateStep {
  readonly gate: FrameGate;
  /** To be sent to the session now, if any. */
  readonly send: Move | null;
}

export const idleGate: FrameGate = { inFlight: null, pending: new Map(), last: 0 };

/** A control was moved: send it if nothing is in flight, else keep it in place of an earlier value of the same control. */
export function offer(gate: FrameGate, name: string, value: ControlValue): GateStep {
  const earlier = gate.pending.get(name);
  const dropped = earlier ? earlier.dropped + 1 : 0;
  return sendNext({ ...gate, pending: new Map(gate.pending).set(name, { value, dropped }) });
}

/** The session has answered a generation: what waits longest goes next. Answers to other generations change nothing. */
export function settle(gate: FrameGate, generation: number): GateStep {
  if (gate.inFlight?.generation !== generation) return { gate, send: null };
  return sendNext({ ...gate, inFlight: null });
}

/** The session was replaced: nothing is in flight and nothing waits. */
export function reset(gate: FrameGate): FrameGate {
  return { ...idleGate, last: gate.last };
}

/** Whether a frame of this generation is still wanted. */
export function isCurrent(gate: FrameGate, generation: number): boolean {
  return gate.inFlight?.generation === generation;
}

function sendNext(gate: FrameGate): GateStep {
  const next = gate.pending.entries().next();
  if (gate.inFlight || next.done) return { gate, send: null };
  const [name, { value, dropped }] = next.value;
  const pending = new Map(gate.pending);
  pending.delete(name);
  const send = { name, value, generation: gate.last + 1, dropped };
  return { gate: { inFlight: send, pending, last: send.generation }, send };
}
