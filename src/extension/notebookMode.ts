import { commands, type Disposable, type NotebookDocument, NotebookEdit, WorkspaceEdit, window, workspace } from "vscode";
import type { Mode } from "../model/index.ts";
import { withMode } from "../notebook/index.ts";
import { frontOf, metadataOf, notebookOf } from "./notebookData.ts";
import { shownNotebook } from "./shownNotebook.ts";

/** The mode of a notebook: its front matter says. */
export function modeOf(notebook: NotebookDocument): Mode {
  return frontOf(notebook.metadata).mode;
}

/** Writes the mode into the notebook's front matter: an edit like any other. */
export async function setMode(notebook: NotebookDocument, mode: Mode): Promise<void> {
  const file = notebookOf(notebook.metadata, []);
  const edit = new WorkspaceEdit();
  const metadata = metadataOf({ ...file, front: withMode(file.front, mode) });
  edit.set(notebook.uri, [NotebookEdit.updateNotebookMetadata({ ...notebook.metadata, ...metadata })]);
  await workspace.applyEdit(edit);
}

/** Keeps the context key `softmaxnb.mode` that of the notebook that is shown: its toolbar shows the mode. */
export function trackMode(): Disposable {
  const tell = (): void => {
    const notebook = shownNotebook();
    void commands.executeCommand("setContext", "softmaxnb.mode", notebook && modeOf(notebook));
  };
  tell();
  const parts = [
    window.onDidChangeActiveNotebookEditor(tell),
    window.onDidChangeVisibleNotebookEditors(tell),
    workspace.onDidChangeNotebookDocument(({ metadata }) => metadata && tell()),
  ];
  return { dispose: () => parts.forEach((part) => void part.dispose()) };
}
