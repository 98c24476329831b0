import { commands, type Disposable, type NotebookDocument, type NotebookEditor, window, workspace } from "vscode";
import { optionWords } from "../notebook/index.ts";

/** Folds the input of cells with the option `hide-input` away, once, when their notebook is first shown. */
export function foldHiddenInputs(notebookType: string): Disposable {
  const done = new WeakSet<NotebookDocument>();
  const fold = (editors: readonly NotebookEditor[]): void => {
    for (const { notebook } of editors) {
      if (notebook.notebookType !== notebookType || done.has(notebook)) continue;
      done.add(notebook);
      void foldIn(notebook);
    }
  };
  fold(window.visibleNotebookEditors);
  const parts = [window.onDidChangeVisibleNotebookEditors(fold), workspace.onDidCloseNotebookDocument((notebook) => done.delete(notebook))];
  return { dispose: () => parts.forEach((part) => void part.dispose()) };
}

async function foldIn(notebook: NotebookDocument): Promise<void> {
  const hidden = notebook
    .getCells()
    .filter(({ metadata }) => typeof metadata.options === "string" && optionWords(metadata.options).includes("hide-input"));
  if (hidden.length === 0) return;
  const ranges = hidden.map(({ index }) => ({ start: index, end: index + 1 }));
  // There is no API for this; the command is the editor's own. Where it is missing the cell is just shown.
  await commands.executeCommand("notebook.cell.collapseCellInput", { ranges, document: notebook.uri }).then(undefined, () => undefined);
}
