import {
  type CancellationToken,
  commands,
  type DataTransfer,
  type Disposable,
  DocumentDropEdit,
  DocumentDropOrPasteEditKind,
  DocumentPasteEdit,
  l10n,
  languages,
  NotebookCellData,
  NotebookCellKind,
  NotebookData,
  type NotebookDocument,
  NotebookEdit,
  Position,
  type TextDocument,
  Uri,
  WorkspaceEdit,
  window,
  workspace,
} from "vscode";
import { NOTEBOOK_TYPE } from "./controller.ts";
import { isBelow } from "./filePath.ts";
import { dropOf, firstLook, loadExpression, pathBetween } from "./loadText.ts";
import { type Place, placeOf } from "./places.ts";

const URIS = "text/uri-list";
const KIND = DocumentDropOrPasteEditKind.Text.append("softmax", "load");
/** Files that `load` reads, as a dialog offers them. */
const EXTENSIONS = ["npy", "npz", "safetensors", "parquet", "arrow", "feather", "csv", "tsv", "json", "jsonl", "kld", "bin"];

/** Files become `load` cells: by a drop or a paste into a cell, by a dialog, or as a notebook of their own from the explorer. */
export function registerDataFiles(): readonly Disposable[] {
  const cells = { notebookType: NOTEBOOK_TYPE, language: "softmax" };
  return [
    languages.registerDocumentDropEditProvider(
      cells,
      {
        provideDocumentDropEdits: async (document, { line, character }, data, token) => {
          const calls = await loadsIn(document, data, token);
          if (calls === null) return;
          const { text } = document.lineAt(line);
          const drop = dropOf(calls, text.slice(0, character), text.slice(character));
          const edit = new DocumentDropEdit(drop.place === "here" ? drop.text : "", l10n.t("Load the File"), KIND);
          if (drop.place === "above") {
            edit.additionalEdit = new WorkspaceEdit();
            edit.additionalEdit.insert(document.uri, new Position(line, 0), drop.text);
          }
          return edit;
        },
      },
      { providedDropEditKinds: [KIND], dropMimeTypes: [URIS] },
    ),
    languages.registerDocumentPasteEditProvider(
      cells,
      {
        provideDocumentPasteEdits: async (document, _ranges, data, _context, token) => {
          const text = await loadsIn(document, data, token);
          return text === null ? undefined : [new DocumentPasteEdit(text, l10n.t("Load the File"), KIND)];
        },
      },
      { providedPasteEditKinds: [KIND], pasteMimeTypes: [URIS] },
    ),
    commands.registerCommand("softmaxnb.insertFile", insertFile),
    commands.registerCommand("softmaxnb.openData", openData),
  ];
}

/** Calls of `load`, a line each, for the files that are dropped or pasted; null where one is none that the notebook may read. */
async function loadsIn(document: TextDocument, data: DataTransfer, token: CancellationToken): Promise<string | null> {
  const list = await data.get(URIS)?.asString();
  const notebook = workspace.notebookDocuments.find((open) => open.getCells().some((cell) => cell.document === document));
  if (!list || !notebook || token.isCancellationRequested) return null;
  const place = placeOf(notebook);
  const paths = list
    .split(/\r?\n/)
    .filter((line) => line !== "" && !line.startsWith("#"))
    .map((line) => pathIn(place, Uri.parse(line)));
  return paths.length > 0 && paths.every((path) => path !== null) ? paths.map(loadExpression).join("\n") : null;
}

/** How a cell names a file; null where it may not read it. */
function pathIn({ folder, roots }: Place, file: Uri): string | null {
  const readable = roots.some((root) => root.scheme === file.scheme && root.authority === file.authority && isBelow(root.path, file.path));
  return folder && readable ? pathBetween(folder.path, file.path) : null;
}

/** Asks for a file and inserts a cell that loads it below the selected one. */
async function insertFile(): Promise<void> {
  const editor = window.activeNotebookEditor;
  if (editor?.notebook.notebookType !== NOTEBOOK_TYPE) return;
  const { notebook, selection } = editor;
  const place = placeOf(notebook);
  const [file] =
    (await window.showOpenDialog({ filters: { [l10n.t("Data")]: EXTENSIONS }, ...(place.folder ? { defaultUri: place.folder } : {}) })) ??
    [];
  if (!file) return;
  const path = pathIn(place, file);
  if (path === null) return void refuse(file);
  await insertCell(notebook, selection.end, loadExpression(path));
}

async function insertCell(notebook: NotebookDocument, at: number, source: string): Promise<void> {
  const edit = new WorkspaceEdit();
  const cell = new NotebookCellData(NotebookCellKind.Code, source, "softmax");
  edit.set(notebook.uri, [NotebookEdit.insertCells(Math.min(at, notebook.cellCount), [cell])]);
  await workspace.applyEdit(edit);
}

/** Opens a file of logits in a new notebook that takes a first look at it, and runs that in a trusted workspace. */
async function openData(target: unknown): Promise<void> {
  const file = target instanceof Uri ? target : (await window.showOpenDialog({ filters: { [l10n.t("Data")]: EXTENSIONS } }))?.[0];
  if (!file) return;
  const folders = (workspace.workspaceFolders ?? []).map((folder) => folder.uri);
  const path = pathIn({ folder: folders[0] ?? null, roots: folders }, file);
  if (path === null) return void refuse(file);
  const words = { firstRow: l10n.t("Softmax of the first row"), entropies: l10n.t("Entropy of each row, in nats") };
  const cells = firstLook(path, words).map(({ kind, source }) =>
    kind === "code"
      ? new NotebookCellData(NotebookCellKind.Code, source, "softmax")
      : new NotebookCellData(NotebookCellKind.Markup, source, "markdown"),
  );
  const notebook = await workspace.openNotebookDocument(NOTEBOOK_TYPE, new NotebookData(cells));
  await window.showNotebookDocument(notebook);
  // As Run All does: the editor finds the kernel first.
  if (workspace.isTrusted) await commands.executeCommand("notebook.execute", notebook.uri);
}

function refuse(file: Uri): Thenable<unknown> {
  return window.showErrorMessage(l10n.t("A notebook reads files of its workspace only, and '{0}' lies outside.", file.fsPath));
}
