import { type NotebookDocument, type NotebookRendererMessaging, notebooks, ViewColumn, window, workspace } from "vscode";
import type { RendererUpdate } from "../model/index.ts";
import { rendererMessage } from "./rendererMessage.ts";
import type { Sessions } from "./sessions.ts";

export const RENDERER_ID = "softmaxnb-renderer";

/** The way between the pictures and the sessions, past the notebook's execution machinery. */
export class RendererChannel {
  readonly #messaging: NotebookRendererMessaging = notebooks.createRendererMessaging(RENDERER_ID);

  /** Sends to every editor that shows the notebook. */
  post(notebook: NotebookDocument, update: RendererUpdate): void {
    for (const editor of window.visibleNotebookEditors) {
      if (editor.notebook === notebook) void this.#messaging.postMessage(update, editor);
    }
  }

  /** Hears moved controls. The editor's own question about trust does not cover this way, so trust is looked up for each. */
  connect(sessions: Sessions): { dispose(): void } {
    return this.#messaging.onDidReceiveMessage(({ editor, message }) => {
      const heard = rendererMessage(message);
      if (heard?.type === "open") return void openSpecification(heard.text);
      if (!heard || !workspace.isTrusted) return;
      if (heard.type === "control") return sessions.of(editor.notebook).move(heard.name, heard.value);
      for (const frame of sessions.find(editor.notebook)?.frames ?? []) void this.#messaging.postMessage(frame, editor);
    });
  }
}

/** A new, unsaved document beside the notebook. */
async function openSpecification(content: string): Promise<void> {
  const document = await workspace.openTextDocument({ language: "json", content });
  await window.showTextDocument(document, { viewColumn: ViewColumn.Beside });
}
