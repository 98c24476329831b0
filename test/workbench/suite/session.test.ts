import * as vscode from "vscode";
import { VIEW_MIME } from "../../../src/model/view.ts";
import { equal, ok } from "./expect.ts";
import { closeAll, codeCells, file, hasEnded, notebookOf, runAll, show, startAll, textOf, until, write } from "./notebooks.ts";

async function run(cell: vscode.NotebookCell): Promise<void> {
  const before = cell.executionSummary?.executionOrder;
  await vscode.commands.executeCommand("notebook.cell.execute", {
    ranges: [{ start: cell.index, end: cell.index + 1 }],
    document: cell.notebook.uri,
  });
  await until(() => hasEnded(cell) && cell.executionSummary?.executionOrder !== before, "the cell has run");
}

describe("a session", () => {
  afterEach(closeAll);

  it("reads the files beside the notebook", async () => {
    const cells = await runAll(await show(file("next-token.softmaxnb")));
    for (const cell of cells) equal(cell.executionSummary?.success, true, cell.document.getText());
  });

  it("forgets its names at a restart", async () => {
    const text = notebookOf("z = [1, 2, 3];", "sum(z)").replace("seed: 42", "seed: 42\nmode: lazy");
    const notebook = await show(await write(text));
    await runAll(notebook);
    const second = notebook.cellAt(1);
    equal(textOf(second, "text/plain").trim(), "6");
    await vscode.commands.executeCommand("softmaxnb.restart");
    await run(second);
    equal(second.executionSummary?.success, false);
  });

  it("stops a computation that never pauses, and keeps the names that were there", async () => {
    const endless = "f(n) = n < 2 ? n : f(n - 1) + f(n - 2)\nf(60)";
    const notebook = await show(await write(notebookOf("z = [1, 2, 3];", endless, "sum(z)")));
    const [first, second, third] = codeCells(notebook);
    ok(first && second && third, "there are three cells");
    await startAll();
    await until(() => hasEnded(first), "the first cell has run");
    await new Promise<void>((resolve) => setTimeout(resolve, 300));
    equal(hasEnded(second), false, "the endless cell has ended");
    await vscode.commands.executeCommand("softmaxnb.interrupt");
    await until(() => hasEnded(second), "the endless cell has stopped", 10_000);
    equal(second.executionSummary?.success, false);
    await run(third);
    equal(textOf(third, "text/plain").trim(), "6");
  });

  it("runs what a new notebook starts with", async () => {
    await vscode.commands.executeCommand("softmaxnb.newNotebook");
    const notebook = vscode.window.activeNotebookEditor?.notebook;
    ok(notebook, "a notebook is shown");
    const [cell] = await runAll(notebook);
    ok(cell, "it has a code cell");
    equal(cell.executionSummary?.success, true);
    ok(textOf(cell, VIEW_MIME).length > 0, "it shows something");
  });

  it("of one notebook knows nothing of another's names", async () => {
    const one = await show(await write(notebookOf("secret = 7")));
    await runAll(one);
    const [cell] = await runAll(await show(await write(notebookOf("secret + 1"))));
    equal(cell?.executionSummary?.success, false);
  });
});
