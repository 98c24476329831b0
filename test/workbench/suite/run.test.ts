import * as vscode from "vscode";
import { VEGA_LITE_MIME, VIEW_MIME } from "../../../src/model/view.ts";
import { equal, ok } from "./expect.ts";
import { closeAll, file, hasEnded, mimesOf, notebookOf, runAll, show, startAll, textOf, until, write } from "./notebooks.ts";

const ERROR_MIME = "application/vnd.code.notebook.error";

describe("running", () => {
  afterEach(closeAll);

  it("gives every shown result of an example our view and its text, and a picture where there is one", async () => {
    const cells = await runAll(await show(file("temperature.softmaxnb")));
    for (const cell of cells) equal(cell.executionSummary?.success, true, cell.document.getText());
    const outputs = cells.flatMap((cell) => cell.outputs);
    ok(outputs.length > 1, "there are outputs");
    for (const output of outputs) {
      const mimes = output.items.map((item) => item.mime);
      for (const mime of [VIEW_MIME, "text/plain"]) ok(mimes.includes(mime), `an output has ${mime}; it has ${mimes.join(", ")}`);
    }
    ok(cells.flatMap(mimesOf).includes(VEGA_LITE_MIME), "one of the outputs has a Vega-Lite picture");
  });

  it("computes the distribution that the text says", async () => {
    const [cell] = await runAll(await show(await write(notebookOf("softmax([0, 0, 0, 0])"))));
    ok(cell, "there is a cell");
    const { view } = JSON.parse(textOf(cell, VIEW_MIME));
    equal(view.kind, "distribution");
    equal(view.bars.length, 4);
    for (const bar of view.bars) equal(bar.p, 0.25);
  });

  it("keeps the names of a cell for the next", async () => {
    const cells = await runAll(await show(await write(notebookOf("z = [1, 2, 3];", "sum(z)"))));
    ok(cells[1], "there are two cells");
    equal(textOf(cells[1], "text/plain").trim(), "6");
  });

  it("shows what went wrong at the cell that failed", async () => {
    const [good, bad] = await runAll(await show(await write(notebookOf("1 + 1", "softmx([1, 2])"))));
    ok(good && bad, "there are two cells");
    equal(good.executionSummary?.success, true);
    equal(bad.executionSummary?.success, false);
    const text = bad.outputs.flatMap((output) => output.items.map((item) => new TextDecoder().decode(item.data))).join("\n");
    ok(/softmx/.test(text) && /softmax/.test(text), `the error names what is unknown and the nearest: ${text}`);
    ok(
      mimesOf(bad).some((mime) => mime === ERROR_MIME || mime === VIEW_MIME),
      "the output is an error",
    );
  });

  it("runs again after a failure was mended", async () => {
    const notebook = await show(await write(notebookOf("1 +")));
    await runAll(notebook);
    const cell = notebook.cellAt(0);
    equal(cell.executionSummary?.success, false);
    const edits = new vscode.WorkspaceEdit();
    edits.insert(cell.document.uri, new vscode.Position(0, 3), " 1");
    await vscode.workspace.applyEdit(edits);
    await startAll();
    await until(() => cell.executionSummary?.success === true, "the mended cell has run");
    equal(textOf(cell, "text/plain").trim(), "2");
  });

  it("stops a long cell when asked, and runs again", async () => {
    const long = "x = sweep(softmax(linspace(-5, 5, 1000000), tau = tau), tau = logspace(-2, 2, 10000))";
    const notebook = await show(await write(notebookOf("1 + 1", long)));
    const [short, slow] = [notebook.cellAt(0), notebook.cellAt(1)];
    await startAll();
    await until(() => hasEnded(short), "the short cell has run");
    await new Promise<void>((resolve) => setTimeout(resolve, 200));
    equal(hasEnded(slow), false, "the long cell has ended by itself");
    await vscode.commands.executeCommand("notebook.cancelExecution");
    await until(() => hasEnded(slow), "the long cell has stopped", 10_000);
    equal(slow.executionSummary?.success, false);
    await vscode.commands.executeCommand("notebook.cell.execute", { ranges: [{ start: 0, end: 1 }], document: notebook.uri });
    await until(() => short.executionSummary?.success === true, "the short cell has run again");
  });
});
