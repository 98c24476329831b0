import type { Event } from "../model/index.ts";
import { bundleOf } from "../output/index.ts";
import type { Result } from "./keep.ts";
import type { Node } from "./node.ts";

export type Ended = Extract<Event, { type: "ended" }>;

/** How a cell's run is told to the host. */
export function endOf(node: Node, { status, shown, failure }: Result, elapsedMs: number, note?: "kept"): Ended {
  const outputs = shown.map(({ envelope }) => bundleOf(envelope));
  return { type: "ended", cell: node.id, status, elapsedMs, outputs, ...(failure ? { failure } : {}), ...(note ? { note } : {}) };
}
