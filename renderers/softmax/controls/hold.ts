import type { ControlValue } from "../../../src/model/index.ts";

/** What a control shows, while the reader moves it and answers from the kernel come in late. */
export interface Hold {
  readonly shown: ControlValue;
  readonly dragging: boolean;
  /** The value last sent and when, until it comes back. */
  readonly sent: { readonly value: ControlValue; readonly at: number } | null;
}

const ECHO_MS = 1500;

export function holding(value: ControlValue): Hold {
  return { shown: value, dragging: false, sent: null };
}

/** The reader moved the control at time `now` (ms). */
export function moved(hold: Hold, value: ControlValue, now: number): Hold {
  return { ...hold, shown: value, sent: { value, at: now } };
}

export function dragged(hold: Hold, dragging: boolean): Hold {
  return { ...hold, dragging };
}

/** The kernel says what the value is: taken at rest, but not under the reader's hand and not while older answers may be on their way. */
export function told(hold: Hold, value: ControlValue, now: number): Hold {
  if (hold.dragging) return hold;
  const pending = hold.sent !== null && now - hold.sent.at < ECHO_MS;
  if (pending && value !== hold.sent?.value) return hold;
  return { shown: value, dragging: false, sent: null };
}
