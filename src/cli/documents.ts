import { type CellOutputs, writeJupyter } from "../notebook/index.ts";
import { pageDocument } from "./pageDocument.ts";
import type { NotebookFile } from "./readNotebook.ts";
import type { OpenedFile } from "./recorded.ts";
import type { RanCell } from "./runCells.ts";
import type { Setting } from "./settings.ts";

/** A notebook that ran, under which settings, and the files that its cells read. `warn` is told what a document leaves out. */
export interface Run {
  readonly notebook: NotebookFile;
  readonly ran: readonly RanCell[];
  readonly settings: ReadonlyMap<string, Setting>;
  readonly files: readonly OpenedFile[];
  readonly warn: (text: string) => void;
}

/** The notebook with what its cells showed, as a document of another kind. */
export function documentOf(format: "html" | "ipynb", run: Run): Promise<string> {
  const { notebook, ran } = run;
  return format === "html" ? pageDocument(run) : Promise.resolve(writeJupyter(notebook.text, notebook.notebook, outputsOf(ran)));
}

/** What the cells that ran have shown, by their index; a cell that the time cut off is left out. */
export function outputsOf(ran: readonly RanCell[]): ReadonlyMap<number, CellOutputs> {
  const done = ran.filter(({ document }) => document.status !== "cancelled");
  return new Map(done.map(({ document, outputs, failure }) => [document.index, failure ? { outputs, failure } : { outputs }]));
}
