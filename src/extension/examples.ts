import { type ExtensionContext, FileType, l10n, type QuickPickItem, Uri, window, workspace } from "vscode";
import { parseNotebook } from "../notebook/index.ts";
import { plainText } from "./plainText.ts";

interface ExampleItem extends QuickPickItem {
  readonly file: string;
}

/**
 * Offers the examples that are shipped and opens one as a copy in the extension's own storage, with its data beside it: the shipped
 * file is never edited, and `load("data/…")` works. A copy that was edited is kept until the user asks for a fresh one.
 * `named`: that one, without asking.
 */
export async function openExample(context: ExtensionContext, named?: unknown): Promise<void> {
  const shipped = Uri.joinPath(context.extensionUri, "examples");
  const files = await filesBelow(shipped);
  const items = await Promise.all(files.filter((file) => file.endsWith(".softmaxnb")).map((file) => itemOf(shipped, file)));
  const placeHolder = l10n.t("Which example?");
  const picked =
    items.find(({ file }) => file === named) ??
    (await window.showQuickPick(items, { placeHolder, matchOnDescription: true, matchOnDetail: true }));
  if (!picked) return;
  const copies = Uri.joinPath(context.globalStorageUri, "examples");
  const notebook = Uri.joinPath(copies, picked.file);
  if (!(await mayReplace(Uri.joinPath(shipped, picked.file), notebook))) return;
  for (const file of files) {
    if (!file.endsWith(".softmaxnb")) await copy(Uri.joinPath(shipped, file), Uri.joinPath(copies, file));
  }
  await window.showNotebookDocument(await workspace.openNotebookDocument(notebook));
}

/** Paths of all files below the folder. A folder on a web server can't be listed: there, `index.json` names them. */
async function filesBelow(folder: Uri): Promise<readonly string[]> {
  try {
    return await listed(folder, "");
  } catch {
    const index: unknown = JSON.parse(new TextDecoder().decode(await workspace.fs.readFile(Uri.joinPath(folder, "index.json"))));
    return Array.isArray(index) ? index.filter((file) => typeof file === "string") : [];
  }
}

async function listed(folder: Uri, prefix: string): Promise<readonly string[]> {
  const entries = await workspace.fs.readDirectory(folder);
  const nested = entries
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, type]) => (type & FileType.Directory ? listed(Uri.joinPath(folder, name), `${prefix}${name}/`) : [prefix + name]));
  return (await Promise.all(nested)).flat();
}

/** The example's title is its first heading, its detail the line of text after it. */
async function itemOf(folder: Uri, file: string): Promise<ExampleItem> {
  const result = parseNotebook(new TextDecoder().decode(await workspace.fs.readFile(Uri.joinPath(folder, file))));
  const markdown = "failure" in result ? "" : (result.notebook.cells.find((cell) => cell.kind === "markdown")?.source ?? "");
  const lines = markdown.split("\n").filter((line) => line.trim() !== "");
  const title = lines.find((line) => line.startsWith("#"))?.replace(/^#+\s*/, "");
  const detail = plainText(lines.find((line) => !line.startsWith("#")) ?? "");
  return { file, label: plainText(title ?? file), description: file, detail };
}

/** Puts the shipped notebook in place of the copy, unless the user edited that and wants it back. False: the user turned away. */
async function mayReplace(shipped: Uri, notebook: Uri): Promise<boolean> {
  const [fresh, mine] = await Promise.all([workspace.fs.readFile(shipped), read(notebook)]);
  if (mine && !sameBytes(fresh, mine)) {
    const keep = l10n.t("Open my edited copy");
    const choice = await window.showQuickPick([keep, l10n.t("Start afresh and drop my changes")]);
    if (choice === undefined || choice === keep) return choice === keep;
  }
  await workspace.fs.writeFile(notebook, fresh);
  return true;
}

async function copy(from: Uri, to: Uri): Promise<void> {
  const fresh = await workspace.fs.readFile(from);
  const mine = await read(to);
  if (!mine || !sameBytes(fresh, mine)) await workspace.fs.writeFile(to, fresh);
}

async function read(file: Uri): Promise<Uint8Array | null> {
  try {
    return await workspace.fs.readFile(file);
  } catch {
    return null;
  }
}

function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, index) => byte === b[index]);
}
