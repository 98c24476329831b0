import { type NotebookDocument, window } from "vscode";
import { NOTEBOOK_TYPE } from "./controller.ts";

/** The notebook that a view beside it is of: the active one, else one that is shown while something else has the focus. */
export function shownNotebook(): NotebookDocument | undefined {
  const editors = [window.activeNotebookEditor, ...window.visibleNotebookEditors];
  return editors.find((editor) => editor?.notebook.notebookType === NOTEBOOK_TYPE)?.notebook;
}
