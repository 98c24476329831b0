import {
  type ControlValue,
  type Event,
  type MimeBundle,
  type RendererUpdate,
  VIEW_MIME,
  type View,
  type ViewEnvelope,
} from "../model/index.ts";
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
  readonly #controls = new Map<string, ControlValue>();
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
    for (const { view } of event.envelopes) this.#note(view, true);
    this.#show(event, event.generation, readout);
  }

  picture(event: Extract<Event, { type: "picture" }>): void {
    this.#show(event, this.#gate.last);
  }

  /** A cell ran: what it shows now is newer than any picture that was sent past its execution. */
  ran(cell: string, outputs: readonly MimeBundle[] = []): void {
    this.#latest.delete(cell);
    // SAFETY: the session puts the envelope under this name into every bundle.
    for (const bundle of outputs) this.#note((bundle[VIEW_MIME] as ViewEnvelope).view, false);
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

  /** Controls that were moved, and where they stand now: an edit of its statement puts a control back. */
  get controls(): ReadonlyMap<string, ControlValue> {
    return this.#controls;
  }

  #note(view: View, moved: boolean): void {
    if (view.kind === "control" && (moved || this.#controls.has(view.control.name)))
      this.#controls.set(view.control.name, view.control.value);
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
