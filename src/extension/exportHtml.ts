import {
  type CancellationToken,
  env,
  l10n,
  NotebookCellKind,
  type NotebookDocument,
  ProgressLocation,
  Uri,
  window,
  workspace,
} from "vscode";
import type { ControlValue } from "../model/index.ts";
import type { NotebookText } from "../notebook/index.ts";
import { MOST_EMBEDDED, type PageFile, type PageJob, pictureAddress, tooLarge } from "../page/index.ts";
import { FileAnswers, Refusal } from "./fileAnswers.ts";
import { freshRun } from "./freshRun.ts";
import { cellOf, notebookOf } from "./notebookData.ts";
import { placeOf } from "./places.ts";
import type { Platform } from "./platform.ts";

/** Paths of pictures in a text, and some more that lead to none. */
const PICTURE = /!\[[^\]]*\]\(\s*<?([^)>\s]+)/g;

/** Controls of the notebook that a person moved, and where they stand. */
export type Moved = ReadonlyMap<string, ControlValue>;

/** Runs the notebook afresh, with its controls as `moved` says, and writes it as one HTML file, to `to` or where the user says. */
export async function exportHtml(platform: Platform, document: NotebookDocument, moved: Moved, to?: Uri): Promise<void> {
  if (!workspace.isTrusted) return void window.showWarningMessage(l10n.t("Softmax cells run only in a trusted workspace."));
  const target = to ?? (await askWhere(document));
  if (!target) return;
  const title = l10n.t("Exporting {0}", baseName(document.uri));
  const options = { location: ProgressLocation.Notification, title, cancellable: true };
  const html = await window.withProgress(options, (_, token) => pageOf(platform, document, moved, token));
  if (html === null) return;
  await workspace.fs.writeFile(target, new TextEncoder().encode(html));
  if (!to) await offerToOpen(target);
}

function askWhere(document: NotebookDocument): Thenable<Uri | undefined> {
  const path = document.uri.path.replace(/(\.softmaxnb)?$/, ".html");
  const folder = document.isUntitled ? placeOf(document).folder : Uri.joinPath(document.uri, "..");
  const defaultUri = folder ? Uri.joinPath(folder, path.slice(path.lastIndexOf("/") + 1)) : undefined;
  return window.showSaveDialog({ ...(defaultUri ? { defaultUri } : {}), filters: { HTML: ["html"] }, title: l10n.t("Export as HTML") });
}

async function offerToOpen(target: Uri): Promise<void> {
  const open = l10n.t("Open");
  const choice = await window.showInformationMessage(l10n.t("Exported to {0}.", baseName(target)), open);
  if (choice === open) await env.openExternal(target);
}

/** Null: the user stopped it. */
async function pageOf(platform: Platform, document: NotebookDocument, moved: Moved, token: CancellationToken): Promise<string | null> {
  const notebook = notebookTextOf(document);
  const moves = [...moved].map(([name, value]) => ({ name, value }));
  const { seed, results, opened } = await freshRun(platform, document, notebook, token, moves);
  if (token.isCancellationRequested) return null;
  const files = new FileAnswers(() => placeOf(document));
  const room = { left: MOST_EMBEDDED };
  const job: Omit<PageJob, "scripts"> = {
    name: baseName(document.uri).replace(/\.softmaxnb$/, ""),
    notebook,
    seed,
    results,
    moves,
    files: await embeddedFiles(opened, files, room),
    pictures: await embeddedPictures(notebook, files, room),
  };
  return platform.makePage(job);
}

/** The notebook as its text stands in the editor, saved or not. */
export function notebookTextOf(document: NotebookDocument): NotebookText {
  const cells = document.getCells().map((cell) =>
    cellOf({
      markup: cell.kind === NotebookCellKind.Markup,
      value: cell.document.getText(),
      languageId: cell.document.languageId,
      metadata: cell.metadata,
    }),
  );
  return notebookOf(document.metadata, cells);
}

async function embeddedFiles(paths: readonly string[], files: FileAnswers, room: { left: number }): Promise<PageFile[]> {
  const embedded: PageFile[] = [];
  for (const path of paths) embedded.push(await embeddedFile(path, files, room));
  return embedded;
}

async function embeddedFile(path: string, files: FileAnswers, room: { left: number }): Promise<PageFile> {
  try {
    const bytes = await files.bytes(path);
    if (bytes.length > room.left) return { path, problem: tooLarge(path, bytes.length) };
    room.left -= bytes.length;
    return { path, bytes };
  } catch (error) {
    return { path, problem: error instanceof Refusal ? error.message : l10n.t("'{0}' can't be read: there is no such file.", path) };
  }
}

async function embeddedPictures(notebook: NotebookText, files: FileAnswers, room: { left: number }): Promise<[string, string][]> {
  const texts = notebook.cells.filter((cell) => cell.kind === "markdown").map((cell) => cell.source);
  const paths = new Set(texts.flatMap((text) => [...text.matchAll(PICTURE)].map((match) => match[1] ?? "")));
  const pictures: [string, string][] = [];
  for (const path of paths) {
    if (/^[a-z][a-z0-9+.-]*:/i.test(path)) continue;
    const file = await embeddedFile(path, files, room);
    const address = "bytes" in file ? pictureAddress(path, file.bytes) : null;
    if (address !== null) pictures.push([path, address]);
  }
  return pictures;
}

function baseName(uri: Uri): string {
  return uri.path.slice(uri.path.lastIndexOf("/") + 1);
}
