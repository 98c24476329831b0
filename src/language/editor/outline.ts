import type { OutlineSymbol, SemanticToken, Source, TokenKind, ValuePlace } from "../../model/index.ts";
import { lookUpEntry } from "../vocabulary/index.ts";
import { occurrencesOf, type Role } from "./occurrences.ts";

/** What a cell defines, in its order. */
export function symbolsOf(cells: readonly Source[], cell: number): OutlineSymbol[] {
  const names = occurrencesOf(cells)[cell];
  if (!names) return [];
  return names.program.statements.flatMap(({ span, node }) =>
    names.occurrences
      .filter((one) => one.defines && !one.scope && span.start <= one.span.start && one.span.end <= span.end)
      .map((one) => ({ name: one.name, kind: kindOf(node, one.role), span, nameSpan: one.span })),
  );
}

function kindOf(node: { readonly type: string }, role: Role): OutlineSymbol["kind"] {
  if (role === "function") return "function";
  const value: unknown = Reflect.get(node, "value");
  const fn: unknown = Reflect.get(Object(value), "fn");
  const name: unknown = Reflect.get(Object(fn), "name");
  return typeof name === "string" && lookUpEntry(name)?.family === "Controls" ? "control" : "variable";
}

const KINDS: Readonly<Record<Exclude<Role, "unknown">, TokenKind>> = {
  variable: "variable",
  function: "function",
  parameter: "parameter",
  keyword: "keyword",
  vocabulary: "libraryFunction",
  mathFunction: "mathFunction",
  mathConstant: "constant",
  unit: "unit",
};

/** How to colour a cell's names; those that nobody knows are left as they are. */
export function semanticTokensOf(cells: readonly Source[], cell: number): SemanticToken[] {
  const occurrences = occurrencesOf(cells)[cell]?.occurrences ?? [];
  return occurrences.flatMap(({ span, role, defines }) => (role === "unknown" ? [] : [{ span, kind: KINDS[role], defines }]));
}

/** Where a shape may be shown: after the names that a cell's assignments give a value. */
export function assignmentsOf(cells: readonly Source[], cell: number): ValuePlace[] {
  return symbolsOf(cells, cell)
    .filter(({ kind }) => kind === "variable")
    .map(({ name, nameSpan }) => ({ name, end: nameSpan.end }));
}
