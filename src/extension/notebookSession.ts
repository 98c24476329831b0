import { l10n, type NotebookCell, NotebookCellKind, type NotebookController, type NotebookDocument, window } from "vscode";
import type { CellText, ControlValue, Event, Mode, RendererStale, RendererUpdate } from "../model/index.ts";
import type { SessionHandle } from "../worker/index.ts";
import type { CellProgress } from "./cellProgress.ts";
import type { CellStatus } from "./cellStatus.ts";
import { Executions, idOf } from "./executions.ts";
import { Moves } from "./moves.ts";
import { frontOf } from "./notebookData.ts";
import { modeOf } from "./notebookMode.ts";
import type { Problems } from "./problems.ts";
import { Questions } from "./questions.ts";
import type { Settings } from "./settings.ts";

/** Edits of a text are told to the session when they pause for so long, and whole cells that come and go after a moment. */
const TYPING_PAUSE_MS = 250;
const CELLS_PAUSE_MS = 20;
/** A notebook that names no seed. */
const DEFAULT_SEED = 0;

export interface SessionParts {
  readonly notebook: NotebookDocument;
  readonly controller: NotebookController;
  readonly problems: Problems;
  readonly progress: CellProgress;
  readonly status: CellStatus;
  /** Starts a session for the notebook as it lies now; `folder` is where its relative paths start. */
  readonly start: () => { readonly handle: SessionHandle; readonly folder: string | null };
  /** Watches a file that a cell asked for. */
  readonly watch: (path: string) => void;
  /** Answers a session that asks for a file. */
  readonly answerFile: (event: Extract<Event, { type: "openFile" | "readFile" | "saveFile" }>, handle: SessionHandle) => void;
  /** Sends to the renderers that show the notebook. */
  readonly post: (update: RendererUpdate | RendererStale) => void;
  readonly settings: () => Settings;
  /** What the session knows has changed, and it is at rest. */
  readonly changed: () => void;
}

/** One open notebook's session, from its first run to its closing. */
export class NotebookSession {
  readonly #parts: SessionParts;
  readonly #executions = new Executions();
  readonly #moves: Moves;
  readonly #limits = new Map<string, ReturnType<typeof setTimeout>>();
  #handle: SessionHandle | null = null;
  /** Ends the run of an opened notebook. */
  #opening: ReturnType<typeof setTimeout> | undefined;
  readonly #questions = new Questions();
  /** The mode that the session was told. */
  #told: Mode | null = null;
  #edits: ReturnType<typeof setTimeout> | undefined;

