import * as vscode from "vscode";
import { ok } from "./expect.ts";

/** A file of the open folder. */
export function file(name: string): vscode.Uri {
  const folder = vscode.workspace.workspaceFolders?.[0];
  ok(folder, "a folder is open");
  return vscode.Uri.joinPath(folder.uri, name);
}

export async function read(uri: vscode.Uri): Promise<string> {
  return new TextDecoder().decode(await vscode.workspace.fs.readFile(uri));
}

let written = 0;

/** Writes a notebook file of a name of its own. */
export async function write(text: string): Promise<vscode.Uri> {
  const uri = file(`written-${written++}.softmaxnb`);
  await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(text));
  return uri;
}

/** A notebook of these code cells, as a file's text. */
export function notebookOf(...cells: string[]): string {
  const fences = cells.map((source) => `\`\`\`softmax\n${source}\n\`\`\`\n`);
  return `---\nsoftmaxnb: 1\nseed: 42\n---\n\n${fences.join("\n")}`;
}

/** Opens a notebook and shows it. */
export async function show(uri: vscode.Uri): Promise<vscode.NotebookDocument> {
  const notebook = await vscode.workspace.openNotebookDocument(uri);
  await vscode.window.showNotebookDocument(notebook);
  return notebook;
}

export function codeCells(notebook: vscode.NotebookDocument): vscode.NotebookCell[] {
  return notebook.getCells().filter((cell) => cell.kind === vscode.NotebookCellKind.Code);
}

/** Runs all cells of the shown notebook and waits until every code cell has ended. */
export async function runAll(notebook: vscode.NotebookDocument): Promise<vscode.NotebookCell[]> {
  await startAll();
  const cells = codeCells(notebook);
  await until(() => cells.every(hasEnded), "all cells have run");
  return cells;
}

/** Starts a run of the shown notebook; where there are several kernels it takes ours. */
export async function startAll(): Promise<void> {
  await vscode.commands.executeCommand("notebook.selectKernel", { extension: "softmax-notebooks.softmaxnb", id: "softmaxnb-engine" });
  await vscode.commands.executeCommand("notebook.execute");
}

export function hasEnded(cell: vscode.NotebookCell): boolean {
  return cell.executionSummary?.success !== undefined;
}

/** MIME types of a cell's outputs, in order. */
export function mimesOf(cell: vscode.NotebookCell): string[] {
  return cell.outputs.flatMap((output) => output.items.map((item) => item.mime));
}

/** The text of a cell's first output item of this MIME type. */
export function textOf(cell: vscode.NotebookCell, mime: string): string {
  const item = cell.outputs.flatMap((output) => output.items).find((one) => one.mime === mime);
  ok(item, `the cell ${JSON.stringify(cell.document.getText())} has ${mime}; it has ${mimesOf(cell).join(", ") || "nothing"}`);
  return new TextDecoder().decode(item.data);
}

/** Waits for a condition; throws after `ms`. */
export async function until(condition: () => boolean, what: string, ms = 40_000): Promise<void> {
  const end = Date.now() + ms;
  while (!condition()) {
    ok(Date.now() < end, `waited ${ms} ms in vain until ${what}`);
    await new Promise<void>((resolve) => setTimeout(resolve, 20));
  }
}

/** Closes all editors without saving, so that the next test starts with none. */
export async function closeAll(): Promise<void> {
  await vscode.commands.executeCommand("workbench.action.revertAndCloseActiveEditor");
  await vscode.commands.executeCommand("workbench.action.closeAllEditors");
}
