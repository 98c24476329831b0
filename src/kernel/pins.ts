import { type Pin, pinOf } from "../engine/index.ts";
import type { Distribution, Steps, Value } from "../model/index.ts";

/** The distributions that are shown, by cell and statement, and those that were pinned to be compared with later ones. */
export class Pins {
  readonly #shown = new Map<string, Distribution>();
  readonly #pins = new Map<string, Pin>();

  /** Notes what a statement shows now. */
  note(cell: string, statement: number, value: Value): void {
    const key = keyOf(cell, statement);
    if (value.kind === "distribution") this.#shown.set(key, value);
    else this.#shown.delete(key);
  }

  /** What a statement's distribution is compared with. */
  of(cell: string, statement: number): Pin | undefined {
    return this.#pins.get(keyOf(cell, statement));
  }

  /** Pins what a statement shows, or lets go of it; gives the distribution that is shown, null where it is none. Throws TooLarge. */
  *set(cell: string, statement: number, pinned: boolean): Steps<Distribution | null> {
    const key = keyOf(cell, statement);
    const shown = this.#shown.get(key);
    if (!shown) return null;
    if (pinned) this.#pins.set(key, yield* pinOf(shown));
    else this.#pins.delete(key);
    return shown;
  }

  /** A cell is gone. */
  forget(cell: string): void {
    for (const map of [this.#shown, this.#pins]) for (const key of map.keys()) if (key.endsWith(` ${cell}`)) map.delete(key);
  }
}

function keyOf(cell: string, statement: number): string {
  return `${statement} ${cell}`;
}