  constructor(parts: SessionParts) {
    this.#parts = parts;
    this.#moves = new Moves({
      send: ({ name, value, generation }) => this.#ensure().send({ type: "control", name, value, generation }),
      post: parts.post,
      readout: () => parts.settings().frameReadout,
      now: () => performance.now(),
    });
  }

  /** Runs cells; those that were asked for and still run are left alone. */
  run(cells: readonly NotebookCell[]): void {
    const { controller, problems } = this.#parts;
    const fresh = cells.filter((cell) => !this.#executions.isAsked(idOf(cell)));
    if (fresh.length === 0) return;
    clearTimeout(this.#opening);
    const handle = this.#ensure();
    for (const cell of fresh) {
      problems.clear(cell.document.uri);
      // One that runs by itself at the moment has an execution, and gets another when that has ended.
      if (!this.#executions.has(idOf(cell))) this.#executions.add(cell, controller.createNotebookCellExecution(cell), true);
    }
    this.#mode(handle);
    this.#sendCells(handle);
    handle.send({ type: "run", cells: fresh.map(idOf) });
  }

  /** A control was moved in a picture. */
  move(name: string, value: ControlValue): void {
    this.#moves.move(name, value);
  }

  /** Runs the cells whose result is not that of their text and inputs. */
  refresh(): void {
    const handle = this.#ensure();
    this.#sendCells(handle);
    handle.send({ type: "refresh" });
  }

  /** A file that a cell asked for has changed. */
  fileChanged(path: string): void {
    this.#handle?.send({ type: "fileChanged", path });
  }

  /** Runs the cells of a notebook that was just opened, for a while at most. */
  opened(): void {
    const seconds = this.#parts.settings().runOnOpenSeconds;
    this.refresh();
    if (seconds === 0) return;
    this.#opening = setTimeout(() => {
      this.interrupt();
      window.setStatusBarMessage(l10n.t("Stopped running the opened notebook after {0} s (softmaxnb.runOnOpenSeconds).", seconds), 8000);
    }, 1000 * seconds);
  }

  /** Asks the session something that it answers at once; null where there is none. */
  ask(question: Parameters<Questions["ask"]>[1]): ReturnType<Questions["ask"]> {
    return this.#questions.ask(this.#handle, question);
  }

  /** Controls that were moved, and where they stand. */
  get moved(): ReadonlyMap<string, ControlValue> {
    return this.#moves.controls;
  }

  /** A distribution was pinned in a picture, or let go of. */
  pin(cell: string, slot: number, pinned: boolean): void {
    this.#handle?.send({ type: "pin", cell, slot, pinned });
  }

  interrupt(): void {
    this.#handle?.send({ type: "interrupt" });
  }

  /** The front matter may name another mode. */
  modeChanged(): void {
    if (this.#handle) this.#mode(this.#handle);
  }

  /** Forgets all names; what runs is stopped. The next run starts a new session, with the seed, folders and settings of then. */
  restart(): void {
    this.#end();
    for (const cell of this.#executions.ids) this.#ended({ type: "ended", cell, status: "cancelled", elapsedMs: 0, outputs: [] });
    this.#executions.restartOrder();
    this.#parts.status.forget(this.#parts.notebook);
  }

  /** A cell's text changed (`typing`), or cells came, went or moved. */
  edited(typing: boolean): void {
    const handle = this.#handle;
    if (!handle) return;
    clearTimeout(this.#edits);
    this.#edits = setTimeout(() => this.#handle === handle && this.#sendCells(handle), typing ? TYPING_PAUSE_MS : CELLS_PAUSE_MS);
  }

  /** Latest pictures of moved controls, for a renderer that has just been made. */
  get frames(): readonly RendererUpdate[] {
    return this.#moves.latest;
  }

  /** The cells that show what is of the past. */
  get stale(): RendererStale {
    const { notebook, status } = this.#parts;
    return {
      type: "stale",
      cells: notebook
        .getCells()
        .filter((cell) => status.isStale(cell))
        .map(idOf),
    };
  }

  dispose(): void {
    this.#end();
    for (const id of this.#executions.ids) this.#rest(id);
    this.#executions.abandon();
    this.#parts.status.forget(this.#parts.notebook);
  }

  #end(): void {
    clearTimeout(this.#edits);
    clearTimeout(this.#opening);
    this.#questions.drop();
    this.#moves.reset();
    this.#handle?.dispose();
    this.#handle = null;
  }

  #ensure(): SessionHandle {
    if (this.#handle) return this.#handle;
    const { handle, folder } = this.#parts.start();
    this.#handle = handle;
    handle.onEvent((event) => this.#handle === handle && this.#event(event, handle));
    handle.send({ type: "open", seed: frontOf(this.#parts.notebook.metadata).seed ?? DEFAULT_SEED, folder });
    this.#told = null;
    this.#mode(handle);
    this.#sendCells(handle);
    return handle;
  }

  #mode(handle: SessionHandle): void {
    const mode = modeOf(this.#parts.notebook);
    if (mode === this.#told) return;
    this.#told = mode;
    handle.send({ type: "mode", mode });
  }

  #sendCells(handle: SessionHandle): void {
    clearTimeout(this.#edits);
    handle.send({ type: "cells", cells: codeCells(this.#parts.notebook) });
  }

  #event(event: Event, handle: SessionHandle): void {
    switch (event.type) {
      case "ready":
      case "rebuilt":
        return;
      case "idle":
        clearTimeout(this.#opening);
        return this.#parts.changed();
      case "inspection":
      case "place":
        return this.#questions.answer(event);
      case "marks":
        this.#parts.status.mark(this.#parts.notebook, event.marks);
        this.#parts.post(this.stale);
        return this.#parts.changed();
      case "opened":
        return this.#parts.watch(event.path);
      case "started":
        return this.#started(event.cell);
      case "progress":
        return this.#parts.progress.progress(event.cell, event.done, event.total);
      case "ended":
        return this.#ended(event);
      case "frame":
        return this.#moves.frame(event);
      case "picture":
        return this.#moves.picture(event);
      case "settled":
        return this.#moves.settled(event.generation);
      case "openFile":
      case "readFile":
      case "saveFile":
        return this.#parts.answerFile(event, handle);
      default:
        return unreachable(event);
    }
  }

  #started(id: string): void {
    if (!this.#executions.has(id)) this.#begin(id);
    this.#executions.started(id);
    const active = this.#executions.get(id);
    if (!active) return;
    this.#parts.progress.started(id, active, () => this.interrupt());
    const seconds = this.#parts.settings().timeLimitSeconds;
    if (seconds > 0)
      this.#limits.set(
        id,
        setTimeout(() => this.#timeOut(id, seconds), 1000 * seconds),
      );
  }

  /** A cell began that follows from an edit. */
  #begin(id: string): void {
    const { notebook, controller, problems } = this.#parts;
    const cell = notebook.getCells().find((candidate) => idOf(candidate) === id);
    if (!cell) return;
    problems.clear(cell.document.uri);
    this.#executions.add(cell, controller.createNotebookCellExecution(cell), false);
  }

  #timeOut(id: string, seconds: number): void {
    const active = this.#executions.get(id);
    if (!active) return;
    active.stopped = { code: "Timeout", message: l10n.t("Stopped after {0} s, the limit of softmaxnb.timeLimitSeconds.", seconds) };
    this.interrupt();
  }

  #ended(event: Extract<Event, { type: "ended" }>): void {
    this.#rest(event.cell);
    this.#moves.ran(event.cell, event.outputs);
    const outcome = this.#executions.ended(event);
    if (outcome) this.#parts.status.ran(outcome.cell, event, this.#handle?.place ?? "worker");
    if (outcome?.failure) this.#parts.problems.show(outcome.cell, outcome.failure, outcome.source);
  }

  #rest(id: string): void {
    this.#parts.progress.ended(id);
    clearTimeout(this.#limits.get(id));
    this.#limits.delete(id);
  }
}

function codeCells(notebook: NotebookDocument): readonly CellText[] {
  return notebook
    .getCells()
    .filter((cell) => cell.kind === NotebookCellKind.Code && cell.document.languageId === "softmax")
    .map((cell) => ({ id: idOf(cell), source: cell.document.getText() }));
}

function unreachable(event: never): never {
  throw new Error(`unknown event ${JSON.stringify(event)}`);
}
