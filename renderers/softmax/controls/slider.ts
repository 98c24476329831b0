import type { Control, ControlValue } from "../../../src/model/index.ts";
import { readable } from "../../../src/output/index.ts";
import { element, setAttributes, setText } from "../dom.ts";
import type { Field, FieldEvents } from "./field.ts";
import { positionOf, type Slider, trackOf, valueAt } from "./position.ts";
import { placeRange, rangeInput } from "./range.ts";

/** A linear or logarithmic slider with its bounds and its value. */
export function sliderField(events: FieldEvents): Field {
  let slider: Slider | null = null;
  const [low, high] = [element("span", { class: "snb-bound" }), element("span", { class: "snb-bound" })];
  const output = element("output", { class: "snb-value" });
  const tell = (value: number): void => {
    setText(output, readable(value, 4));
    setAttributes(input, { "aria-valuetext": readable(value, 4) });
  };
  const input = rangeInput(events, (position) => {
    if (slider === null) return;
    const value = valueAt(slider, position);
    tell(value);
    events.moved(value);
  });
  const show = (control: Control, value: ControlValue): void => {
    if (control.control !== "slider" || typeof value !== "number") return;
    slider = control;
    const { min, max, step } = trackOf(control);
    placeRange(input, min, max, step, positionOf(control, value));
    setText(low, readable(control.min));
    setText(high, readable(control.max));
    tell(value);
  };
  return {
    element: element("div", { class: "snb-slider" }, output, low, input, high),
    input,
    show,
    enable: (enabled) => {
      input.disabled = !enabled;
    },
    dispose: () => undefined,
  };
}
