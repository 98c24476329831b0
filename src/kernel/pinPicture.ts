import { type Event, FailureError, type Request, type Steps } from "../model/index.ts";
import type { Notebook } from "./notebook.ts";

export type PinAsked = Extract<Request, { type: "pin" }>;

/** Pins what a slot shows, or lets go of it: the event to say so, null where the slot shows no distribution. Throws Cancelled. */
export function* pinPicture(notebook: Notebook, { cell, slot, pinned }: PinAsked): Steps<Event | null> {
  const node = notebook.graph.get(cell);
  if (!node) return null;
  try {
    const envelope = yield* notebook.pin(node, slot, pinned);
    return envelope && { type: "picture", cell, envelopes: [envelope] };
  } catch (error) {
    if (!(error instanceof FailureError)) throw error;
    return { type: "picture", cell, envelopes: [], failure: error.failure };
  }
}
