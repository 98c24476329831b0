import { NotebookCellKind, type NotebookDocument, type Position, Range, type TextDocument, type Uri, workspace } from "vscode";
import type { LanguageAnswers, LanguageQuery, Location, Source, Span } from "../../model/index.ts";
import type { LanguageService } from "../../worker/index.ts";

/** The code cells that a document belongs to, and which of them it is. A document outside of a notebook is a cell by itself. */
export interface Place {
  readonly documents: readonly TextDocument[];
  readonly cell: number;
  readonly notebook: NotebookDocument | undefined;
}

export function placeOfDocument(document: TextDocument): Place {
  const notebook = workspace.notebookDocuments.find((open) => open.getCells().some((cell) => cell.document === document));
  const documents = notebook ? codeDocuments(notebook) : [document];
  return { documents, notebook, cell: documents.indexOf(document) };
}

export function codeDocuments(notebook: NotebookDocument): TextDocument[] {
  return notebook
    .getCells()
    .filter((cell) => cell.kind === NotebookCellKind.Code && cell.document.languageId === "softmax")
    .map((cell) => cell.document);
}

export function sourcesOf(documents: readonly TextDocument[]): Source[] {
  return documents.map((document) => ({ source: document.getText() }));
}

type AtCursor = Extract<LanguageQuery, { readonly offset: number }>["kind"];

/** Puts a question about the place of a cursor. Null where there is no answer, or the text has changed meanwhile. */
export async function askAt<K extends Exclude<AtCursor, "rename">>(
  service: LanguageService,
  kind: K,
  document: TextDocument,
  position: Position,
): Promise<{ readonly place: Place; readonly answer: NonNullable<LanguageAnswers[K]> } | null> {
  const place = placeOfDocument(document);
  const version = document.version;
  const query = { kind, cell: place.cell, offset: document.offsetAt(position) } as const;
  const answer = await service.ask(sourcesOf(place.documents), query);
  // SAFETY: the service answers a question with the answer of its kind.
  return answer === null || document.version !== version ? null : { place, answer: answer as NonNullable<LanguageAnswers[K]> };
}

export function rangeOf(document: TextDocument, { start, end }: Span): Range {
  return new Range(document.positionAt(start), document.positionAt(end));
}

/** Where in the editor a place of the notebook is; undefined where its cell is gone. */
export function targetOf({ documents }: Place, { cell, span }: Location): { readonly uri: Uri; readonly range: Range } | undefined {
  const document = documents[cell];
  return document && { uri: document.uri, range: rangeOf(document, span) };
}
