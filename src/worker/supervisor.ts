import type { CellText, ControlValue, Event, Failure, Request } from "../model/index.ts";
import type { OpenPort, Port, PortListener, SessionHandle } from "./port.ts";

export interface SupervisorOptions {
  readonly openPort: OpenPort;
  readonly place: "worker" | "here";
  /** How long an interrupted session may take to stop by itself before its thread is ended, in ms. */
  readonly graceMs: number;
  /** Calls back after `ms`; returns a function that cancels. */
  readonly after: (ms: number, action: () => void) => () => void;
}

/**
 * Keeps a session alive through interrupts that it does not heed and through crashes of its thread. It remembers what
 * the session was told; a new thread is told the same, and runs again, unseen, the cells that had run to their end, so
 * that their names are back.
 */
export class Supervisor implements SessionHandle {
  readonly place: "worker" | "here";
  readonly #options: SupervisorOptions;
  #port: Port | null = null;
  #listener: (event: Event) => void = () => undefined;
  #open: Request | null = null;
  #mode: Request | null = null;
  #cells: readonly CellText[] = [];
  readonly #controls = new Map<string, ControlValue>();
  /** Cells that wait for their `ended`, in the order in which they run; the first may be running. */
  #waiting: string[] = [];
  #started: string | null = null;
  /** Cells that ended well, in order, with the text that they had. */
  #completed: CellText[] = [];
  /** A new thread runs again what had run, and has not said yet that it is done. */
  #rebuilding = false;
  #inFlight: number | null = null;
  #cancelGrace: (() => void) | null = null;
  #disposed = false;

  constructor(options: SupervisorOptions) {
    this.#options = options;
    this.place = options.place;
  }

  onEvent(listener: (event: Event) => void): void {
    this.#listener = listener;
  }

  send(request: Request): void {
    if (this.#disposed) return;
    this.#remember(request);
    if (request.type === "restart" && this.#started !== null) return this.#restartBusy();
    this.#ensurePort().post(request);
    if (request.type === "interrupt") this.#awaitInterrupt();
  }

  dispose(): void {
    this.#disposed = true;
    this.#cancelGrace?.();
    this.#port?.terminate();
    this.#port = null;
  }

  #remember(request: Request): void {
    if (request.type === "open") this.#open = request;
    if (request.type === "mode") this.#mode = request;
    if (request.type === "cells") this.#keepCells(request.cells);
    if (request.type === "run") this.#waiting.push(...request.cells);
    if (request.type === "control") {
      this.#controls.set(request.name, request.value);
      this.#inFlight = request.generation;
    }
    if (request.type === "restart") {
      this.#completed = [];
      this.#controls.clear();
    }
  }

  #keepCells(cells: readonly CellText[]): void {
    const kept = new Set(cells.map((cell) => cell.id));
    this.#cells = cells;
    this.#completed = this.#completed.filter((cell) => kept.has(cell.id));
  }

  #ensurePort(): Port {
    if (this.#port) return this.#port;
    let alive = true;
    const listener: PortListener = {
      event: (event) => alive && this.#event(event),
      died: (reason) => {
        if (!alive) return;
        alive = false;
        this.#died(reason);
      },
    };
    const port = this.#options.openPort(listener);
    this.#port = {
      post: (request) => port.post(request),
      terminate: () => {
        alive = false;
        port.terminate();
      },
    };
    return this.#port;
  }

  #event(event: Event): void {
    if (event.type === "ended") return this.#ended(event);
    if (event.type === "settled" && event.generation === this.#inFlight) this.#inFlight = null;
    if (event.type === "rebuilt") return this.#rebuilt();
    if (event.type === "started") this.#begun(event.cell);
    this.#listener(event);
  }

  /** A cell may begin that nobody asked for, because it follows from an edit. */
  #begun(cell: string): void {
    this.#started = cell;
    if (!this.#waiting.includes(cell)) this.#waiting.push(cell);
  }

  #rebuilt(): void {
    this.#rebuilding = false;
    if (!this.#isBusy()) this.#stopGrace();
  }

  #ended(event: Extract<Event, { type: "ended" }>): void {
    if (this.#started === event.cell) this.#started = null;
    this.#waiting.splice(this.#waiting.indexOf(event.cell), this.#waiting.includes(event.cell) ? 1 : 0);
    const text = this.#cells.find((cell) => cell.id === event.cell);
    this.#completed = this.#completed.filter((cell) => cell.id !== event.cell);
    if (event.status === "ok" && text) this.#completed.push(text);
    if (!this.#isBusy()) this.#stopGrace();
    this.#listener(event);
  }

  #isBusy(): boolean {
    return this.#waiting.length > 0 || this.#inFlight !== null || this.#rebuilding;
  }

  #awaitInterrupt(): void {
    if (!this.#isBusy() || this.#cancelGrace) return;
    this.#cancelGrace = this.#options.after(this.#options.graceMs, () => {
      this.#cancelGrace = null;
      if (this.#isBusy()) this.#replace();
    });
  }

  #stopGrace(): void {
    this.#cancelGrace?.();
    this.#cancelGrace = null;
  }

  /** Ends the thread that does not answer; its cells are cancelled and a new thread gets the old names. */
  #replace(): void {
    const stuckInRebuild = this.#rebuilding;
    this.#port?.terminate();
    this.#port = null;
    if (stuckInRebuild) this.#completed = [];
    this.#cancelWaiting(null);
    this.#rebuild();
  }

  #restartBusy(): void {
    this.#port?.terminate();
    this.#port = null;
    this.#completed = [];
    this.#cancelWaiting(null);
    this.#rebuild();
  }

  #died(reason: string): void {
    this.#port = null;
    if (this.#rebuilding) this.#completed = [];
    this.#cancelWaiting(reason);
    this.#rebuild();
  }

  #cancelWaiting(crash: string | null): void {
    this.#stopGrace();
    this.#rebuilding = false;
    const waiting = this.#waiting;
    const running = this.#started;
    this.#waiting = [];
    this.#started = null;
    if (this.#inFlight !== null) this.#listener({ type: "settled", generation: this.#inFlight });
    this.#inFlight = null;
    for (const cell of waiting) {
      const failed = crash !== null && cell === (running ?? waiting[0]);
      this.#listener({
        type: "ended",
        cell,
        status: failed ? "error" : "cancelled",
        elapsedMs: 0,
        outputs: [],
        ...(failed ? { failure: crashFailure(crash) } : {}),
      });
    }
  }

  #rebuild(): void {
    if (!this.#open || this.#disposed) return;
    const port = this.#ensurePort();
    port.post(this.#open);
    if (this.#mode) port.post(this.#mode);
    const moves = [...this.#controls].map(([name, value]) => ({ name, value }));
    this.#rebuilding = this.#completed.length > 0 || moves.length > 0;
    if (this.#rebuilding) port.post({ type: "rebuild", ran: this.#completed, moves });
    port.post({ type: "cells", cells: this.#cells });
  }
}

function crashFailure(reason: string): Failure {
  return {
    code: "Crash",
    message: `The engine stopped while it ran this cell (${reason}). It has been started again; cells that had run are back.`,
  };
}
