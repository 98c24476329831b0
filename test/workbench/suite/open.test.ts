import * as vscode from "vscode";
import { equal, ok, rejects } from "./expect.ts";
import { closeAll, codeCells, file, notebookOf, read, show, until, write } from "./notebooks.ts";

describe("opening", () => {
  afterEach(closeAll);

  it("shows an example as a notebook with a cell for every fence", async () => {
    const notebook = await show(file("temperature.softmaxnb"));
    const fences = (await read(notebook.uri)).match(/^```+softmax/gm)?.length ?? 0;
    equal(notebook.notebookType, "softmaxnb");
    equal(codeCells(notebook).length, fences);
    ok(fences > 1, "the example has code cells");
    equal(notebook.isDirty, false);
  });

  it("opens every example", async () => {
    const names = (await vscode.workspace.fs.readDirectory(file(""))).map(([name]) => name).filter((name) => name.endsWith(".softmaxnb"));
    ok(names.length > 0, "there are examples");
    for (const name of names) {
      const notebook = await vscode.workspace.openNotebookDocument(file(name));
      ok(codeCells(notebook).length > 0, `${name} has code cells`);
    }
  });

  it("refuses a broken file and leaves its bytes alone", async () => {
    const text = "---\nsoftmaxnb: 1\nseed: [\n---\n\n# Broken\n";
    const uri = await write(text);
    await rejects(async () => vscode.workspace.openNotebookDocument(uri), /line \d/i, "a broken file opened");
    equal(await read(uri), text);
  });

  it("marks the line of a broken file that is open as text", async () => {
    const uri = await write("---\nsoftmaxnb: 1\n---\n\n```softmax\n1 + 1\n");
    await vscode.workspace.openTextDocument(uri);
    await until(() => vscode.languages.getDiagnostics(uri).length > 0, "the broken line is marked");
    equal(vscode.languages.getDiagnostics(uri)[0]?.range.start.line, 4, "line, from 0");
  });

  it("refuses a file of a later version", async () => {
    const uri = await write(notebookOf("1 + 1").replace("softmaxnb: 1", "softmaxnb: 99"));
    await rejects(async () => vscode.workspace.openNotebookDocument(uri), /99/, "a file of version 99 opened");
  });
});
