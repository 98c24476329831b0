import {
  CodeAction,
  CodeActionKind,
  type CodeActionProvider,
  Diagnostic,
  DiagnosticSeverity,
  type Disposable,
  l10n,
  languages,
  type NotebookCell,
  Range,
  type TextDocument,
  type Uri,
  WorkspaceEdit,
  workspace,
} from "vscode";
import type { Failure } from "../model/index.ts";
import { type FailureMark, failureMark } from "./failureMark.ts";

/**
 * Failures at their place in a cell, until the cell is edited, run again or closed; a quick fix where one is known. Beside them, what is
 * wrong with the cell's place among the others, until that is mended.
 */
export class Problems implements Disposable {
  readonly #collection = languages.createDiagnosticCollection("softmaxnb");
  readonly #placed = languages.createDiagnosticCollection("softmaxnb-cells");
  readonly #marks = new Map<string, FailureMark>();
  readonly #parts: Disposable;

  constructor() {
    const edits = workspace.onDidChangeTextDocument(
      ({ document, contentChanges }) => contentChanges.length > 0 && this.clear(document.uri),
    );
    const closes = workspace.onDidCloseTextDocument((document) => {
      this.clear(document.uri);
      this.#placed.delete(document.uri);
    });
    const actions: CodeActionProvider = { provideCodeActions: (document) => this.#fixes(document) };
    const fixes = languages.registerCodeActionsProvider({ language: "softmax" }, actions, {
      providedCodeActionKinds: [CodeActionKind.QuickFix],
    });
    this.#parts = { dispose: () => [edits, closes, fixes, this.#collection, this.#placed].forEach((part) => void part.dispose()) };
  }

  /** Shows the failure of a cell that ran with `source`, unless the cell has been edited since. */
  show(cell: NotebookCell, failure: Failure, source: string): void {
    if (cell.document.getText() !== source) return;
    const mark = failureMark(failure, source);
    if (!mark) return;
    this.#marks.set(cell.document.uri.toString(), mark);
    this.#collection.set(cell.document.uri, [diagnosticOf(mark)]);
  }

  /** Says what is wrong with a cell's place among the others; nothing, where `failures` is empty. */
  place(document: TextDocument, failures: readonly Failure[]): void {
    const marks = failures.flatMap((failure) => failureMark(failure, document.getText()) ?? []);
    this.#placed.set(document.uri, marks.map(diagnosticOf));
  }

  clear(cell: Uri): void {
    if (this.#marks.delete(cell.toString())) this.#collection.delete(cell);
  }

  dispose(): void {
    this.#parts.dispose();
  }

  #fixes(document: TextDocument): CodeAction[] {
    const mark = this.#marks.get(document.uri.toString());
    if (mark?.suggestion === undefined) return [];
    const action = new CodeAction(l10n.t("Replace with {0}", `'${mark.suggestion}'`), CodeActionKind.QuickFix);
    action.edit = new WorkspaceEdit();
    action.edit.replace(document.uri, rangeOf(mark), mark.suggestion);
    action.diagnostics = [diagnosticOf(mark)];
    action.isPreferred = true;
    return [action];
  }
}

function diagnosticOf(mark: FailureMark): Diagnostic {
  const diagnostic = new Diagnostic(rangeOf(mark), mark.message, DiagnosticSeverity.Error);
  diagnostic.source = "softmaxnb";
  diagnostic.code = mark.code;
  return diagnostic;
}

function rangeOf({ startLine, startCharacter, endLine, endCharacter }: FailureMark): Range {
  return new Range(startLine, startCharacter, endLine, endCharacter);
}
