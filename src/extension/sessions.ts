import { type Disposable, EventEmitter, type NotebookController, type NotebookDocument, workspace } from "vscode";
import type { RendererStale, RendererUpdate, Variable } from "../model/index.ts";
import type { CellProgress } from "./cellProgress.ts";
import type { CellStatus } from "./cellStatus.ts";
import { FileAnswers } from "./fileAnswers.ts";
import { FileWatches } from "./fileWatches.ts";
import { NotebookSession } from "./notebookSession.ts";
import { placeOf } from "./places.ts";
import type { Platform } from "./platform.ts";
import type { Problems } from "./problems.ts";
import { SaveAnswers } from "./saveAnswers.ts";
import { settingsOf } from "./settings.ts";

export interface SessionsParts {
  readonly platform: Platform;
  readonly controller: NotebookController;
  readonly problems: Problems;
  readonly progress: CellProgress;
  readonly status: CellStatus;
  readonly post: (notebook: NotebookDocument, update: RendererUpdate | RendererStale) => void;
}

/** The sessions of the open notebooks: made when first asked for, gone when the notebook closes. */
export class Sessions implements Disposable {
  readonly #parts: SessionsParts;
  readonly #open = new Map<NotebookDocument, NotebookSession>();
  readonly #watches = new Map<NotebookDocument, FileWatches>();
  readonly #listeners: readonly Disposable[];
  readonly #changed = new EventEmitter<NotebookDocument>();
  /** A notebook's session is at rest after it did something, or is gone. */
  readonly onDidChange = this.#changed.event;

  constructor(parts: SessionsParts) {
    this.#parts = parts;
    this.#listeners = [
      workspace.onDidCloseNotebookDocument((notebook) => this.#close(notebook)),
      workspace.onDidChangeNotebookDocument(({ notebook, contentChanges, cellChanges, metadata }) => {
        const session = this.#open.get(notebook);
        if (metadata) session?.modeChanged();
        if (contentChanges.length > 0) session?.edited(false);
        else if (cellChanges.some((change) => change.document)) session?.edited(true);
      }),
    ];
  }

  /** The notebook's session; a new one has started nothing yet. */
  of(notebook: NotebookDocument): NotebookSession {
    const found = this.#open.get(notebook);
    if (found) return found;
    const session = this.#create(notebook);
    this.#open.set(notebook, session);
    return session;
  }

  /** The notebook's session, if it has one. */
  find(notebook: NotebookDocument): NotebookSession | undefined {
    return this.#open.get(notebook);
  }

  /** The names that a notebook's session holds now; none where it has run nothing. */
  async valuesOf(notebook: NotebookDocument | undefined): Promise<readonly Variable[]> {
    const answer = await (notebook && this.#open.get(notebook)?.ask({ type: "inspect" }));
    return answer?.type === "inspection" ? answer.variables : [];
  }

  /** Tells the listener when those names may have changed. */
  onValues(listener: () => void): Disposable {
    return this.onDidChange(listener);
  }

  dispose(): void {
    for (const listener of this.#listeners) listener.dispose();
    for (const session of this.#open.values()) session.dispose();
    for (const watches of this.#watches.values()) watches.dispose();
    this.#open.clear();
    this.#changed.dispose();
  }

  #create(notebook: NotebookDocument): NotebookSession {
    const { platform, post, ...shared } = this.#parts;
    const files = new FileAnswers(() => placeOf(notebook));
    const saves = new SaveAnswers(() => placeOf(notebook));
    const watches = new FileWatches(
      () => placeOf(notebook),
      (path) => this.#open.get(notebook)?.fileChanged(path),
    );
    this.#watches.set(notebook, watches);
    return new NotebookSession({
      ...shared,
      notebook,
      start: () => start(platform, notebook),
      watch: (path) => watches.watch(path),
      answerFile: (event, handle) => void (event.type === "saveFile" ? saves.answer(event, handle) : files.answer(event, handle)),
      post: (update) => post(notebook, update),
      settings: () => settingsOf(notebook),
      changed: () => this.#changed.fire(notebook),
    });
  }

  #close(notebook: NotebookDocument): void {
    this.#open.get(notebook)?.dispose();
    this.#open.delete(notebook);
    this.#watches.get(notebook)?.dispose();
    this.#watches.delete(notebook);
    this.#changed.fire(notebook);
  }
}

function start(platform: Platform, notebook: NotebookDocument): ReturnType<ConstructorParameters<typeof NotebookSession>[0]["start"]> {
  const { folder, roots } = placeOf(notebook);
  const { graceMs, memoryLimitMb } = settingsOf(notebook);
  return { handle: platform.startSession({ roots, graceMs, memoryLimitMb }), folder: folder && platform.folderName(folder) };
}
