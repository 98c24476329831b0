import * as vscode from "vscode";
import { equal, ok } from "./expect.ts";
import { closeAll, codeCells, hasEnded, notebookOf, read, show, textOf, until, write } from "./notebooks.ts";

/** Waits until a notebook that was just opened has run by itself. */
async function opened(notebook: vscode.NotebookDocument): Promise<vscode.NotebookCell[]> {
  const cells = codeCells(notebook);
  await until(() => cells.every(hasEnded), "the opened notebook has run");
  return cells;
}

/** Puts a text in place of a cell's. */
async function type(cell: vscode.NotebookCell, text: string): Promise<void> {
  const edit = new vscode.WorkspaceEdit();
  edit.replace(cell.document.uri, new vscode.Range(0, 0, cell.document.lineCount, 0), text);
  ok(await vscode.workspace.applyEdit(edit), "the edit applies");
}

async function change(notebook: vscode.NotebookDocument, ...edits: vscode.NotebookEdit[]): Promise<void> {
  const edit = new vscode.WorkspaceEdit();
  edit.set(notebook.uri, edits);
  ok(await vscode.workspace.applyEdit(edit), "the edit applies");
}

const code = (text: string) => new vscode.NotebookCellData(vscode.NotebookCellKind.Code, text, "softmax");
const shown = (cell: vscode.NotebookCell | undefined) => (cell && cell.outputs.length > 0 ? textOf(cell, "text/plain").trim() : "");
const order = (cell: vscode.NotebookCell | undefined) => cell?.executionSummary?.executionOrder ?? 0;
const codes = (cell: vscode.NotebookCell) => vscode.languages.getDiagnostics(cell.document.uri).map((one) => String(one.code));

