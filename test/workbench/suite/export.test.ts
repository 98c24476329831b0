import * as vscode from "vscode";
import { equal, ok } from "./expect.ts";
import { closeAll, file, notebookOf, read, show, write } from "./notebooks.ts";

describe("a notebook", () => {
  afterEach(closeAll);

  it("is exported as a page that carries its results, its files and its engine", async () => {
    await vscode.workspace.fs.writeFile(file("export-data.csv"), new TextEncoder().encode("1,2,3\n"));
    const text = notebookOf('z = load("export-data.csv")[1, :];', "tau = slider(0.1, 10, value = 1)", "softmax(z, tau = tau)");
    const notebook = await show(await write(text.replace("---\n\n", "---\n\n# A *page* of $K$\n\n")));
    const target = file("exported.html");
    await vscode.commands.executeCommand("softmaxnb.exportHtml", notebook.uri, target);
    const html = await read(target);
    ok(html.includes("<title>A page of K</title>"), "the title is the first heading");
    ok(html.includes("<math>"), "the formula is typeset");
    ok(/Content-Security-Policy" content="default-src 'none'; script-src 'sha256-/.test(html), "it has a policy");
    ok(html.includes("data:image/svg+xml,"), "it has a static picture");
    ok(html.includes("MSwyLDMK"), "the file is in the page");
    ok(html.includes('id="softmaxnb-engine"'), "the engine is in the page");
    equal(notebook.isDirty, false, "dirty after the export");
  });

  it("is imported from a Jupyter notebook, whose code becomes text", async () => {
    const cells = [
      { cell_type: "markdown", source: "# From elsewhere" },
      { cell_type: "code", source: "print(1)" },
    ];
    const jupyter = file("elsewhere.ipynb");
    const json = JSON.stringify({ nbformat: 4, nbformat_minor: 4, metadata: {}, cells });
    await vscode.workspace.fs.writeFile(jupyter, new TextEncoder().encode(json));
    await vscode.commands.executeCommand("softmaxnb.importJupyter", jupyter);
    const notebook = vscode.window.activeNotebookEditor?.notebook;
    equal(notebook?.notebookType, "softmaxnb");
    equal(
      notebook
        ?.getCells()
        .map((cell) => cell.document.getText())
        .join("|"),
      "# From elsewhere|```python\nprint(1)\n```",
    );
  });
});
