import type { Failure, RendererUpdate, ViewEnvelope } from "../../src/model/index.ts";

/** Where a mounted output stands. */
export interface Place {
  readonly id: string;
  readonly envelope: ViewEnvelope;
}

/** What a frame asks of one mounted output. */
export type FrameAction =
  | { readonly kind: "patch"; readonly id: string; readonly envelope: ViewEnvelope; readonly readout?: RendererUpdate["readout"] }
  /** Keep the last picture, dimmed; `failure` is told once a cell. */
  | { readonly kind: "dim"; readonly id: string; readonly failure: Failure | null };

/** The newest pictures that frames brought, by cell and slot, and the newest generation of each cell. */
export interface FrameState {
  readonly generations: ReadonlyMap<string, number>;
  readonly pictures: ReadonlyMap<string, ViewEnvelope>;
}

export const noFrames: FrameState = { generations: new Map(), pictures: new Map() };

/** Takes a frame in: the next state, and what the mounted outputs have to do. A frame older than its cell's newest does nothing. */
export function takeFrame(
  state: FrameState,
  update: RendererUpdate,
  places: readonly Place[],
): { state: FrameState; actions: readonly FrameAction[] } {
  const last = state.generations.get(update.cell) ?? Number.NEGATIVE_INFINITY;
  if (update.generation < last) return { state, actions: [] };
  const pictures = new Map(state.pictures);
  for (const envelope of update.envelopes) pictures.set(slotKey(envelope), envelope);
  const generations = new Map(state.generations).set(update.cell, update.generation);
  const mine = places.filter((place) => place.envelope.cell === update.cell);
  return { state: { generations, pictures }, actions: actionsFor(update, mine) };
}

function actionsFor(update: RendererUpdate, places: readonly Place[]): FrameAction[] {
  let untold = update.failure ?? null;
  return [...places]
    .sort((a, b) => a.envelope.slot - b.envelope.slot)
    .flatMap((place): FrameAction[] => {
      const envelope = update.envelopes.find((e) => e.slot === place.envelope.slot);
      if (envelope !== undefined) return isOlder(envelope, place.envelope) ? [] : [patchOf(place.id, envelope, update)];
      if (update.failure === undefined || place.envelope.view.kind === "control") return [];
      const failure = untold;
      untold = null;
      return [{ kind: "dim", id: place.id, failure }];
    });
}

function patchOf(id: string, envelope: ViewEnvelope, { readout }: RendererUpdate): FrameAction {
  return { kind: "patch", id, envelope, ...(readout === undefined ? {} : { readout }) };
}

/** A whole output came from the notebook: frames of any generation may follow it, unless it is older than what frames brought. */
export function takeOutput(state: FrameState, envelope: ViewEnvelope): { state: FrameState; envelope: ViewEnvelope } {
  const picture = state.pictures.get(slotKey(envelope));
  if (picture !== undefined && isOlder(envelope, picture)) return { state, envelope: picture };
  const generations = new Map(state.generations);
  generations.delete(envelope.cell);
  const pictures = new Map(state.pictures);
  pictures.delete(slotKey(envelope));
  return { state: { generations, pictures }, envelope };
}

function isOlder(a: ViewEnvelope, b: ViewEnvelope): boolean {
  return a.stamp !== undefined && b.stamp !== undefined && a.stamp < b.stamp;
}

function slotKey(envelope: ViewEnvelope): string {
  return `${envelope.slot} ${envelope.cell}`;
}
