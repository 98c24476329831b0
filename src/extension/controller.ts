import { l10n, type NotebookCell, type NotebookController, type NotebookDocument, notebooks, window, workspace } from "vscode";
import type { Sessions } from "./sessions.ts";

export const NOTEBOOK_TYPE = "softmaxnb";
export const EXTENSION_ID = "softmax-notebooks.softmaxnb";

/** The one kernel of our notebooks; it does nothing until `connect` gives it sessions. */
export function createController(): NotebookController {
  const controller = notebooks.createNotebookController("softmaxnb", NOTEBOOK_TYPE, "Softmax");
  controller.supportedLanguages = ["softmax"];
  controller.supportsExecutionOrder = true;
  controller.description = l10n.t("The notebook's own engine, on a thread of its own");
  return controller;
}

/** Wires the kernel's buttons to the sessions. Nothing runs in a workspace that is not trusted. */
export function connect(controller: NotebookController, sessions: Sessions): void {
  controller.executeHandler = (cells: NotebookCell[], notebook: NotebookDocument) => {
    if (!workspace.isTrusted) return void window.showWarningMessage(l10n.t("Softmax cells run only in a trusted workspace."));
    sessions.of(notebook).run(cells);
  };
  controller.interruptHandler = (notebook) => sessions.find(notebook)?.interrupt();
}
