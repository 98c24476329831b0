import * as vscode from "vscode";
import { equal, ok } from "./expect.ts";
import { closeAll, codeCells, notebookOf, runAll, show, until, write } from "./notebooks.ts";

/** Shows a notebook of these cells; `|` in the first is where the cursor stands. */
async function open(...sources: readonly string[]): Promise<{ uri: vscode.Uri; at: vscode.Position; cells: vscode.NotebookCell[] }> {
  const [first = "", ...rest] = sources;
  const notebook = await show(await write(notebookOf(first.replace("|", ""), ...rest)));
  const cells = codeCells(notebook);
  const document = cells[0]?.document;
  ok(document, "there is a cell");
  return { uri: document.uri, at: document.positionAt(first.indexOf("|")), cells };
}

async function labels(uri: vscode.Uri, at: vscode.Position): Promise<string[]> {
  const list = await vscode.commands.executeCommand<vscode.CompletionList>("vscode.executeCompletionItemProvider", uri, at);
  return list.items.map(({ label }) => (typeof label === "string" ? label : label.label));
}

describe("the language", () => {
  afterEach(closeAll);

  it("completes functions, keywords of the call, names of other cells and files", async () => {
    const { uri, at } = await open("sof|", "zebra = [1, 2, 3]");
    const found = await labels(uri, at);
    for (const name of ["softmax", "softmin", "zebra"]) ok(found.includes(name), `${name} is offered`);
    const call = await open("softmax(z, |)");
    ok((await labels(call.uri, call.at)).includes("tau ="), "a keyword is offered");
    const path = await open('load("data/|")');
    ok((await labels(path.uri, path.at)).includes("next-token.npy"), "a file is offered");
  });

  it("shows the signature of the call, with the parameter that is typed", async () => {
    const { uri, at } = await open("softmax(z, tau = |)");
    const help = await vscode.commands.executeCommand<vscode.SignatureHelp>("vscode.executeSignatureHelpProvider", uri, at);
    equal(help.signatures[0]?.label, "softmax(z, tau = 1, dim = -1, mask = none)");
    equal(help.activeParameter, 1);
  });

  it("explains a function, and shows a name's type, shape and value once it has run", async () => {
    const { uri, at, cells } = await open("softmax(z|)", "z = [1, 2, 3]");
    const [notebook] = cells;
    ok(notebook, "there is a cell");
    await runAll(notebook.notebook);
    const text = (await hover(uri, at)).join("\n");
    ok(text.includes("float64 [3]") || text.includes("[3]"), `the shape is shown: ${text}`);
    ok((await hover(uri, new vscode.Position(0, 2))).join("\n").includes("pᵢ = "), "the formula is shown");
  });

  it("underlines a slip and mends it by a quick fix", async () => {
    const { uri } = await open("sotfmax([1, 2])");
    await until(() => vscode.languages.getDiagnostics(uri).length > 0, "the slip is underlined");
    const [diagnostic] = vscode.languages.getDiagnostics(uri);
    ok(diagnostic, "there is a diagnostic");
    const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>("vscode.executeCodeActionProvider", uri, diagnostic.range);
    const fix = actions.find((action) => action.edit);
    ok(fix?.edit, "there is a fix");
    await vscode.workspace.applyEdit(fix.edit);
    equal((await vscode.workspace.openTextDocument(uri)).getText(), "softmax([1, 2])");
    await until(() => vscode.languages.getDiagnostics(uri).length === 0, "the underline is gone");
  });

  it("goes to a definition in another cell, finds references and renames them", async () => {
    const { uri, at, cells } = await open("softmax(z|)", "z = [1, 2, 3]", "sum(z) # z");
    const definitions = await vscode.commands.executeCommand<vscode.Location[]>("vscode.executeDefinitionProvider", uri, at);
    equal(definitions[0]?.uri.toString(), cells[1]?.document.uri.toString());
    const references = await vscode.commands.executeCommand<vscode.Location[]>("vscode.executeReferenceProvider", uri, at);
    equal(references.length, 3);
    const edit = await vscode.commands.executeCommand<vscode.WorkspaceEdit>("vscode.executeDocumentRenameProvider", uri, at, "logits");
    await vscode.workspace.applyEdit(edit);
    equal(cells.map((cell) => cell.document.getText()).join(" / "), "softmax(logits) / logits = [1, 2, 3] / sum(logits) # z");
  });

  it("lists what a cell defines, and colours names by what they are", async () => {
    const { uri } = await open("z = [1]; f(x) = x");
    const symbols = await vscode.commands.executeCommand<vscode.DocumentSymbol[]>("vscode.executeDocumentSymbolProvider", uri);
    equal(symbols.map(({ name }) => name).join(), "z,f");
    const tokens = await vscode.commands.executeCommand<vscode.SemanticTokens>("vscode.provideDocumentSemanticTokens", uri);
    ok(tokens.data.length >= 4 * 5, "names have colours");
  });

  it("answers while a cell computes", async () => {
    const endless = "g(n) = n < 2 ? n : g(n - 1) + g(n - 2)\ng(60)";
    const { uri, at } = await open("sof|", endless);
    void vscode.commands.executeCommand("notebook.execute");
    ok((await labels(uri, at)).includes("softmax"), "completions come");
    await vscode.commands.executeCommand("softmaxnb.interrupt");
  });
});

async function hover(uri: vscode.Uri, at: vscode.Position): Promise<string[]> {
  const hovers = await vscode.commands.executeCommand<vscode.Hover[]>("vscode.executeHoverProvider", uri, at);
  return hovers.flatMap(({ contents }) => contents.map((part) => (typeof part === "string" ? part : part.value)));
}
