import { type NotebookCell, NotebookCellKind, type NotebookDocument } from "vscode";

/** The cells that can run, in order: they are numbered from 1, text between them not counted. */
export function codeCellsOf(notebook: NotebookDocument): readonly NotebookCell[] {
  return notebook.getCells().filter(({ kind }) => kind === NotebookCellKind.Code);
}

/** A cell's number among those that can run. */
export function numberOf(cell: NotebookCell): number {
  return codeCellsOf(cell.notebook).indexOf(cell) + 1;
}
