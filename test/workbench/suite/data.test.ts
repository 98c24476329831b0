import * as vscode from "vscode";
import { equal, ok } from "./expect.ts";
import { closeAll, codeCells, file, hasEnded, notebookOf, runAll, show, textOf, until, write } from "./notebooks.ts";

async function put(name: string, text: string): Promise<vscode.Uri> {
  const uri = file(name);
  await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(text));
  return uri;
}

describe("a file of data", () => {
  afterEach(closeAll);

  it("that changes runs the cell that read it and what follows from it", async () => {
    await put("changing.json", "[1, 2]");
    const notebook = await show(await write(notebookOf('z = load("changing.json");', "sum(z)")));
    const [, sum] = await runAll(notebook);
    ok(sum, "there are two cells");
    equal(textOf(sum, "text/plain"), "3");
    await put("changing.json", "[1, 2, 40]");
    await until(() => sum.outputs.length > 0 && textOf(sum, "text/plain") === "43", "the sum is that of the new file");
  });

  it("opens in a new notebook that takes a first look at it", async () => {
    const data = await put("first.csv", "1,2,3\n4,5,9\n");
    await vscode.commands.executeCommand("softmaxnb.openData", data);
    const notebook = vscode.window.activeNotebookEditor?.notebook;
    ok(notebook?.isUntitled, "a new notebook is shown");
    const cells = codeCells(notebook);
    await until(() => cells.length > 2 && cells.every(hasEnded), "its cells have run");
    equal(cells.map((cell) => cell.executionSummary?.success).join(), cells.map(() => "true").join(), "success");
    ok(textOf(cells[0] as vscode.NotebookCell, "text/plain").includes("[2, 3]"), "the shape is shown");
  });
});
