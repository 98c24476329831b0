import type { Disposable, NotebookDocument } from "vscode";

/** A name of a notebook as its session has it. `shape` is empty for a single value, `value` one short line. */
export interface KnownValue {
  readonly name: string;
  readonly type: string;
  readonly shape: readonly number[];
  readonly value: string;
  /** Of a tensor's elements, where it is known. */
  readonly sum?: string | undefined;
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
export function valueText(known: KnownValue): string {
  return `${typeText(known)}  ${known.value}`;
}

/** `float64 [3]` */
function typeText({ type, shape }: KnownValue): string {
  return `${type}${shape.length > 0 ? ` [${shape.join(", ")}]` : ""}`;
}

/** `: float64 [3], Σ 6`, as it stands behind a name. */
export function hintText(known: KnownValue): string {
  return `: ${typeText(known)}${known.sum === undefined ? "" : `, Σ ${known.sum}`}`;
}
