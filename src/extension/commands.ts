import {
  commands,
  type Disposable,
  type ExtensionContext,
  l10n,
  NotebookCellData,
  NotebookCellKind,
  NotebookData,
  type NotebookDocument,
  type Uri,
  window,
  workspace,
} from "vscode";
import { NOTEBOOK_TYPE } from "./controller.ts";
import { openExample } from "./examples.ts";
import { exportHtml } from "./exportHtml.ts";
import { importJupyter } from "./importJupyter.ts";
import { setMode } from "./notebookMode.ts";
import type { Platform } from "./platform.ts";
import { revealCell } from "./revealCell.ts";
import type { Sessions } from "./sessions.ts";
import { newFromTemplate } from "./templates.ts";
import { writeControl } from "./writeControl.ts";

/** What a new notebook starts with. */
const STARTER = `z = [2, 1, 0.5, 0, -1]
tau = slider(0.05, 10, value = 1, scale = "log")
softmax(z, tau = tau)`;

export function registerCommands(context: ExtensionContext, sessions: Sessions, platform: Platform): readonly Disposable[] {
  return [
    commands.registerCommand("softmaxnb.newNotebook", newNotebook),
    commands.registerCommand("softmaxnb.newFromTemplate", (named?: unknown) => newFromTemplate(context, named)),
    commands.registerCommand("softmaxnb.openExample", (named?: unknown) => openExample(context, named)),
    commands.registerCommand("softmaxnb.runStale", (target?: unknown) =>
      withNotebook(target, (notebook) => workspace.isTrusted && sessions.of(notebook).refresh()),
    ),
    commands.registerCommand("softmaxnb.setAuto", (target?: unknown) => withNotebook(target, (notebook) => void setMode(notebook, "auto"))),
    commands.registerCommand("softmaxnb.setLazy", (target?: unknown) => withNotebook(target, (notebook) => void setMode(notebook, "lazy"))),
    commands.registerCommand("softmaxnb.writeControl", (target?: unknown) =>
      withNotebook(target, (notebook) => void writeControl(notebook, sessions)),
    ),
    commands.registerCommand("softmaxnb.revealCell", (uri?: unknown) => typeof uri === "string" && revealCell(uri)),
    commands.registerCommand("softmaxnb.exportHtml", (target?: unknown, to?: Uri) => exportOne(platform, sessions, notebookAt(target), to)),
    commands.registerCommand("softmaxnb.importJupyter", (file?: Uri) => importJupyter(file)),
    commands.registerCommand("softmaxnb.interrupt", (target?: unknown) =>
      withNotebook(target, (notebook) => sessions.find(notebook)?.interrupt()),
    ),
    commands.registerCommand("softmaxnb.restart", (target?: unknown) =>
      withNotebook(target, (notebook) => {
        sessions.find(notebook)?.restart();
        window.setStatusBarMessage(l10n.t("Softmax session restarted: all names are forgotten."), 4000);
      }),
    ),
  ];
}

async function newNotebook(): Promise<void> {
  const data = new NotebookData([new NotebookCellData(NotebookCellKind.Code, STARTER, "softmax")]);
  const notebook = await workspace.openNotebookDocument(NOTEBOOK_TYPE, data);
  await window.showNotebookDocument(notebook);
}

/** A toolbar hands over what it stands on, the palette nothing: then it is the active notebook. */
function withNotebook<T>(target: unknown, act: (notebook: NotebookDocument) => T): T | undefined {
  const notebook = notebookAt(target);
  return notebook && act(notebook);
}

function notebookAt(target: unknown): NotebookDocument | undefined {
  const uri = uriOf(target);
  const named = uri === null ? undefined : workspace.notebookDocuments.find((open) => open.uri.toString() === uri);
  const notebook = named ?? window.activeNotebookEditor?.notebook;
  return notebook?.notebookType === NOTEBOOK_TYPE ? notebook : undefined;
}

/** Exports a notebook. The walkthrough stands in front of the one that is meant: then it is the one that was opened last. */
async function exportOne(
  platform: Platform,
  sessions: Sessions,
  notebook: NotebookDocument | undefined,
  to: Uri | undefined,
): Promise<void> {
  const meant = notebook ?? workspace.notebookDocuments.findLast((open) => open.notebookType === NOTEBOOK_TYPE);
  if (meant) return exportHtml(platform, meant, sessions.find(meant)?.moved ?? new Map(), to);
  await window.showInformationMessage(l10n.t("Open a notebook first."));
}

/** The notebook's URI out of a toolbar's argument: `{notebookEditor: {notebookUri}}`, or a URI itself. */
function uriOf(target: unknown): string | null {
  if (typeof target !== "object" || target === null) return null;
  if ("notebookEditor" in target) return uriOf(target.notebookEditor);
  if ("notebookUri" in target) return String(target.notebookUri);
  return "scheme" in target ? String(target) : null;
}
