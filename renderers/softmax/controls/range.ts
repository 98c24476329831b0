import { element } from "../dom.ts";
import type { FieldEvents } from "./field.ts";

/** A native range input whose filled part is drawn by style. */
export function rangeInput(events: Pick<FieldEvents, "dragging" | "settled">, moved: (position: number) => void): HTMLInputElement {
  const input = element("input", { type: "range", class: "snb-range" });
  input.addEventListener("input", () => {
    fillRange(input);
    moved(input.valueAsNumber);
  });
  input.addEventListener("change", events.settled);
  input.addEventListener("pointerdown", () => events.dragging(true));
  for (const name of ["pointerup", "pointercancel", "blur", "lostpointercapture"] as const)
    input.addEventListener(name, () => events.dragging(false));
  return input;
}

/** Sets bounds and position; `any` as the step makes the range continuous. */
export function placeRange(input: HTMLInputElement, min: number, max: number, step: number | "any", position: number): void {
  // Bounds before the value: the browser clamps a value to the bounds that it has.
  input.min = String(min);
  input.max = String(max);
  input.step = String(step);
  if (input.valueAsNumber !== position) input.value = String(position);
  fillRange(input);
}

/** Tells the style how far the track is filled. */
export function fillRange(input: HTMLInputElement): void {
  const [min, max] = [Number(input.min), Number(input.max)];
  const share = max > min ? (input.valueAsNumber - min) / (max - min) : 0;
  input.style.setProperty("--snb-fill", `${(share * 100).toFixed(2)}%`);
}
