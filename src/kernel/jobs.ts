import type { Mode } from "../model/index.ts";
import type { GraphChange } from "./graph.ts";
import type { Marks } from "./marks.ts";
import type { Node } from "./node.ts";
import type { Notebook } from "./notebook.ts";
import type { Job } from "./schedule.ts";

/** What an edit gives to do: cells of a new text, those that follow from them, and in `auto` what they need and has never run. */
export function jobsAfterEdit(notebook: Notebook, { added, changed, names }: GraphChange, mode: Mode): Job[] {
  const { graph } = notebook;
  const touched = [...added, ...changed].filter((node) => !notebook.isUnfinished(node)).map(({ id }) => id);
  const around = [...names].flatMap((name) => [...graph.users(name), ...graph.definers(name)]);
  const held = new Set([...added, ...changed].map(({ id }) => id).filter((id) => !touched.includes(id)));
  const follow = graph.withDependents([...touched, ...around.filter((id) => !held.has(id))]);
  if (mode === "lazy") return [...follow].map((cell) => ({ cell, why: "keep" }));
  return following(notebook, follow);
}

/** What a changed file gives to do: in `auto` the cells that read it run again, and what follows from them. */
export function jobsAfterFile(notebook: Notebook, marks: Marks, path: string, mode: Mode): Job[] {
  const readers = notebook.fileChanged(path);
  marks.touch(readers, new Set());
  return mode === "auto"
    ? jobsAround(
        notebook,
        readers.map(({ id }) => id),
      )
    : [];
}

/** What a run of these cells gives to do beside them, in `auto`: all that follows from them, and what they need. */
export function jobsAround(notebook: Notebook, cells: Iterable<string>): Job[] {
  return following(notebook, notebook.graph.withDependents(cells));
}

/** Every cell, to run where it is not fresh. */
export function jobsForAll(notebook: Notebook): Job[] {
  return [...notebook.graph.nodes].map(({ id }) => ({ cell: id, why: "follow" }));
}

/** The cells that show results of the past. */
export function jobsForStale(notebook: Notebook, marks: Marks): Job[] {
  return [...notebook.graph.nodes].filter(({ id }) => marks.standing(id) === "stale").map(({ id }) => ({ cell: id, why: "follow" }));
}

/** These cells, and those of their sources that nobody has stopped. */
function following(notebook: Notebook, cells: ReadonlySet<string>): Job[] {
  const stopped = (id: string): boolean => !cells.has(id) && notebook.ledger.result(id)?.status === "cancelled";
  return [...notebook.graph.withSources(cells)].filter((id) => !stopped(id)).map((cell) => ({ cell, why: "follow" }));
}

/** The cells that use names which a cell set before its run and does not set any more. */
export function jobsAfterLoss(notebook: Notebook, node: Node, before: ReadonlySet<string>): Job[] {
  const lost = [...before].filter((name) => notebook.executor.ownerOf(name) !== node.id);
  const users = lost.flatMap((name) => [...notebook.graph.users(name)]);
  return [...notebook.graph.withDependents(users)].map((cell) => ({ cell, why: "follow" }));
}
