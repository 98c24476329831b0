import {
  type Disposable,
  EventEmitter,
  l10n,
  type NotebookCell,
  NotebookCellStatusBarAlignment,
  NotebookCellStatusBarItem,
  type NotebookDocument,
  notebooks,
} from "vscode";
import type { CellMark, Event, Failure } from "../model/index.ts";
import { durationText } from "./durationText.ts";
import { idOf } from "./executions.ts";

type Ended = Extract<Event, { type: "ended" }>;

interface Ran {
  readonly elapsedMs: number;
  readonly kept: boolean;
  readonly place: "worker" | "here";
}

/** In each cell's status bar: what keeps it from running by itself, whether its result is that of its text and inputs, how long it took, and where it ran. */
export class CellStatus implements Disposable {
  readonly #marks = new Map<string, CellMark>();
  readonly #ran = new Map<string, Ran>();
  readonly #changed = new EventEmitter<void>();
  readonly #provider: Disposable;

  constructor(notebookType: string) {
    this.#provider = notebooks.registerNotebookCellStatusBarItemProvider(notebookType, {
      onDidChangeCellStatusBarItems: this.#changed.event,
      provideCellStatusBarItems: (cell) => this.#items(cell),
    });
  }

  /** Cells stand differently than before. */
  mark(notebook: NotebookDocument, marks: readonly CellMark[]): void {
    const cells = new Map(notebook.getCells().map((cell) => [idOf(cell), cell]));
    for (const mark of marks) {
      const cell = cells.get(mark.cell);
      if (!cell) continue;
      this.#marks.set(mark.cell, mark);
    }
    this.#changed.fire();
  }

  ran(cell: NotebookCell, { elapsedMs, note, status }: Ended, place: "worker" | "here"): void {
    if (note === "superseded") return;
    if (status === "cancelled") this.#ran.delete(idOf(cell));
    else this.#ran.set(idOf(cell), { elapsedMs, kept: note === "kept", place });
    this.#changed.fire();
  }

  /** Whether what a cell shows is of another text or of other inputs than it has now. */
  isStale(cell: NotebookCell): boolean {
    return this.#marks.get(idOf(cell))?.standing === "stale";
  }

  /** The notebook's session is gone, and with it what was known of its cells. */
  forget(notebook: NotebookDocument): void {
    for (const cell of notebook.getCells()) {
      this.#marks.delete(idOf(cell));
      this.#ran.delete(idOf(cell));
    }
    this.#changed.fire();
  }

  dispose(): void {
    this.#provider.dispose();
    this.#changed.dispose();
  }

  #items(cell: NotebookCell): NotebookCellStatusBarItem[] {
    const ran = this.#ran.get(idOf(cell));
    const conflicts = (this.#marks.get(idOf(cell))?.problems ?? []).map(conflictItem);
    return [...conflicts, ...(this.isStale(cell) ? [staleItem()] : []), ...(ran ? [ranItem(ran)] : [])];
  }
}

function staleItem(): NotebookCellStatusBarItem {
  const item = new NotebookCellStatusBarItem(`$(history) ${l10n.t("stale")}`, NotebookCellStatusBarAlignment.Left);
  item.tooltip = l10n.t("The cell, or what it depends on, has changed since it ran. Click to run all stale cells.");
  item.command = "softmaxnb.runStale";
  return item;
}

/** Why a cell does not run by itself: a name of another cell, or a cycle. Its message is that of the squiggle. */
function conflictItem({ code, message }: Failure): NotebookCellStatusBarItem {
  const what = code === "Cycle" ? l10n.t("on a cycle") : l10n.t("name defined twice");
  const item = new NotebookCellStatusBarItem(`$(warning) ${what}`, NotebookCellStatusBarAlignment.Left);
  item.tooltip = message;
  item.command = "workbench.actions.view.problems";
  item.accessibilityInformation = { label: message };
  return item;
}

function ranItem({ elapsedMs, kept, place }: Ran): NotebookCellStatusBarItem {
  const time = durationText(elapsedMs);
  const item = new NotebookCellStatusBarItem(kept ? l10n.t("kept") : time, NotebookCellStatusBarAlignment.Right);
  const where = place === "worker" ? l10n.t("on a thread of its own") : l10n.t("on the editor's thread");
  item.tooltip = kept ? l10n.t("An earlier result of this text and these inputs; nothing was computed.") : l10n.t("{0}, {1}", time, where);
  return item;
}
