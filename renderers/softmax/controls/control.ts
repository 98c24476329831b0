import type { Control, ControlValue, View } from "../../../src/model/index.ts";
import { visible } from "../../../src/output/index.ts";
import type { Component } from "../component.ts";
import { element, keepKeys, setAttributes, setText } from "../dom.ts";
import { type FrameGate, frameGate } from "../frameGate.ts";
import type { Field, FieldEvents } from "./field.ts";
import { dragged, type Hold, holding, moved, told } from "./hold.ts";
import { playField } from "./play.ts";
import { checkboxField, numberField, selectField } from "./simple.ts";
import { sliderField } from "./slider.ts";

const FIELDS: Readonly<Record<Control["control"], (events: FieldEvents) => Field>> = {
  slider: sliderField,
  play: playField,
  select: selectField,
  checkbox: checkboxField,
  number: numberField,
};

const NO_HOST = "Nothing listens here: open the notebook in VS Code and run it to move this control.";

let count = 0;

/** A control with its label. Moves go out through `send`; null where nobody listens, and the control then stands still. */
export class ControlComponent implements Component {
  readonly element = element("div", { class: "snb-control" });
  readonly #label = element("label", { class: "snb-label" });
  readonly #gate: FrameGate<ControlValue> | null;
  #field: Field | null = null;
  #kind: Control["control"] | null = null;
  #name = "";
  #hold: Hold | null = null;

  constructor(send: ((name: string, value: ControlValue) => void) | null) {
    this.#gate = send === null ? null : frameGate((value: ControlValue) => send(this.#name, value), requestAnimationFrame);
    this.element.append(this.#label);
    keepKeys(this.element);
  }

  async update(view: View): Promise<void> {
    if (view.kind !== "control") return;
    const { control } = view;
    if (control.name !== this.#name) this.#hold = null;
    this.#name = control.name;
    this.#hold = this.#hold === null ? holding(control.value) : told(this.#hold, control.value, performance.now());
    const field = this.#fieldFor(control);
    setText(this.#label, visible(control.label || control.name));
    field.show(control, this.#hold.shown);
  }

  async retheme(): Promise<void> {}

  dispose(): void {
    this.#gate?.flush();
    this.#field?.dispose();
  }

  #fieldFor(control: Control): Field {
    if (this.#field !== null && this.#kind === control.control) return this.#field;
    this.#field?.dispose();
    this.#field?.element.remove();
    const field = FIELDS[control.control](this.#events());
    count += 1;
    setAttributes(field.input, { id: `snb-control-${count}` });
    setAttributes(this.#label, { for: `snb-control-${count}` });
    field.enable(this.#gate !== null);
    setAttributes(this.element, { title: this.#gate === null ? NO_HOST : undefined, "data-control": control.name });
    this.element.append(field.element);
    this.#field = field;
    this.#kind = control.control;
    return field;
  }

  #events(): FieldEvents {
    return {
      moved: (value) => {
        if (this.#hold !== null) this.#hold = moved(this.#hold, value, performance.now());
        this.#gate?.push(value);
      },
      dragging: (dragging) => {
        if (this.#hold !== null) this.#hold = dragged(this.#hold, dragging);
      },
      settled: () => this.#gate?.flush(),
    };
  }
}
