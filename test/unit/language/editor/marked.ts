import type { Source } from "../../../../src/model/index.ts";

/** Cells with `|` where the cursor is, in exactly one of them. */
export function marked(...texts: readonly string[]): { cells: Source[]; cell: number; offset: number } {
  const cell = texts.findIndex((text) => text.includes("|"));
  const offset = texts[cell]?.indexOf("|") ?? -1;
  if (offset < 0) throw new Error("no cursor");
  return { cells: texts.map((text, i) => ({ source: i === cell ? text.replace("|", "") : text })), cell, offset };
}
