import * as vscode from "vscode";
import { equal, ok } from "./expect.ts";
import { closeAll, file, notebookOf, read, runAll, show, until, write } from "./notebooks.ts";

async function edit(notebook: vscode.NotebookDocument, change: vscode.NotebookEdit): Promise<void> {
  const edits = new vscode.WorkspaceEdit();
  edits.set(notebook.uri, [change]);
  ok(await vscode.workspace.applyEdit(edits), "the edit applies");
  // The editor's window hears of it a little later, and saves nothing before that.
  await until(() => notebook.isDirty, "the edit makes it dirty");
}

const cell = () => new vscode.NotebookCellData(vscode.NotebookCellKind.Code, "1 + 2", "softmax");

describe("saving", () => {
  afterEach(closeAll);

  it("writes the bytes that it read", async () => {
    const uri = await write(await read(file("temperature.softmaxnb")));
    const before = await read(uri);
    const notebook = await show(uri);
    await edit(notebook, vscode.NotebookEdit.insertCells(notebook.cellCount, [cell()]));
    await edit(notebook, vscode.NotebookEdit.deleteCells(new vscode.NotebookRange(notebook.cellCount - 1, notebook.cellCount)));
    ok(notebook.isDirty, "the edits make it dirty");
    ok(await notebook.save(), "it saves");
    equal(await read(uri), before);
  });

  it("writes a new cell as a fence", async () => {
    const uri = await write(notebookOf("1 + 1"));
    const notebook = await show(uri);
    await edit(notebook, vscode.NotebookEdit.insertCells(notebook.cellCount, [cell()]));
    ok(await notebook.save(), "it saves");
    equal(await read(uri), notebookOf("1 + 1", "1 + 2"));
  });

  it("is not asked for by a run", async () => {
    const notebook = await show(await write(notebookOf("softmax([1, 2, 3])")));
    const before = await read(notebook.uri);
    await runAll(notebook);
    equal(notebook.isDirty, false, "dirty after a run");
    await notebook.save();
    equal(await read(notebook.uri), before);
  });
});
