import type { View } from "../../src/model/index.ts";
import { plural, sentenceOf, type Theme, visible } from "../../src/output/index.ts";
import type { Component } from "./component.ts";
import { element, setText } from "./dom.ts";

interface Entry {
  readonly kind: View["kind"];
  readonly component: Component;
  readonly name: HTMLElement;
  readonly element: HTMLElement;
}

/** The entries of a list or an object below each other, each under its name. An entry of the same kind is changed in place. */
export class Group implements Component {
  readonly element = element("div", { class: "snb-group" });
  readonly #list = element("div");
  readonly #left = element("p", { class: "snb-left" });
  readonly #make: (view: View) => Component;
  #entries: Entry[] = [];

  constructor(make: (view: View) => Component) {
    this.#make = make;
    this.element.append(this.#list, this.#left);
  }

  async update(view: View, _sentence: string, theme: Theme): Promise<void> {
    if (view.kind !== "group") return;
    this.#left.hidden = view.left === 0;
    setText(this.#left, `… ${plural(view.left, "more entry", "more entries")}`);
    for (const dropped of this.#entries.splice(view.items.length)) drop(dropped);
    await Promise.all(
      view.items.map(({ name, view: inner }, i) => {
        const entry = this.#entryAt(i, inner);
        setText(entry.name, visible(name));
        return entry.component.update(inner, `${name}. ${sentenceOf(inner)}`, theme);
      }),
    );
  }

  async retheme(theme: Theme): Promise<void> {
    await Promise.all(this.#entries.map(({ component }) => component.retheme(theme)));
  }

  dispose(): void {
    for (const entry of this.#entries) entry.component.dispose();
    this.#entries = [];
  }

  #entryAt(i: number, view: View): Entry {
    const known = this.#entries[i];
    if (known?.kind === view.kind) return known;
    const component = this.#make(view);
    const name = element("div", { class: "snb-caption" });
    const short = view.kind === "text" ? "snb-entry snb-short" : "snb-entry";
    const entry = { kind: view.kind, component, name, element: element("div", { class: short }, name, component.element) };
    if (known === undefined) this.#list.append(entry.element);
    else {
      known.element.replaceWith(entry.element);
      known.component.dispose();
    }
    this.#entries[i] = entry;
    return entry;
  }
}

function drop({ component, element }: Entry): void {
  component.dispose();
  element.remove();
}
