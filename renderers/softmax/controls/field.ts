import type { Control, ControlValue } from "../../../src/model/index.ts";

/** The moving part of a control. `show` writes a value without telling anybody. */
export interface Field {
  readonly element: HTMLElement;
  /** What the label belongs to. */
  readonly input: HTMLElement;
  /** Takes over bounds, options and the value; the elements stay, so that the focus does. */
  show(control: Control, value: ControlValue): void;
  enable(enabled: boolean): void;
  dispose(): void;
}

/** What a field tells. */
export interface FieldEvents {
  readonly moved: (value: ControlValue) => void;
  readonly dragging: (dragging: boolean) => void;
  /** The move is over: what waits is to be sent now. */
  readonly settled: () => void;
}
