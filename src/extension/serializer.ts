import { l10n, NotebookCellData, NotebookCellKind, NotebookData, type NotebookSerializer } from "vscode";
import { type NotebookCell, parseNotebook, writeNotebook } from "../notebook/index.ts";
import { decodeText } from "./decodeText.ts";
import { cellOf, metadataOf, notebookOf } from "./notebookData.ts";

/**
 * Files to notebooks and back. A file that can't be read throws with its line, so that the editor shows no notebook and never
 * saves over it; `refused` is told why, since the editor keeps the reason to its log.
 */
export function createSerializer(refused: (reason: string) => void): NotebookSerializer {
  return {
    deserializeNotebook(bytes: Uint8Array): NotebookData {
      try {
        return read(bytes);
      } catch (error) {
        refused(error instanceof Error ? error.message : String(error));
        throw error;
      }
    },
    serializeNotebook(data: NotebookData): Uint8Array {
      const cells = data.cells.map((cell) => cellOf({ ...cell, markup: cell.kind === NotebookCellKind.Markup }));
      return new TextEncoder().encode(writeNotebook(notebookOf(data.metadata, cells)));
    },
  };
}

function read(bytes: Uint8Array): NotebookData {
  return notebookData(textOf(bytes));
}

/** The text of a file. Throws with the line where it is none. */
export function textOf(bytes: Uint8Array): string {
  const decoded = decodeText(bytes);
  if ("text" in decoded) return decoded.text;
  throw new Error(l10n.t("Line {0}: this is not UTF-8 text", decoded.brokenLine));
}

/** The text of a file as the editor's notebook. Throws with the line where it is none. */
export function notebookData(text: string): NotebookData {
  const result = parseNotebook(text);
  if ("failure" in result) throw new Error(l10n.t("Line {0}: {1}", result.failure.line, result.failure.message));
  const data = new NotebookData(result.notebook.cells.map(cellData));
  data.metadata = metadataOf(result.notebook);
  return data;
}

/** A cell of a file as the editor takes it. */
function cellData(cell: NotebookCell): NotebookCellData {
  if (cell.kind === "markdown") return new NotebookCellData(NotebookCellKind.Markup, cell.source, "markdown");
  const data = new NotebookCellData(NotebookCellKind.Code, cell.source, "softmax");
  if (cell.options !== "") data.metadata = { options: cell.options };
  return data;
}
