import { type Disposable, type NotebookDocument, workspace } from "vscode";
import type { LanguageService } from "../../worker/index.ts";
import { NOTEBOOK_TYPE } from "../controller.ts";
import type { Problems } from "../problems.ts";
import { codeDocuments, sourcesOf } from "./cells.ts";

/** A pause in typing after which a notebook is read again, in ms. */
const PAUSE_MS = 250;

/** Reads the open notebooks' cells as they stand, for what is wrong with them and what could be written better. */
export class Diagnostics implements Disposable {
  readonly #timers = new Map<NotebookDocument, ReturnType<typeof setTimeout>>();
  readonly #listeners: readonly Disposable[];

  constructor(
    private readonly service: LanguageService,
    private readonly problems: Problems,
  ) {
    this.#listeners = [
      workspace.onDidOpenNotebookDocument((notebook) => this.#soon(notebook)),
      workspace.onDidChangeNotebookDocument(({ notebook }) => this.#soon(notebook)),
      workspace.onDidCloseNotebookDocument((notebook) => this.#forget(notebook)),
    ];
    for (const notebook of workspace.notebookDocuments) this.#soon(notebook);
  }

  dispose(): void {
    for (const timer of this.#timers.values()) clearTimeout(timer);
    for (const listener of this.#listeners) listener.dispose();
  }

  #soon(notebook: NotebookDocument): void {
    if (notebook.notebookType !== NOTEBOOK_TYPE) return;
    clearTimeout(this.#timers.get(notebook));
    this.#timers.set(
      notebook,
      setTimeout(() => void this.#read(notebook), PAUSE_MS),
    );
  }

  #forget(notebook: NotebookDocument): void {
    clearTimeout(this.#timers.get(notebook));
    this.#timers.delete(notebook);
  }

  async #read(notebook: NotebookDocument): Promise<void> {
    this.#timers.delete(notebook);
    const documents = codeDocuments(notebook);
    const versions = documents.map(({ version }) => version);
    const found = await this.service.ask(sourcesOf(documents), { kind: "diagnostics" });
    if (!found) return;
    for (const [i, document] of documents.entries()) {
      // An edit since then brings a reading of its own.
      if (!document.isClosed && document.version === versions[i])
        this.problems.found(
          document,
          found.filter(({ cell }) => cell === i),
        );
    }
  }
}
