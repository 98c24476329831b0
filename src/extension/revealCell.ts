import { type NotebookCell, NotebookEditorRevealType, NotebookRange, window, workspace } from "vscode";
import { idOf } from "./executions.ts";

/** Shows a cell of an open notebook and selects it; `id` is its document's URI. Where there is no such cell, nothing happens. */
export async function revealCell(id: string): Promise<void> {
  const cell = findCell(id);
  if (!cell) return;
  const shown = window.visibleNotebookEditors.find((editor) => editor.notebook === cell.notebook);
  const editor = await window.showNotebookDocument(cell.notebook, shown?.viewColumn === undefined ? {} : { viewColumn: shown.viewColumn });
  const range = new NotebookRange(cell.index, cell.index + 1);
  editor.selection = range;
  editor.revealRange(range, NotebookEditorRevealType.InCenterIfOutsideViewport);
}

export function findCell(id: string): NotebookCell | undefined {
  for (const notebook of workspace.notebookDocuments) {
    const cell = notebook.getCells().find((candidate) => idOf(candidate) === id);
    if (cell) return cell;
  }
  return undefined;
}
