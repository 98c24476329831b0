import type { Control, ControlValue } from "../../../src/model/index.ts";
import { element } from "../dom.ts";
import type { Field, FieldEvents } from "./field.ts";

/** A choice among given values; it gives back the value itself, not its text. */
export function selectField(events: FieldEvents): Field {
  let options: readonly ControlValue[] = [];
  const input = element("select", { class: "snb-select" });
  input.addEventListener("change", () => {
    const value = options[input.selectedIndex];
    if (value !== undefined) events.moved(value);
    events.settled();
  });
  const show = (control: Control, value: ControlValue): void => {
    if (control.control !== "select") return;
    if (JSON.stringify(options) !== JSON.stringify(control.options)) {
      options = control.options;
      input.replaceChildren(...options.map((option) => element("option", {}, String(option))));
    }
    input.selectedIndex = options.indexOf(value);
  };
  return field(input, show);
}

export function checkboxField(events: FieldEvents): Field {
  const input = element("input", { type: "checkbox", class: "snb-checkbox" });
  input.addEventListener("change", () => {
    events.moved(input.checked);
    events.settled();
  });
  return field(input, (_, value) => {
    input.checked = value === true;
  });
}

/** A number to be typed; what is no number is not sent. */
export function numberField(events: FieldEvents): Field {
  const input = element("input", { type: "number", step: "any", class: "snb-number" });
  input.addEventListener("input", () => {
    if (Number.isFinite(input.valueAsNumber)) events.moved(input.valueAsNumber);
  });
  input.addEventListener("change", events.settled);
  return field(input, (_, value) => {
    // A number half typed ("1e") is the reader's, not ours to replace.
    const typing = document.activeElement === input;
    if (!typing && input.valueAsNumber !== value) input.value = String(value);
  });
}

function field(input: HTMLInputElement | HTMLSelectElement, show: Field["show"]): Field {
  const enable = (enabled: boolean): void => {
    input.disabled = !enabled;
  };
  return { element: input, input, show, enable, dispose: () => undefined };
}
