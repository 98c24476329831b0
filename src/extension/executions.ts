import { l10n, type NotebookCell, type NotebookCellExecution, type NotebookCellOutput } from "vscode";
import type { Event, Failure } from "../model/index.ts";
import { failureOutput, outputOf } from "./outputs.ts";

type Ended = Extract<Event, { type: "ended" }>;

export interface Execution {
  readonly cell: NotebookCell;
  readonly execution: NotebookCellExecution;
  /** The text that was sent to run. */
  readonly source: string;
  /** Somebody asked for it; else it follows from an edit. */
  readonly asked: boolean;
  startedAt: number | null;
  /** Why it was stopped, where this side did that. */
  stopped: Failure | null;
}

/** How a cell that came back ended, for those who mark and time it. */
export interface Outcome extends Execution {
  readonly failure: Failure | undefined;
}

/** A cell's name in its session: stable while the notebook is open. */
export function idOf(cell: NotebookCell): string {
  return cell.document.uri.toString();
}

/** The cells that were handed to a session and have not come back yet. */
export class Executions {
  readonly #active = new Map<string, Execution>();
  #order = 0;

  has(id: string): boolean {
    return this.#active.has(id);
  }

  /** Whether somebody asked for the cell and has not been answered. */
  isAsked(id: string): boolean {
    return this.#active.get(id)?.asked === true;
  }

  get(id: string): Execution | undefined {
    return this.#active.get(id);
  }

  get ids(): readonly string[] {
    return [...this.#active.keys()];
  }

  add(cell: NotebookCell, execution: NotebookCellExecution, asked: boolean): void {
    this.#active.set(idOf(cell), { cell, execution, asked, source: cell.document.getText(), startedAt: null, stopped: null });
  }

  started(id: string): void {
    const active = this.#active.get(id);
    if (!active || active.startedAt !== null) return;
    active.startedAt = Date.now();
    this.#order += 1;
    active.execution.executionOrder = this.#order;
    active.execution.start(active.startedAt);
  }

  /** Shows what came back and ends the execution; null where none waits for it. A cell that never started keeps its old outputs. */
  ended(event: Ended): Outcome | null {
    const active = this.#active.get(event.cell);
    if (!active) return null;
    this.#active.delete(event.cell);
    if (event.note === "superseded") {
      finish(active, undefined);
      return { ...active, failure: undefined };
    }
    if (active.startedAt === null && event.failure) this.#startLate(active);
    const failure = event.failure ?? (event.status === "cancelled" ? stopOf(active) : undefined);
    if (active.startedAt !== null) replaceOutputs(active, outputsOf(event, failure, active.source));
    finish(active, event.status === "cancelled" && !failure ? undefined : failure === undefined);
    return { ...active, failure };
  }

  /** Ends all that wait, showing nothing: their session is gone. */
  abandon(): void {
    for (const active of this.#active.values()) finish(active, undefined);
    this.#active.clear();
  }

  /** Numbers cells from 1 again. */
  restartOrder(): void {
    this.#order = 0;
  }

  /** A cell may fail before it says that it started, when the session falls over with it. */
  #startLate(active: Execution): void {
    active.startedAt = Date.now();
    active.execution.start(active.startedAt);
  }
}

/** Why a cancelled cell stopped; nothing to say of one that had not begun. */
function stopOf({ startedAt, stopped }: Execution): Failure | undefined {
  if (stopped || startedAt === null) return stopped ?? undefined;
  const seconds = ((Date.now() - startedAt) / 1000).toFixed(1);
  return { code: "Cancelled", message: l10n.t("Interrupted after {0} s.", seconds) };
}

function outputsOf(event: Ended, failure: Failure | undefined, source: string): NotebookCellOutput[] {
  const outputs = event.outputs.map(outputOf);
  return failure ? [...outputs, failureOutput(failure, event.cell, outputs.length, source)] : outputs;
}

function replaceOutputs({ cell, execution }: Execution, outputs: NotebookCellOutput[]): void {
  // A cell that was deleted meanwhile has an index of -1 and takes no outputs.
  if (cell.index >= 0) void execution.replaceOutput(outputs).then(undefined, () => undefined);
}

function finish({ execution, startedAt }: Execution, success: boolean | undefined): void {
  execution.end(success, startedAt === null ? undefined : Date.now());
}
