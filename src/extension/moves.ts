import type { ControlValue, Event, RendererUpdate } from "../model/index.ts";
import { type FrameGate, type GateStep, idleGate, isCurrent, type Move, offer, reset, settle } from "../worker/index.ts";

export interface MovesParts {
  readonly send: (move: Move) => void;
  /** Sends to the renderers that show the notebook. */
  readonly post: (update: RendererUpdate) => void;
  /** Whether pictures are told what a frame costs. */
  readonly readout: () => boolean;
  /** Milliseconds clock. */
  readonly now: () => number;
}

type Pictures = Extract<Event, { type: "frame" | "picture" }>;

/** Moved controls on their way to the session and their pictures on their way back; keeps the latest for a renderer that is made later. */
export class Moves {
  readonly #parts: MovesParts;
  readonly #latest = new Map<string, RendererUpdate>();
  readonly #controls = new Map<string, string>();
  #gate: FrameGate = idleGate;
  #sentAt = 0;

  constructor(parts: MovesParts) {
    this.#parts = parts;
  }

  move(name: string, value: ControlValue): void {
    this.#step(offer(this.#gate, name, value));
  }

  settled(generation: number): void {
    this.#step(settle(this.#gate, generation));
  }

  frame(event: Extract<Event, { type: "frame" }>): void {
    if (!isCurrent(this.#gate, event.generation)) return;
    const ms = Math.round(10 * (this.#parts.now() - this.#sentAt)) / 10;
    const readout = this.#parts.readout() ? { readout: { ms, dropped: this.#gate.inFlight?.dropped ?? 0 } } : {};
    for (const { view } of event.envelopes) if (view.kind === "control") this.#controls.set(view.control.name, event.cell);
    this.#show(event, event.generation, readout);
  }

  picture(event: Extract<Event, { type: "picture" }>): void {
    this.#show(event, this.#gate.last);
  }

  /** A cell ran: what it shows now is newer than any picture that was sent past its execution. */
  ran(cell: string): void {
    this.#latest.delete(cell);
  }

  /** The session is gone. */
  reset(): void {
    this.#gate = reset(this.#gate);
    this.#latest.clear();
    this.#controls.clear();
  }

  /** The latest pictures of each cell. */
  get latest(): readonly RendererUpdate[] {
    return [...this.#latest.values()];
  }

  /** Controls that were moved, and the cells that show them. */
  get controls(): ReadonlyMap<string, string> {
    return this.#controls;
  }

  #show({ cell, envelopes, failure }: Pictures, generation: number, readout: Pick<RendererUpdate, "readout"> = {}): void {
    const update: RendererUpdate = { type: "frame", generation, cell, envelopes, ...(failure ? { failure } : {}), ...readout };
    this.#parts.post(update);
    // A frame brings only what changed: of the other slots the pictures before it are the latest.
    const slots = new Map((this.#latest.get(cell)?.envelopes ?? []).map((envelope) => [envelope.slot, envelope]));
    for (const envelope of envelopes) slots.set(envelope.slot, envelope);
    this.#latest.set(cell, { ...update, envelopes: [...slots.values()] });
  }

  #step({ gate, send }: GateStep): void {
    this.#gate = gate;
    if (!send) return;
    this.#sentAt = this.#parts.now();
    this.#parts.send(send);
  }
}
