import { element, keepKeys, setAttributes } from "./dom.ts";
import { say } from "./words.ts";

/** Segmented buttons, one of them chosen. Arrow keys move the choice. */
export class Tabs<Name extends string> {
  readonly element = element("div", { class: "snb-tabs", role: "radiogroup", "aria-label": say("Picture") });
  readonly #changed: () => void;
  #names: readonly Name[] = [];
  selected: Name | null = null;

  constructor(changed: () => void) {
    this.#changed = changed;
    this.element.addEventListener("keydown", (event) => this.#key(event));
    keepKeys(this.element);
  }

  /** Sets the choices; the chosen one is kept where it still exists. */
  show(choices: readonly { readonly name: Name; readonly title: string }[]): void {
    const names = choices.map(({ name }) => name);
    if (names.join() !== this.#names.join()) {
      this.#names = names;
      this.element.replaceChildren(...choices.map((choice) => this.#button(choice)));
    }
    if (this.selected === null || !names.includes(this.selected)) this.selected = names[0] ?? null;
    this.element.hidden = names.length < 2;
    this.#mark();
  }

  #button({ name, title }: { readonly name: Name; readonly title: string }): HTMLElement {
    const button = element("button", { type: "button", class: "snb-tab", role: "radio", "data-tab": name }, title);
    button.addEventListener("click", () => this.#select(name));
    return button;
  }

  #select(name: Name): void {
    this.selected = name;
    this.#mark();
    this.#changed();
  }

  #mark(): void {
    for (const button of this.element.children) {
      const chosen = button.getAttribute("data-tab") === this.selected;
      setAttributes(button, { "aria-checked": String(chosen), tabindex: chosen ? "0" : "-1" });
    }
  }

  #key(event: KeyboardEvent): void {
    const step =
      event.key === "ArrowRight" || event.key === "ArrowDown" ? 1 : event.key === "ArrowLeft" || event.key === "ArrowUp" ? -1 : 0;
    if (step === 0) return;
    event.preventDefault();
    const from = this.selected === null ? 0 : this.#names.indexOf(this.selected);
    const at = (from + step + this.#names.length) % this.#names.length;
    const [name, button] = [this.#names[at], this.element.children[at]];
    if (name === undefined || !(button instanceof HTMLElement)) return;
    this.#select(name);
    button.focus();
  }
}
