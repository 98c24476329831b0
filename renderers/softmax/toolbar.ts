import { element, keepKeys, setAttributes } from "./dom.ts";

/** Buttons of which one takes part in the tab order; arrow keys, Home and End move among them. */
export class Toolbar {
  readonly element: HTMLElement;

  constructor(label: string, ...children: HTMLElement[]) {
    this.element = element("div", { class: "snb-tools", role: "toolbar", "aria-label": label }, ...children);
    this.element.addEventListener("keydown", (event) => this.#key(event));
    this.element.addEventListener("focusin", (event) => this.#rove(event.target));
    keepKeys(this.element);
    this.#rove(null);
  }

  /** To be called after a button was hidden or shown. */
  refresh(): void {
    const entry = this.#buttons().find((button) => button.tabIndex === 0);
    this.#rove(entry ?? null);
  }

  #buttons(): HTMLButtonElement[] {
    return [...this.element.querySelectorAll("button")].filter((button) => button.closest("[hidden]") === null);
  }

  #rove(target: unknown): void {
    const buttons = this.#buttons();
    const entry = buttons.find((button) => button === target) ?? buttons[0];
    for (const button of this.element.querySelectorAll("button")) setAttributes(button, { tabindex: button === entry ? "0" : "-1" });
  }

  #key(event: KeyboardEvent): void {
    const buttons = this.#buttons();
    const active = document.activeElement;
    const at = active instanceof HTMLButtonElement ? buttons.indexOf(active) : -1;
    const next = targetOf(event.key, at, buttons.length);
    if (next === null) return;
    event.preventDefault();
    buttons[next]?.focus();
  }
}

function targetOf(key: string, at: number, count: number): number | null {
  if (key === "ArrowRight" || key === "ArrowDown") return (at + 1) % count;
  if (key === "ArrowLeft" || key === "ArrowUp") return (at - 1 + count) % count;
  if (key === "Home") return 0;
  return key === "End" ? count - 1 : null;
}

/** A button of a toolbar; `label` is read out where the text alone says too little. */
export function tool(text: string, label: string, press: () => void): HTMLButtonElement {
  const made = element("button", { type: "button", class: "snb-tool", "aria-label": label, title: label }, text);
  made.addEventListener("click", press);
  return made;
}

/** A button that stays pressed. */
export class Toggle {
  readonly element: HTMLButtonElement;
  #pressed = false;

  constructor(text: string, label: string, changed: (pressed: boolean) => void) {
    this.element = tool(text, label, () => {
      this.pressed = !this.#pressed;
      changed(this.#pressed);
    });
    this.pressed = false;
  }

  get pressed(): boolean {
    return this.#pressed;
  }

  set pressed(pressed: boolean) {
    this.#pressed = pressed;
    setAttributes(this.element, { "aria-pressed": String(pressed) });
  }
}
