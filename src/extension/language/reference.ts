import { commands, type Disposable, Uri, window } from "vscode";
import type { LanguageService } from "../../worker/index.ts";
import { placeOfDocument, sourcesOf } from "./cells.ts";

/** `softmaxnb.openReference`: the reference, at the function under the cursor where there is one. */
export function registerReference(service: LanguageService, extension: Uri): Disposable {
  const page = Uri.joinPath(extension, "docs", "reference.md");
  return commands.registerCommand("softmaxnb.openReference", async () => {
    const name = await nameUnderCursor(service);
    await commands.executeCommand("markdown.showPreview", name === undefined ? page : page.with({ fragment: name.toLowerCase() }));
  });
}

async function nameUnderCursor(service: LanguageService): Promise<string | undefined> {
  const editor = window.activeTextEditor;
  if (editor?.document.languageId !== "softmax") return undefined;
  const range = editor.document.getWordRangeAtPosition(editor.selection.active, /[A-Za-z_]\w*/);
  if (!range) return undefined;
  const { documents, cell } = placeOfDocument(editor.document);
  const query = { kind: "hover", cell, offset: editor.document.offsetAt(range.start) } as const;
  const hover = await service.ask(sourcesOf(documents), query);
  return hover?.variable === undefined ? editor.document.getText(range) : undefined;
}
