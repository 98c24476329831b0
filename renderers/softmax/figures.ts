import type { View } from "../../src/model/index.ts";
import {
  comparisonOf,
  type Fact,
  type Figure,
  factsOf,
  figuresOf,
  hasLog,
  notesOf,
  numericsOf,
  type Theme,
} from "../../src/output/index.ts";
import type { Component } from "./component.ts";
import { element, setAttributes, setText } from "./dom.ts";
import { Foot } from "./foot.ts";
import type { OpenText } from "./outs.ts";
import { Panels } from "./panels.ts";
import { Toggle } from "./toolbar.ts";
import { say } from "./words.ts";

/** The line of figures above a picture. */
export class FactLine {
  readonly element: HTMLElement;

  constructor(style = "snb-facts") {
    this.element = element("dl", { class: style });
  }

  show(facts: readonly Fact[]): void {
    this.element.hidden = facts.length === 0;
    while (this.element.children.length > facts.length) this.element.lastElementChild?.remove();
    facts.forEach((fact, i) => {
      const group = this.element.children[i] ?? this.element.appendChild(element("div", {}, element("dt"), element("dd")));
      const [name, value] = group.children;
      setAttributes(group, { title: fact.meaning });
      if (name !== undefined) setText(name, fact.name);
      if (value !== undefined) setText(value, fact.unit === undefined ? fact.value : `${fact.value} ${fact.unit}`);
    });
  }
}

/** Warnings below a picture. */
export class NoteLines {
  readonly element = element("ul", { class: "snb-notes" });

  show(notes: ReturnType<typeof notesOf>): void {
    this.element.hidden = notes.length === 0;
    while (this.element.children.length > notes.length) this.element.lastElementChild?.remove();
    notes.forEach((note, i) => {
      setText(this.element.children[i] ?? this.element.appendChild(element("li")), note);
    });
  }
}

export interface PictureOptions {
  /** Shows the table from the start. */
  readonly table: boolean;
  readonly open: OpenText | null;
  /** Pins the distribution that is shown, or lets go of the pinned one; null where nobody can compare. */
  readonly pin: ((pinned: boolean) => void) | null;
}

/** A view with a picture that has no controls of its own: figures, charts, notes, table. */
export class Picture implements Component {
  readonly element = element("div", { class: "snb-picture" });
  readonly #facts = new FactLine();
  readonly #panels = new Panels();
  readonly #comparison = new FactLine("snb-facts snb-comparison");
  readonly #numerics = new FactLine("snb-numerics");
  readonly #notes = new NoteLines();
  readonly #log = new Toggle(say("Log"), say("Values on a logarithmic axis"), () => void this.#draw());
  readonly #foot: Foot;
  #shown: { readonly view: View; readonly sentence: string; readonly theme: Theme } | null = null;
  #figures: readonly Figure[] = [];

  readonly #pin: Toggle | null;

  constructor({ table, open, pin }: PictureOptions) {
    this.#pin = pin === null ? null : new Toggle(say("Pin"), say("Pin this distribution, to compare later ones with it"), pin);
    this.#foot = new Foot(
      {
        drawings: () => this.#panels.drawings(this.element),
        figures: () => this.#figures,
        theme: () => this.#shown?.theme ?? null,
      },
      { open, table, tools: [this.#log.element, ...(this.#pin === null ? [] : [this.#pin.element])] },
    );
    this.element.append(
      this.#facts.element,
      this.#comparison.element,
      this.#panels.element,
      this.#numerics.element,
      this.#notes.element,
      this.#foot.element,
    );
  }

  async update(view: View, sentence: string, theme: Theme): Promise<void> {
    this.#shown = { view, sentence, theme };
    this.#facts.show(factsOf(view));
    this.#comparison.show(comparisonOf(view));
    this.#numerics.show(numericsOf(view));
    this.#notes.show(notesOf(view));
    this.#log.element.hidden = !hasLog(view);
    if (this.#pin !== null) {
      this.#pin.element.hidden = view.kind !== "distribution";
      this.#pin.pressed = view.kind === "distribution" && view.pinned !== undefined;
    }
    await this.#draw();
  }

  async retheme(theme: Theme): Promise<void> {
    if (this.#shown !== null) this.#shown = { ...this.#shown, theme };
    await this.#panels.retheme(theme);
  }

  dispose(): void {
    this.#panels.dispose();
  }

  async #draw(): Promise<void> {
    if (this.#shown === null) return;
    const { view, sentence, theme } = this.#shown;
    this.#figures = figuresOf(view, { log: this.#log.pressed && hasLog(view) });
    this.#foot.show(view, this.#figures.length > 0);
    await this.#panels.show(this.#figures, theme, sentence);
  }
}
