import { type CellOutputs, writeJupyter } from "../notebook/index.ts";
import type { NotebookFile } from "./readNotebook.ts";
import type { RanCell } from "./runCells.ts";

/** A notebook that ran. */
export interface Run {
  readonly notebook: NotebookFile;
  readonly ran: readonly RanCell[];
}

/** The notebook with what its cells showed, as a document of another kind. */
export async function documentOf(_format: "ipynb", { notebook, ran }: Run): Promise<string> {
  return writeJupyter(notebook.text, notebook.notebook, outputsOf(ran));
}

/** What the cells that ran have shown, by their index; a cell that the time cut off is left out. */
function outputsOf(ran: readonly RanCell[]): ReadonlyMap<number, CellOutputs> {
  const done = ran.filter(({ document }) => document.status !== "cancelled");
  return new Map(done.map(({ document, outputs, failure }) => [document.index, failure ? { outputs, failure } : { outputs }]));
}
