import { element, keepKeys, setAttributes } from "./dom.ts";

/** Segmented buttons, one of them chosen. Arrow keys move the choice. */
export class Tabs {
  readonly element = element("div", { class: "snb-tabs", role: "radiogroup", "aria-label": "Picture" });
  readonly #changed: () => void;
  #names: readonly string[] = [];
  selected = "";

  constructor(changed: () => void) {
    this.#changed = changed;
    this.element.addEventListener("keydown", (event) => this.#key(event));
    keepKeys(this.element);
  }

  /** Sets the choices; the chosen one is kept where it still exists. */
  show(choices: readonly { readonly name: string; readonly title: string }[]): void {
    const names = choices.map(({ name }) => name);
    if (names.join() !== this.#names.join()) {
      this.#names = names;
      this.element.replaceChildren(...choices.map((choice) => this.#button(choice)));
    }
    if (!names.includes(this.selected)) this.selected = names[0] ?? "";
    this.element.hidden = names.length < 2;
    this.#mark();
  }

  #button({ name, title }: { name: string; title: string }): HTMLElement {
    const button = element("button", { type: "button", class: "snb-tab", role: "radio", "data-tab": name }, title);
    button.addEventListener("click", () => this.#select(name));
    return button;
  }

  #select(name: string): void {
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
    const at = (this.#names.indexOf(this.selected) + step + this.#names.length) % this.#names.length;
    this.#select(this.#names[at] ?? "");
    const button = this.element.children[at];
    if (button instanceof HTMLElement) button.focus();
  }
}
