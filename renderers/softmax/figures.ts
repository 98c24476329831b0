import type { View } from "../../src/model/index.ts";
import { type Fact, factsOf, figuresOf, notesOf, type Theme } from "../../src/output/index.ts";
import type { Component } from "./component.ts";
import { element, setAttributes, setText } from "./dom.ts";
import { Panels } from "./panels.ts";
import { saveButtons } from "./save.ts";
import { DataTable } from "./table.ts";

/** The line of figures above a picture. */
export class FactLine {
  readonly element = element("dl", { class: "snb-facts" });

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

/** A view with a picture that has no controls of its own: figures, charts, notes, table. */
export class Picture implements Component {
  readonly element = element("div", { class: "snb-picture" });
  readonly #facts = new FactLine();
  readonly #panels = new Panels();
  readonly #notes = new NoteLines();
  readonly #saves = saveButtons(() => this.#panels.drawings());
  readonly #table: DataTable;

  constructor(open: boolean) {
    this.#table = new DataTable(open);
    const foot = element("div", { class: "snb-foot" }, this.#table.element, this.#saves);
    this.element.append(this.#facts.element, this.#panels.element, this.#notes.element, foot);
  }

  async update(view: View, sentence: string, theme: Theme): Promise<void> {
    this.#facts.show(factsOf(view));
    this.#notes.show(notesOf(view));
    this.#table.show(view);
    const figures = figuresOf(view);
    this.#saves.hidden = figures.length === 0;
    await this.#panels.show(figures, theme, sentence);
  }

  async retheme(theme: Theme): Promise<void> {
    await this.#panels.retheme(theme);
  }

  dispose(): void {
    this.#panels.dispose();
  }
}
