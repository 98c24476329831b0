import {
  type CancellationToken,
  type Disposable,
  Location,
  l10n,
  type NotebookCell,
  NotebookCellKind,
  type NotebookDocument,
  type TestController,
  type TestItem,
  TestMessage,
  type TestRun,
  TestRunProfileKind,
  type TestRunRequest,
  tests,
  window,
  workspace,
} from "vscode";
import { assertionsIn, type CellOutputs, verdictsOf } from "../notebook/index.ts";
import { NOTEBOOK_TYPE } from "./controller.ts";
import { notebookTextOf } from "./exportHtml.ts";
import { freshRun } from "./freshRun.ts";
import type { Platform } from "./platform.ts";

/** The assertions of the open notebooks in the Test Explorer: an item a notebook, one below it an assertion. */
export function registerTests(platform: Platform): Disposable {
  const controller = tests.createTestController("softmaxnb", l10n.t("Softmax Notebooks"));
  const list = (notebook: NotebookDocument): void => listAssertions(controller, notebook);
  const parts = [
    workspace.onDidOpenNotebookDocument(list),
    workspace.onDidChangeNotebookDocument(({ notebook }) => list(notebook)),
    workspace.onDidCloseNotebookDocument(({ uri }) => controller.items.delete(uri.toString())),
    controller,
  ];
  controller.createRunProfile(
    l10n.t("Run"),
    TestRunProfileKind.Run,
    (request, token) => runTests(platform, controller, request, token),
    true,
  );
  for (const notebook of workspace.notebookDocuments) list(notebook);
  return { dispose: () => parts.forEach((part) => void part.dispose()) };
}

function listAssertions(controller: TestController, notebook: NotebookDocument): void {
  if (notebook.notebookType !== NOTEBOOK_TYPE) return;
  const id = notebook.uri.toString();
  const children = codeCells(notebook).flatMap((cell) => itemsOf(controller, cell));
  if (children.length === 0) return controller.items.delete(id);
  const name = notebook.uri.path.slice(notebook.uri.path.lastIndexOf("/") + 1);
  const item = controller.items.get(id) ?? controller.createTestItem(id, name, notebook.uri);
  item.children.replace(children);
  controller.items.add(item);
}

function itemsOf(controller: TestController, cell: NotebookCell): TestItem[] {
  const { document } = cell;
  return assertionsIn(document.getText()).map(({ start, end, label }, i) => {
    const item = controller.createTestItem(idOf(cell, i), label, document.uri);
    item.range = document.validateRange(
      new Location(document.uri, document.positionAt(start)).range.with(undefined, document.positionAt(end)),
    );
    item.sortText = `${String(cell.index).padStart(6, "0")} ${String(i).padStart(6, "0")}`;
    return item;
  });
}

function idOf(cell: NotebookCell, i: number): string {
  return `${cell.document.uri.toString()} ${i}`;
}

function codeCells(notebook: NotebookDocument): readonly NotebookCell[] {
  return notebook.getCells().filter((cell) => cell.kind === NotebookCellKind.Code && cell.document.languageId === "softmax");
}

async function runTests(platform: Platform, controller: TestController, request: TestRunRequest, token: CancellationToken): Promise<void> {
  if (!workspace.isTrusted) return void window.showWarningMessage(l10n.t("Softmax cells run only in a trusted workspace."));
  const run = controller.createTestRun(request);
  const asked = request.include ?? [...controller.items].map(([, item]) => item);
  for (const notebook of new Set(asked.map((item) => (item.parent ?? item).id)))
    await runNotebook(platform, controller, notebook, request, run, token);
  run.end();
}

/** Runs a whole notebook, since a cell needs those before it, and tells of the assertions that were asked for. */
async function runNotebook(
  platform: Platform,
  controller: TestController,
  id: string,
  request: TestRunRequest,
  run: TestRun,
  token: CancellationToken,
): Promise<void> {
  const item = controller.items.get(id);
  const notebook = workspace.notebookDocuments.find(({ uri }) => uri.toString() === id);
  if (!item || !notebook || token.isCancellationRequested) return;
  const wanted = (test: TestItem): boolean =>
    !(request.exclude ?? []).includes(test) &&
    (request.include === undefined || request.include.includes(test) || request.include.includes(item));
  const shown = new Map([...item.children].filter(([, test]) => wanted(test)));
  for (const test of shown.values()) run.started(test);
  const { results } = await freshRun(platform, notebook, notebookTextOf(notebook), token);
  const byCell = new Map(results);
  for (const cell of codeCells(notebook)) tell(cell, byCell.get(cell.index), shown, run);
}

function tell(cell: NotebookCell, result: CellOutputs | undefined, shown: ReadonlyMap<string, TestItem>, run: TestRun): void {
  const failure = result?.failure;
  const verdicts = verdictsOf(assertionsIn(cell.document.getText()), failure ? (failure.span?.start ?? 0) : null);
  for (const [i, verdict] of verdicts.entries()) {
    const test = shown.get(idOf(cell, i));
    if (!test) continue;
    if (!result || verdict === "skipped") run.skipped(test);
    else if (verdict === "passed") run.passed(test);
    else run.failed(test, messageAt(failure?.message ?? "", test));
  }
}

function messageAt(text: string, test: TestItem): TestMessage {
  const message = new TestMessage(text);
  if (test.uri && test.range) message.location = new Location(test.uri, test.range);
  return message;
}
