import type { Control, ControlValue } from "../model/index.ts";

/** Whether a control can stand at `value`. Values come from a picture, so they are checked like any input. */
export function accepts(control: Control, value: ControlValue): boolean {
  switch (control.control) {
    case "slider":
    case "play":
      return typeof value === "number" && value >= control.min && value <= control.max;
    case "number":
      return typeof value === "number" && Number.isFinite(value);
    case "checkbox":
      return typeof value === "boolean";
    case "select":
      return control.options.includes(value);
  }
}
