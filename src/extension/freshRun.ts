import type { CancellationToken, NotebookDocument } from "vscode";
import type { Event } from "../model/index.ts";
import type { CellOutputs, NotebookText } from "../notebook/index.ts";
import type { PageJob } from "../page/index.ts";
import { FileAnswers } from "./fileAnswers.ts";
import { frontOf } from "./notebookData.ts";
import { placeOf } from "./places.ts";
import type { Platform } from "./platform.ts";
import { SaveAnswers } from "./saveAnswers.ts";
import { settingsOf } from "./settings.ts";

const DEFAULT_SEED = 0;

/** What a notebook's cells show when they run from its top in a session of their own, and the files that they ask for. */
export interface FreshRun {
  readonly seed: number;
  /** By the index among all cells; a cell that was stopped is left out. */
  readonly results: readonly (readonly [number, CellOutputs])[];
  readonly opened: readonly string[];
}

/**
 * Runs the notebook as its text stands, with its controls moved to where `moves` says, beside the session that the editor has.
 * Stopping it gives what there is.
 */
export async function freshRun(
  platform: Platform,
  document: NotebookDocument,
  notebook: NotebookText,
  token: CancellationToken,
  moves: PageJob["moves"] = [],
): Promise<FreshRun> {
  const cells = notebook.cells.flatMap((cell, index) => (cell.kind === "code" ? [{ id: String(index), source: cell.source }] : []));
  const seed = frontOf(document.metadata).seed ?? DEFAULT_SEED;
  const run: FreshRun & { results: [number, CellOutputs][]; opened: string[] } = { seed, results: [], opened: [] };
  if (cells.length === 0) return run;
  const place = placeOf(document);
  const { graceMs, memoryLimitMb } = settingsOf(document);
  const handle = platform.startSession({ roots: place.roots, graceMs, memoryLimitMb });
  const files = new FileAnswers(() => place);
  const saves = new SaveAnswers(() => place);
  const left = new Set(cells.map(({ id }) => id));
  const ended = new Promise<void>((resolve) => {
    handle.onEvent((event: Event) => {
      if (event.type === "openFile" || event.type === "readFile") void files.answer(event, handle);
      else if (event.type === "saveFile") void saves.answer(event, handle);
      else if (event.type === "opened") run.opened.push(event.path);
      else if (event.type === "ended") {
        run.results.push(...resultOf(event));
        if (left.delete(event.cell) && left.size === 0) resolve();
      }
    });
    token.onCancellationRequested(() => handle.send({ type: "interrupt" }));
  });
  handle.send({ type: "open", seed, folder: place.folder && platform.folderName(place.folder) });
  handle.send({ type: "mode", mode: "lazy" });
  handle.send({ type: "cells", cells });
  for (const { name, value } of moves) handle.send({ type: "control", name, value, generation: 0 });
  handle.send({ type: "run", cells: cells.map(({ id }) => id) });
  await ended;
  handle.dispose();
  return run;
}

/** Nothing of a cell that was stopped. */
function resultOf({ cell, outputs, failure, status }: Extract<Event, { type: "ended" }>): [number, CellOutputs][] {
  return status === "cancelled" ? [] : [[Number(cell), failure ? { outputs, failure } : { outputs }]];
}
