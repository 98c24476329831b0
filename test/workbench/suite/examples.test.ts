import * as vscode from "vscode";
import { equal, ok } from "./expect.ts";
import { closeAll, codeCells, file, read, runAll, show } from "./notebooks.ts";

/** Notebook → the plain text of each code cell's outputs. */
type Texts = Readonly<Record<string, readonly (readonly string[])[]>>;

let expected: Texts = {};

function textsOf(cell: vscode.NotebookCell): string[] {
  return cell.outputs.map((output) => {
    const item = output.items.find(({ mime }) => mime === "text/plain");
    return item ? new TextDecoder().decode(item.data) : "";
  });
}

describe("examples", () => {
  before(async () => {
    expected = JSON.parse(await read(file("expected.json")));
  });

  afterEach(closeAll);

  it("are all there to be compared", async () => {
    const names = (await vscode.workspace.fs.readDirectory(file(""))).map(([name]) => name);
    const shipped = names.filter((name) => name.endsWith(".softmaxnb") && !name.startsWith("written-"));
    equal(Object.keys(expected).sort().join(), shipped.sort().join());
    ok(shipped.length > 10, "there are examples");
  });

  it("come to the same values as on the command line", async () => {
    for (const [name, texts] of Object.entries(expected)) {
      const cells = await runAll(await show(file(name)));
      equal(cells.length, texts.length, `code cells of ${name}`);
      for (const [index, cell] of cells.entries()) {
        equal(cell.executionSummary?.success, true, `${name}: ${cell.document.getText()}`);
        equal(textsOf(cell).join("\n\n"), (texts[index] ?? []).join("\n\n"), `${name}: ${cell.document.getText()}`);
      }
      await closeAll();
    }
  }).timeout(300_000);
});

describe("templates", () => {
  afterEach(closeAll);

  it("open as new notebooks whose cells all run", async () => {
    for (const name of ["temperature-sweep", "decoding-chain", "calibration", "attention", "online-softmax"]) {
      await vscode.commands.executeCommand("softmaxnb.newFromTemplate", name);
      const notebook = vscode.window.activeNotebookEditor?.notebook;
      ok(notebook?.isUntitled, `${name} is open and was never saved`);
      const cells = await runAll(notebook);
      ok(codeCells(notebook).length > 2, `${name} has code cells`);
      for (const cell of cells) equal(cell.executionSummary?.success, true, `${name}: ${cell.document.getText()}`);
      await closeAll();
    }
  }).timeout(120_000);
});
