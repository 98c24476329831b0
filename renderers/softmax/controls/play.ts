import type { Control, ControlValue } from "../../../src/model/index.ts";
import { readable } from "../../../src/output/index.ts";
import { element, setAttributes, setText } from "../dom.ts";
import type { Field, FieldEvents } from "./field.ts";
import { Player } from "./player.ts";
import { placeRange, rangeInput } from "./range.ts";

type Play = Extract<Control, { control: "play" }>;

/** A play button with a range to step through by hand. */
export function playField(events: FieldEvents): Field {
  let course: Play | null = null;
  const output = element("output", { class: "snb-value" });
  const place = (value: number): void => {
    if (course !== null) placeRange(input, course.min, course.max, course.step, value);
    setText(output, readable(value, 6));
    setAttributes(input, { "aria-valuetext": readable(value, 6) });
  };
  const input = rangeInput(events, (value) => {
    place(value);
    events.moved(value);
  });
  const move = (value: number): void => {
    place(value);
    events.moved(value);
  };
  const player = new Player(
    () => course ?? { min: 0, max: 1, step: 1, fps: 1 },
    () => input.valueAsNumber,
    move,
  );
  input.addEventListener("pointerdown", () => player.stop());
  const show = (control: Control, value: ControlValue): void => {
    if (control.control !== "play" || typeof value !== "number") return;
    course = control;
    // While it plays the head leads, and the kernel follows.
    if (!player.playing) place(value);
  };
  return {
    element: element("div", { class: "snb-slider" }, output, player.button, input),
    input,
    show,
    enable: (enabled) => {
      input.disabled = !enabled;
      player.button.disabled = !enabled;
    },
    dispose: () => player.stop(),
  };
}
