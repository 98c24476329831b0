import { element, setText } from "./dom.ts";

let shown: HTMLElement | null = null;

/** Shows the text of a mark beside the pointer; null hides it. Fits Vega's tooltip handler. */
export function showTip(_handler: unknown, event: MouseEvent | null, _item: unknown, value: unknown): void {
  // A view that ends hides its tip without any event.
  placeTip(event === null ? "" : tipText(value), event?.clientX ?? 0, event?.clientY ?? 0);
}

/** Shows a text beside a point of the window, within the window; an empty one hides what was there. */
export function placeTip(text: string, x: number, y: number): void {
  if (text === "") {
    hideTip();
    return;
  }
  shown ??= document.body.appendChild(element("div", { class: "snb-tip", "aria-hidden": "true" }));
  setText(shown, text);
  shown.hidden = false;
  const { width, height } = shown.getBoundingClientRect();
  const left = Math.min(x + 12, window.innerWidth - width - 4);
  const top = y + 16 + height > window.innerHeight ? y - height - 8 : y + 16;
  shown.style.left = `${Math.max(4, left)}px`;
  shown.style.top = `${Math.max(4, top)}px`;
}

export function hideTip(): void {
  if (shown !== null) shown.hidden = true;
}

/** A tooltip's value as lines: Vega gives a text, or an object of names and values. */
export function tipText(value: unknown): string {
  if (value === null || value === undefined) return "";
  if (typeof value !== "object") return String(value);
  return Object.entries(value)
    .map(([name, part]) => `${name}: ${String(part)}`)
    .join("\n");
}
