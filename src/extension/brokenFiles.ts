import { commands, Diagnostic, DiagnosticSeverity, type Disposable, l10n, languages, type TextDocument, window, workspace } from "vscode";
import { parseNotebook } from "../notebook/index.ts";

/** The language of a notebook file that is open as text. */
const TEXT_LANGUAGE = "softmaxnb";
/** The editor reads a file several times as it opens; one refusal is one message. */
const QUIET_MS = 3000;

/** Says why a notebook file can't be read: in a message when it is opened as a notebook, at its line when it is open as text. */
export class BrokenFiles implements Disposable {
  readonly #collection = languages.createDiagnosticCollection("softmaxnb-file");
  readonly #listeners: readonly Disposable[];
  readonly #said = new Map<string, number>();

  constructor() {
    this.#listeners = [
      workspace.onDidOpenTextDocument((document) => this.#check(document)),
      workspace.onDidChangeTextDocument(({ document }) => this.#check(document)),
      workspace.onDidCloseTextDocument((document) => this.#collection.delete(document.uri)),
    ];
    for (const document of workspace.textDocuments) this.#check(document);
  }

  /** The serializer refused a file. VS Code's own page says only that something went wrong. */
  refused(reason: string): void {
    const now = Date.now();
    if (now - (this.#said.get(reason) ?? 0) < QUIET_MS) return;
    this.#said.set(reason, now);
    const asText = l10n.t("Open as Text");
    void window.showErrorMessage(l10n.t("This notebook can't be read. {0}", reason), asText).then((choice) => {
      if (choice === asText) void commands.executeCommand("workbench.action.reopenTextEditor");
    });
  }

  dispose(): void {
    for (const listener of this.#listeners) listener.dispose();
    this.#collection.dispose();
  }

  #check(document: TextDocument): void {
    if (document.languageId !== TEXT_LANGUAGE) return;
    const result = parseNotebook(document.getText());
    if (!("failure" in result)) return this.#collection.delete(document.uri);
    const line = Math.min(result.failure.line, document.lineCount) - 1;
    const problem = new Diagnostic(document.lineAt(line).range, result.failure.message, DiagnosticSeverity.Error);
    problem.source = "softmaxnb";
    this.#collection.set(document.uri, [problem]);
  }
}
