import type { Location, Rename, Source, Span } from "../../model/index.ts";
import { isFunctionName, knows } from "../mathjs.ts";
import { lookUpEntry } from "../vocabulary/index.ts";
import { type CellNames, type Occurrence, occurrenceAt, occurrencesOf } from "./occurrences.ts";

/** Where the name at an offset gets its meaning; several places where several cells define it. */
export function definitionsAt(cells: readonly Source[], cell: number, offset: number): Location[] {
  return sameAt(cells, cell, offset)
    .filter(({ occurrence }) => occurrence.defines)
    .map(placeOf);
}

/** All places of the name at an offset, its definitions among them where `withDefinitions`. */
export function referencesAt(cells: readonly Source[], cell: number, offset: number, withDefinitions = true): Location[] {
  return sameAt(cells, cell, offset)
    .filter(({ occurrence }) => withDefinitions || !occurrence.defines)
    .map(placeOf);
}

/** The name at an offset that can be renamed; undefined for words of the language. */
export function renameableAt(cells: readonly Source[], cell: number, offset: number): { name: string; span: Span } | undefined {
  const found = occurrenceAt(occurrencesOf(cells), cell, offset);
  return found && isRenameable(found) ? { name: found.name, span: found.span } : undefined;
}

function isRenameable({ role }: Occurrence): boolean {
  return role === "variable" || role === "function" || role === "parameter";
}

/** The places that renaming would change, or why it would change what the notebook means. */
export function renameAt(cells: readonly Source[], cell: number, offset: number, to: string): Rename {
  const all = occurrencesOf(cells);
  const found = occurrenceAt(all, cell, offset);
  if (!found || !isRenameable(found)) return { refused: "Only a name that the notebook defines can be renamed." };
  if (!/^[A-Za-z_$\u00C0-\u02AF\u0370-\u03FF][\w$\u00C0-\u02AF\u0370-\u03FF]*$/.test(to) || WORDS.has(to))
    return { refused: `'${to}' can't be a name: a name begins with a letter, and holds letters, digits and _.` };
  if (lookUpEntry(to) || (knows(to) && isFunctionName(to))) return { refused: `'${to}' is a function of the language.` };
  if (to !== found.name && all.some(({ occurrences }) => occurrences.some((one) => one.name === to && one.role !== "keyword")))
    return { refused: `'${to}' is used in this notebook already.` };
  return { places: same(all, found).map(placeOf) };
}

/** Names that mathjs's grammar reads as something else. */
const WORDS = new Set("mod to in and xor or not true false null undefined NaN Infinity end none inf".split(" "));

interface Found {
  readonly cell: number;
  readonly occurrence: Occurrence;
}

function sameAt(cells: readonly Source[], cell: number, offset: number): Found[] {
  const all = occurrencesOf(cells);
  const found = occurrenceAt(all, cell, offset);
  return found && found.role !== "keyword" ? same(all, found) : [];
}

function same(all: readonly CellNames[], { name, scope }: Occurrence): Found[] {
  return all.flatMap(({ occurrences }, cell) =>
    occurrences
      .filter((one) => one.name === name && one.scope === scope && one.role !== "keyword")
      .map((occurrence) => ({ cell, occurrence })),
  );
}

function placeOf({ cell, occurrence }: Found): Location {
  return { cell, span: occurrence.span };
}
