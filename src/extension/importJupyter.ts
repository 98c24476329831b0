import { l10n, type NotebookDocument, type Uri, window, workspace } from "vscode";
import { readJupyter } from "../notebook/index.ts";
import { NOTEBOOK_TYPE } from "./controller.ts";
import { notebookData, textOf } from "./serializer.ts";

/** Opens a Jupyter notebook as a new notebook of ours, which is saved where the user says. */
export async function importJupyter(file?: Uri): Promise<NotebookDocument | undefined> {
  const chosen = file ?? (await askWhich());
  if (!chosen) return undefined;
  try {
    const result = readJupyter(textOf(await workspace.fs.readFile(chosen)));
    if ("failure" in result) throw new Error(result.failure.message);
    const notebook = await workspace.openNotebookDocument(NOTEBOOK_TYPE, notebookData(result.text));
    await window.showNotebookDocument(notebook);
    return notebook;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    void window.showErrorMessage(l10n.t("This Jupyter notebook can't be imported. {0}", reason));
    return undefined;
  }
}

async function askWhich(): Promise<Uri | undefined> {
  const chosen = await window.showOpenDialog({ filters: { Jupyter: ["ipynb"] }, title: l10n.t("Import Jupyter Notebook") });
  return chosen?.[0];
}
