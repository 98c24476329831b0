import { controlPlace } from "../language/index.ts";
import type { Event } from "../model/index.ts";
import { definitionOf } from "./node.ts";
import type { Notebook } from "./notebook.ts";

type Place = Extract<Event, { type: "place" }>["place"];

/** Where in a cell's text the present value of a control would stand, and as what. */
export function placeOf({ graph, executor }: Notebook, name: string): Place {
  const owner = executor.ownerOf(name);
  const node = owner === undefined ? undefined : graph.get(owner);
  const statement = node && definitionOf(node, name);
  const value = executor.scope.get(name);
  if (!statement || (typeof value !== "number" && typeof value !== "string" && typeof value !== "boolean")) return null;
  const place = controlPlace(statement, name, value);
  return place && { cell: node.id, source: node.source, ...place };
}
