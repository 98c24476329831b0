import { commands, type Disposable, type NotebookController, type NotebookDocument, window, workspace } from "vscode";
import { EXTENSION_ID, NOTEBOOK_TYPE } from "./controller.ts";
import { modeOf } from "./notebookMode.ts";
import type { Sessions } from "./sessions.ts";
import { settingsOf } from "./settings.ts";
import { runsOnOpen } from "./startsItself.ts";

/**
 * Runs a notebook when it is first shown, where it may: in a trusted workspace (or when trust is given), by setting, unless the
 * notebook is lazy. The run is an ordinary one of the notebook's kernel, so that is chosen first; another one is left alone.
 */
export function runOnOpen(controller: NotebookController, sessions: Sessions): Disposable {
  const done = new WeakSet<NotebookDocument>();
  const ours = new WeakSet<NotebookDocument>();
  const look = async (): Promise<void> => {
    const notebook = window.activeNotebookEditor?.notebook;
    if (notebook?.notebookType !== NOTEBOOK_TYPE || done.has(notebook)) return;
    const { runOnOpen: wanted } = settingsOf(notebook);
    if (!runsOnOpen({ trusted: workspace.isTrusted, wanted, mode: modeOf(notebook) })) return;
    done.add(notebook);
    // There is no API for this; where the command is missing, nothing runs until somebody asks.
    await commands
      .executeCommand("notebook.selectKernel", { extension: EXTENSION_ID, id: controller.id, skipIfAlreadySelected: true })
      .then(undefined, () => undefined);
    if (ours.has(notebook) && !notebook.isClosed) sessions.of(notebook).opened();
  };
  const parts = [
    controller.onDidChangeSelectedNotebooks(({ notebook, selected }) => {
      if (selected) return void ours.add(notebook);
      ours.delete(notebook);
      // Another kernel has been chosen: ours runs nothing more in this notebook.
      sessions.find(notebook)?.restart();
    }),
    window.onDidChangeActiveNotebookEditor(() => void look()),
    workspace.onDidGrantWorkspaceTrust(() => void look()),
  ];
  void look();
  return { dispose: () => parts.forEach((part) => void part.dispose()) };
}
