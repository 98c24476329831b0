import type { Control, ControlValue, ControlView, Steps, Value, ViewEnvelope } from "../model/index.ts";
import { sentenceOf } from "../output/index.ts";
import { accepts } from "./accepts.ts";
import type { StatementResult } from "./executor.ts";
import type { Shown } from "./keep.ts";
import { Pins } from "./pins.ts";
import { viewOf } from "./show.ts";

/** What a cell shows after a run, and which of it is new. */
export interface Drawn {
  readonly shown: readonly Shown[];
  readonly fresh: readonly ViewEnvelope[];
}

interface Place {
  readonly cell: string;
  readonly slot: number;
  readonly statement: number;
}

/** Makes the pictures of a session, each of a later stamp than those before, and remembers where its controls are. */
export class Pictures {
  #stamp = 0;
  /** The last picture of each control, by its name. */
  readonly #controls = new Map<string, ViewEnvelope>();
  readonly #pins = new Pins();

  /** Pictures of a cell's results, put among those of the statements that were not evaluated again. */
  *draw(cell: string, results: readonly StatementResult[], before: readonly Shown[]): Steps<Drawn> {
    const again = new Map(results.map((result) => [result.statement, result]));
    const old = new Map(before.map((shown) => [shown.statement, shown.envelope]));
    const shown: Shown[] = [];
    const fresh: ViewEnvelope[] = [];
    for (const statement of [...new Set([...old.keys(), ...again.keys()])].sort((a, b) => a - b)) {
      const result = again.get(statement);
      if (result && !result.shown) continue;
      const kept = result ? undefined : old.get(statement);
      if (kept?.slot === shown.length) {
        shown.push({ statement, envelope: kept });
        continue;
      }
      const envelope = kept
        ? this.#stamped({ ...kept, slot: shown.length })
        : yield* this.#picture({ cell, slot: shown.length, statement }, result?.value);
      shown.push({ statement, envelope });
      fresh.push(envelope);
    }
    return { shown, fresh };
  }

  /** The same pictures as newer ones of another cell. */
  again(cell: string, shown: readonly Shown[]): readonly Shown[] {
    return shown.map(({ statement, envelope }) => ({ statement, envelope: this.#stamped({ ...envelope, cell }) }));
  }

  /** Whether a control was drawn that can stand at this value. */
  takes(name: string, value: ControlValue): boolean {
    const view = this.#controls.get(name)?.view;
    return view?.kind === "control" && accepts(view.control, value);
  }

  /** A control where it was moved to. Null where none was drawn, or it can't stand there. */
  moved(name: string, value: ControlValue): ViewEnvelope | null {
    const last = this.#controls.get(name);
    if (last?.view.kind !== "control" || !accepts(last.view.control, value)) return null;
    // SAFETY: the control accepts the value.
    const control = { ...last.view.control, value } as Control;
    const view: ControlView = { kind: "control", control };
    return this.#stamped({ ...last, view, sentence: sentenceOf(view) });
  }

  /** Pins the distribution that a slot shows, or lets go of it; gives its new picture, null where it shows none. Throws TooLarge. */
  *pin(cell: string, { statement, envelope }: Shown, pinned: boolean): Steps<Shown | null> {
    const value = yield* this.#pins.set(cell, statement, pinned);
    return value && { statement, envelope: yield* this.#picture({ cell, slot: envelope.slot, statement }, value) };
  }

  /** A cell is gone. */
  forget(cell: string): void {
    this.#pins.forget(cell);
  }

  *#picture({ cell, slot, statement }: Place, value: Value = { kind: "null" }): Steps<ViewEnvelope> {
    this.#pins.note(cell, statement, value);
    const view = yield* viewOf(value, this.#pins.of(cell, statement));
    return this.#stamped({ version: 1, cell, slot, view, sentence: sentenceOf(view) });
  }

  #stamped(envelope: ViewEnvelope): ViewEnvelope {
    // Grows over a restart of the session too, so that a picture from before it never wins.
    this.#stamp = Math.max(this.#stamp + 1, Date.now());
    const stamped = { ...envelope, stamp: this.#stamp };
    if (stamped.view.kind === "control") this.#controls.set(stamped.view.control.name, stamped);
    return stamped;
  }
}
