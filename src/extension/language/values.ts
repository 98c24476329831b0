import type { Disposable, NotebookDocument } from "vscode";

/** A name of a notebook as its session has it. `shape` is empty for a single value, `value` one short line. */
export interface KnownValue {
  readonly name: string;
  readonly type: string;
  readonly shape: readonly number[];
  readonly value: string;
}

/** What a notebook's session knows of its names now; nothing where it has none. */
export type Values = (notebook: NotebookDocument | undefined) => Promise<readonly KnownValue[]>;

/** Where values come from. */
export interface KnownValues {
  readonly valuesOf: Values;
  /** Tells the listener when a session's values may have changed. */
  onValues(listener: () => void): Disposable;
}

/** `float64 [3]  1, 2, 3` */
export function valueText({ type, shape, value }: KnownValue): string {
  return `${type}${shape.length > 0 ? ` [${shape.join(", ")}]` : ""}  ${value}`;
}
