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
import type { Failure, Diagnostic as Finding } from "../model/index.ts";
import { type FailureMark, failureMark } from "./failureMark.ts";

/** What is shown at a place of a cell. */
interface Problem {
  readonly mark: FailureMark;
  readonly severity: Finding["severity"];
}

/**
 * What is wrong with the cells, at its place: what their text alone tells, which is read again after every edit, and where they
 * failed when they ran, until they are edited or run again. A quick fix where one is known.
 */
export class Problems implements Disposable {
  readonly #collection = languages.createDiagnosticCollection("softmaxnb");
  readonly #failed = new Map<string, Problem>();
  readonly #found = new Map<string, readonly Problem[]>();
  readonly #parts: Disposable;

  constructor() {
    const edits = workspace.onDidChangeTextDocument(
      ({ document, contentChanges }) => contentChanges.length > 0 && this.clear(document.uri),
    );
    const closes = workspace.onDidCloseTextDocument(({ uri }) => {
      this.#found.delete(uri.toString());
      this.#failed.delete(uri.toString());
      this.#collection.delete(uri);
    });
    const actions: CodeActionProvider = { provideCodeActions: (document, range) => this.#fixes(document, range) };
    const fixes = languages.registerCodeActionsProvider({ language: "softmax" }, actions, {
      providedCodeActionKinds: [CodeActionKind.QuickFix],
    });
    this.#parts = { dispose: () => [edits, closes, fixes, this.#collection].forEach((part) => void part.dispose()) };
  }

  /** Shows the failure of a cell that ran with `source`, unless the cell has been edited since. */
  show(cell: NotebookCell, failure: Failure, source: string): void {
    if (cell.document.getText() !== source) return;
    const mark = failureMark(failure, source);
    if (!mark) return;
    this.#failed.set(cell.document.uri.toString(), { mark, severity: "error" });
    this.#publish(cell.document.uri);
  }

  /** Says what a cell's text tells, in place of what it told before. */
  found(document: TextDocument, findings: readonly Finding[]): void {
    const text = document.getText();
    const problems = findings.flatMap(({ failure, severity }) => {
      const mark = failureMark({ ...failure, span: failure.span ?? { start: 0, end: text.length } }, text);
      return mark ? [{ mark, severity }] : [];
    });
    this.#found.set(document.uri.toString(), problems);
    this.#publish(document.uri);
  }

  /** Forgets where a cell failed. */
  clear(cell: Uri): void {
    if (this.#failed.delete(cell.toString())) this.#publish(cell);
  }

  dispose(): void {
    this.#parts.dispose();
  }

  #publish(cell: Uri): void {
    this.#collection.set(cell, this.#problems(cell).map(diagnosticOf));
  }

  /** A failure that the text told of already is not said twice. */
  #problems(cell: Uri): readonly Problem[] {
    const found = this.#found.get(cell.toString()) ?? [];
    const failed = this.#failed.get(cell.toString());
    const known = found.some(({ mark }) => mark.code === failed?.mark.code && rangeOf(mark).intersection(rangeOf(failed.mark)));
    return failed && !known ? [...found, failed] : found;
  }

  #fixes(document: TextDocument, range: Range): CodeAction[] {
    const near = this.#problems(document.uri).filter(({ mark }) => rangeOf(mark).intersection(range));
    return near.flatMap((problem) => {
      const { suggestion } = problem.mark;
      if (suggestion === undefined) return [];
      const action = new CodeAction(l10n.t("Replace with {0}", `'${suggestion}'`), CodeActionKind.QuickFix);
      action.edit = new WorkspaceEdit();
      action.edit.replace(document.uri, rangeOf(problem.mark), suggestion);
      action.diagnostics = [diagnosticOf(problem)];
      action.isPreferred = true;
      return [action];
    });
  }
}

function diagnosticOf({ mark, severity }: Problem): Diagnostic {
  const level = severity === "error" ? DiagnosticSeverity.Error : DiagnosticSeverity.Information;
  const diagnostic = new Diagnostic(rangeOf(mark), mark.message, level);
  diagnostic.source = "softmaxnb";
  diagnostic.code = mark.code;
  return diagnostic;
}

function rangeOf({ startLine, startCharacter, endLine, endCharacter }: FailureMark): Range {
  return new Range(startLine, startCharacter, endLine, endCharacter);
}