describe("a live notebook", () => {
  afterEach(closeAll);

  it("runs by itself when it is opened, and stays as it was saved", async () => {
    const notebook = await show(await write(notebookOf("x = 1", "x + 1")));
    await until(() => shown(notebook.cellAt(1)) === "2", "the cells have run by themselves");
    equal(notebook.isDirty, false);
  });

  it("runs what follows from an edit, once, and puts back what an edit taken back had shown", async () => {
    const notebook = await show(await write(notebookOf("x = 1", "y = x + 1", "7")));
    const [x, y, apart] = await opened(notebook);
    const before = order(apart);
    await type(notebook.cellAt(0), "x = 5");
    await until(() => shown(y) === "6", "the dependent has run");
    equal(order(y), order(x) + 1, "runs between the cell and its dependent");
    equal(order(apart), before, "order of the cell apart");
    await type(notebook.cellAt(0), "x = 1");
    await until(() => shown(y) === "2", "the result is back");
  });

  it("keeps the output of a text that is not finished", async () => {
    const notebook = await show(await write(notebookOf("x = 1", "x + 1")));
    await opened(notebook);
    const before = order(notebook.cellAt(1));
    await type(notebook.cellAt(0), "x = (");
    await new Promise<void>((resolve) => setTimeout(resolve, 600));
    equal(shown(notebook.cellAt(0)), "1");
    equal(order(notebook.cellAt(1)), before, "order of the dependent");
  });

  it("in lazy waits until the stale cells are asked for; a command writes the mode into the file", async () => {
    const notebook = await show(await write(notebookOf("x = 1", "x + 1")));
    await opened(notebook);
    await vscode.commands.executeCommand("softmaxnb.setLazy");
    ok(await notebook.save(), "it saves");
    ok(/^mode: lazy$/m.test(await read(notebook.uri)), "the file names the mode");
    await type(notebook.cellAt(0), "x = 5");
    await new Promise<void>((resolve) => setTimeout(resolve, 600));
    equal(shown(notebook.cellAt(1)), "2");
    await vscode.commands.executeCommand("softmaxnb.runStale");
    await until(() => shown(notebook.cellAt(1)) === "6", "the stale cells have run");
  });

  it("says a name that two cells define on both, and no more when a pasted cell is gone", async () => {
    const notebook = await show(await write(notebookOf("x = 1", "x + 1")));
    await opened(notebook);
    await change(notebook, vscode.NotebookEdit.insertCells(2, [code("x = 1")]));
    await until(
      () => codes(notebook.cellAt(0)).includes("Duplicate") && codes(notebook.cellAt(2)).includes("Duplicate"),
      "both are marked",
    );
    await change(notebook, vscode.NotebookEdit.deleteCells(new vscode.NotebookRange(2, 3)));
    await until(() => codes(notebook.cellAt(0)).length === 0, "the mark is gone");
    equal(shown(notebook.cellAt(1)), "2");
  });

  it("keeps its outputs when the file is changed from outside", async () => {
    const uri = await write(notebookOf("x = 1", "x + 1", "10"));
    const notebook = await show(uri);
    await opened(notebook);
    await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(notebookOf("0", "x = 1", "x + 1", "20")));
    await until(() => notebook.cellCount === 4, "the editor has read the file again");
    await until(() => codeCells(notebook).map(shown).join() === "0,1,2,20", "every cell shows what it should");
    equal(notebook.isDirty, false);
  });

  it("survives a cell that is split, and joined again", async () => {
    const notebook = await show(await write(notebookOf("a = 1\nb = a + 1", "b + 1")));
    await opened(notebook);
    await change(notebook, vscode.NotebookEdit.replaceCells(new vscode.NotebookRange(0, 1), [code("a = 1"), code("b = a + 1")]));
    await until(() => codeCells(notebook).map(shown).join() === "1,2,3", "the parts have run");
    equal(codeCells(notebook).flatMap(codes).join(), "", "marks");
    await change(notebook, vscode.NotebookEdit.replaceCells(new vscode.NotebookRange(0, 2), [code("a = 1\nb = a + 1")]));
    await until(() => codeCells(notebook).map(shown).join() === "2,3", "the whole is back");
  });

  it("takes back the deletion of a cell with its output", async () => {
    const notebook = await show(await write(notebookOf("x = 1", "x + 1")));
    await opened(notebook);
    await change(notebook, vscode.NotebookEdit.deleteCells(new vscode.NotebookRange(0, 1)));
    await until(() => /x/.test(shown(notebook.cellAt(0))), "the user of the name has failed");
    await vscode.commands.executeCommand("undo");
    await until(() => notebook.cellCount === 2, "the cell is back");
    await until(() => codeCells(notebook).map(shown).join() === "1,2", "the results are back");
  });

  it("has one session in two editor groups", async () => {
    const notebook = await show(await write(notebookOf("x = 1", "x + 1")));
    await vscode.window.showNotebookDocument(notebook, { viewColumn: vscode.ViewColumn.Two });
    await opened(notebook);
    await type(notebook.cellAt(0), "x = 3");
    await until(() => shown(notebook.cellAt(1)) === "4", "the dependent has run");
    equal(vscode.window.visibleNotebookEditors.filter((editor) => editor.notebook === notebook).length, 2, "editors");
  });

  it("runs beside another one", async () => {
    const one = await show(await write(notebookOf("x = 1", "x + 1")));
    await until(() => shown(one.cellAt(1)) === "2", "the first has run");
    const two = await vscode.workspace.openNotebookDocument(await write(notebookOf("x = 10", "x + 1")));
    await vscode.window.showNotebookDocument(two, { viewColumn: vscode.ViewColumn.Two });
    await until(() => shown(two.cellAt(1)) === "11", "the second has run");
    await type(one.cellAt(0), "x = 2");
    await until(() => shown(one.cellAt(1)) === "3", "the first follows its own edit");
    equal(shown(two.cellAt(1)), "11");
  });

  it("is saved with its last edit while it runs, and stays saved when it has run", async () => {
    const long = "sum(map(ones(300000), f(x) = x + 1))";
    const uri = await write(notebookOf("x = 1", long));
    const notebook = await show(uri);
    await type(notebook.cellAt(0), "x = 2");
    await until(() => notebook.isDirty, "the edit makes it dirty");
    ok(await notebook.save(), "it saves");
    equal(await read(uri), notebookOf("x = 2", long));
    await until(() => shown(notebook.cellAt(0)) === "2" && hasEnded(notebook.cellAt(1)), "it has run");
    equal(notebook.isDirty, false);
  });

  it("can be closed while it runs, and opened again", async () => {
    const endless = "sweep(softmax(linspace(0, 1, 1000000), tau = t), t = linspace(1, 2, 10000))";
    const uri = await write(notebookOf("x = 1", endless));
    // Not through the API, which would hold on to the document for minutes.
    await vscode.commands.executeCommand("vscode.openWith", uri, "softmaxnb");
    const notebook = vscode.window.activeNotebookEditor?.notebook;
    ok(notebook, "it is shown");
    await until(() => hasEnded(notebook.cellAt(0)), "the first cell has run");
    await closeAll();
    await until(() => notebook.isClosed, "it is closed");
    await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(notebookOf("x = 1", "x + 1")));
    const again = await show(uri);
    await until(() => shown(again.cellAt(1)) === "2", "it runs again");
  });
});
