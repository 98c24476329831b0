import { type Front, foreignFence, type NotebookCell, type NotebookText, newFront, readFront } from "../notebook/index.ts";

/** What an editor's notebook keeps of its file beside the cells. */
export interface FileMetadata {
  readonly front: string;
  readonly eol: "\n" | "\r\n";
  readonly finalNewline: boolean;
  readonly bom: boolean;
}

/** A cell as the editor holds it. */
export interface EditorCell {
  readonly markup: boolean;
  readonly value: string;
  readonly languageId: string;
  readonly metadata?: { readonly [key: string]: unknown } | undefined;
}

export function metadataOf({ front, eol, finalNewline, bom }: NotebookText): { readonly [key: string]: unknown } {
  const file: FileMetadata = { front: front.raw, eol, finalNewline, bom };
  return { softmaxnb: file };
}

/** The file of an editor's notebook; one that was never a file gets fresh front matter. */
export function notebookOf(metadata: { readonly [key: string]: unknown } | undefined, cells: readonly NotebookCell[]): NotebookText {
  const file = fileMetadata(metadata);
  if (!file) return { front: newFront(), cells, eol: "\n", finalNewline: true, bom: false };
  return { front: readFront(file.front), cells, eol: file.eol, finalNewline: file.finalNewline, bom: file.bom };
}

/** Front matter of an editor's notebook. */
export function frontOf(metadata: { readonly [key: string]: unknown } | undefined): Front {
  return notebookOf(metadata, []).front;
}

/**
 * The file's cell of an editor's cell. An editor may hold line breaks of its own kind; the file's are put in by the writer. A cell of
 * another language, pasted from another notebook, becomes a fence in Markdown, as it reads in the file.
 */
export function cellOf(cell: EditorCell): NotebookCell {
  const source = cell.value.replace(/\r\n/g, "\n");
  if (cell.markup) return { kind: "markdown", source };
  if (cell.languageId !== "softmax") return { kind: "markdown", source: foreignFence(cell.languageId, source) };
  const options = cell.metadata?.options;
  return { kind: "code", source, options: typeof options === "string" ? options : "" };
}

function fileMetadata(metadata: { readonly [key: string]: unknown } | undefined): FileMetadata | null {
  const file = metadata?.softmaxnb;
  if (typeof file !== "object" || file === null) return null;
  // SAFETY: any object may be looked at for these keys; each is checked below.
  const { front, eol, finalNewline, bom } = file as Partial<Record<keyof FileMetadata, unknown>>;
  if (typeof front !== "string") return null;
  return { front, eol: eol === "\r\n" ? "\r\n" : "\n", finalNewline: finalNewline !== false, bom: bom === true };
}
