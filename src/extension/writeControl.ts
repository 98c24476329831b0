import { l10n, type NotebookDocument, Range, WorkspaceEdit, window, workspace } from "vscode";
import { idOf } from "./executions.ts";
import type { Sessions } from "./sessions.ts";

/** Writes where a control was moved to into its call, `value = …`: an edit of its cell, which can be undone. */
export async function writeControl(notebook: NotebookDocument, sessions: Sessions): Promise<void> {
  const session = sessions.find(notebook);
  const names = [...(session?.moved.keys() ?? [])];
  if (!session || names.length === 0) return void window.showInformationMessage(l10n.t("No control of this notebook was moved."));
  const name = names.length === 1 ? names[0] : await window.showQuickPick(names, { placeHolder: l10n.t("Which control?") });
  if (name === undefined) return;
  const answer = await session.ask({ type: "locate", name });
  const place = answer?.type === "place" ? answer.place : null;
  const cell = notebook.getCells().find((candidate) => idOf(candidate) === place?.cell);
  if (!place || !cell) return void window.showInformationMessage(l10n.t("The call of {0} takes no value.", `'${name}'`));
  // The session counts in the text that it was told; one that was edited since has other places.
  if (cell.document.getText() !== place.source)
    return void window.showInformationMessage(l10n.t("The cell has just been edited. Try again."));
  const edit = new WorkspaceEdit();
  const range = new Range(cell.document.positionAt(place.span.start), cell.document.positionAt(place.span.end));
  edit.replace(cell.document.uri, range, place.text);
  await workspace.applyEdit(edit);
}
