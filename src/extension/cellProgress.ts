import {
  type Disposable,
  EventEmitter,
  l10n,
  type NotebookCell,
  NotebookCellStatusBarAlignment,
  NotebookCellStatusBarItem,
  notebooks,
  ProgressLocation,
  window,
} from "vscode";
import { numberOf } from "./cellNumber.ts";
import { percentDone, progressText } from "./progressText.ts";

/** A cell that runs longer than this shows how far it is, outside the notebook too. */
const LONG_MS = 500;

interface Running {
  readonly cell: NotebookCell;
  /** Somebody asked for it. */
  readonly asked: boolean;
  done: number;
  total: number;
  /** Says how far it is to the progress bar, where there is one. */
  report: () => void;
  readonly finish: () => void;
}

/**
 * How far running cells are: an entry in the cell's status bar and, for long ones, a progress bar with a Cancel button; for those that
 * run by themselves an entry in the window's status bar, which covers nothing.
 */
export class CellProgress implements Disposable {
  readonly #running = new Map<string, Running>();
  readonly #changed = new EventEmitter<void>();
  readonly #provider: Disposable;

  constructor(notebookType: string) {
    this.#provider = notebooks.registerNotebookCellStatusBarItemProvider(notebookType, {
      onDidChangeCellStatusBarItems: this.#changed.event,
      provideCellStatusBarItems: (cell) => this.#items(cell),
    });
  }

  started(id: string, { cell, asked }: Pick<Running, "cell" | "asked">, cancel: () => void): void {
    this.ended(id);
    let finish = (): void => undefined;
    const finished = new Promise<void>((resolve) => {
      finish = resolve;
    });
    const running: Running = { cell, asked, done: 0, total: 0, report: () => undefined, finish };
    this.#running.set(id, running);
    setTimeout(() => this.#running.get(id) === running && showBar(running, finished, cancel), LONG_MS);
  }

  progress(id: string, done: number, total: number): void {
    const running = this.#running.get(id);
    if (!running) return;
    running.done = done;
    running.total = total;
    running.report();
    this.#changed.fire();
  }

  ended(id: string): void {
    const running = this.#running.get(id);
    if (!running) return;
    this.#running.delete(id);
    running.finish();
    this.#changed.fire();
  }

  dispose(): void {
    for (const id of [...this.#running.keys()]) this.ended(id);
    this.#provider.dispose();
    this.#changed.dispose();
  }

  #items(cell: NotebookCell): NotebookCellStatusBarItem[] {
    const running = this.#running.get(cell.document.uri.toString());
    if (!running || running.done === 0) return [];
    return [new NotebookCellStatusBarItem(textOf(running), NotebookCellStatusBarAlignment.Left)];
  }
}

function textOf({ done, total }: Running): string {
  return progressText(done, total, {
    ofTotal: (some, all) => l10n.t("{0} of {1}", some, all),
    done: (some) => l10n.t("{0} done", some),
  });
}

function showBar(running: Running, finished: Promise<void>, cancel: () => void): void {
  const title = l10n.t("Running cell {0}", numberOf(running.cell));
  const location = running.asked ? ProgressLocation.Notification : ProgressLocation.Window;
  void window.withProgress({ location, title, cancellable: running.asked }, (progress, token) => {
    let shown = 0;
    token.onCancellationRequested(cancel);
    running.report = () => {
      const percent = percentDone(running.done, running.total);
      progress.report({ message: textOf(running), increment: Math.max(0, percent - shown) });
      shown = Math.max(shown, percent);
    };
    if (running.done > 0) running.report();
    return finished;
  });
}
