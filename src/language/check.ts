import type { Failure } from "../model/index.ts";
import { parseCell } from "./program.ts";

export interface CellFailure {
  readonly cell: number;
  readonly failure: Failure;
}

/** What is wrong with cells before they run. */
export function checkCells(cells: readonly { readonly source: string }[]): CellFailure[] {
  return cells.flatMap(({ source }, cell) => {
    const { failure } = parseCell(source);
    return failure ? [{ cell, failure }] : [];
  });
}
