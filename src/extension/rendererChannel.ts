import {
  commands,
  Disposable,
  l10n,
  type NotebookDocument,
  type NotebookRendererMessaging,
  notebooks,
  type Uri,
  ViewColumn,
  window,
  workspace,
} from "vscode";
import type { RendererSettings, RendererStale, RendererUpdate } from "../model/index.ts";
import { NOTEBOOK_TYPE } from "./controller.ts";
import { rendererMessage } from "./rendererMessage.ts";
import type { Sessions } from "./sessions.ts";

export const RENDERER_ID = "softmaxnb-renderer";
const THEME = "softmaxnb.theme";

/** The way between the pictures and the sessions, past the notebook's execution machinery. */
export class RendererChannel {
  readonly #messaging: NotebookRendererMessaging = notebooks.createRendererMessaging(RENDERER_ID);

  #moved = false;

  /** Sends to every editor that shows the notebook. */
  post(notebook: NotebookDocument, update: RendererUpdate | RendererStale): void {
    for (const editor of window.visibleNotebookEditors) {
      if (editor.notebook === notebook) void this.#messaging.postMessage(update, editor);
    }
  }

  /** Tells every open picture what the settings say now. */
  tellSettings(): void {
    for (const editor of window.visibleNotebookEditors) {
      if (editor.notebook.notebookType === NOTEBOOK_TYPE) void this.#messaging.postMessage(rendererSettings(editor.notebook.uri), editor);
    }
  }

  /** Hears moved controls. The editor's own question about trust does not cover this way, so trust is looked up for each. */
  connect(sessions: Sessions): Disposable {
    const settings = workspace.onDidChangeConfiguration((change) => change.affectsConfiguration(THEME) && this.tellSettings());
    const messages = this.#messaging.onDidReceiveMessage(({ editor, message }) => {
      const heard = rendererMessage(message);
      if (heard?.type === "open") return void openSpecification(heard.text);
      if (heard?.type === "hello") void this.#messaging.postMessage(rendererSettings(editor.notebook.uri), editor);
      if (!heard || !workspace.isTrusted) return;
      if (heard.type === "pin") return sessions.find(editor.notebook)?.pin(heard.cell, heard.slot, heard.pinned);
      if (heard.type === "control") {
        this.#firstMove();
        return sessions.of(editor.notebook).move(heard.name, heard.value);
      }
      const session = sessions.find(editor.notebook);
      for (const update of session ? [...session.frames, session.stale] : []) void this.#messaging.postMessage(update, editor);
    });
    return Disposable.from(settings, messages);
  }

  /** Lets the walkthrough know that a control was moved. */
  #firstMove(): void {
    if (this.#moved) return;
    this.#moved = true;
    void commands.executeCommand("setContext", "softmaxnb.controlMoved", true);
  }
}

function rendererSettings(uri: Uri): RendererSettings {
  const values = workspace.getConfiguration("softmaxnb", uri);
  const theme = values.get("theme");
  return { type: "settings", theme: theme === "light" || theme === "dark" ? theme : "auto", words: l10n.bundle ?? {} };
}

/** A new, unsaved document beside the notebook. */
async function openSpecification(content: string): Promise<void> {
  const document = await workspace.openTextDocument({ language: "json", content });
  await window.showTextDocument(document, { viewColumn: ViewColumn.Beside });
}
