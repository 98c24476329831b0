import type { LanguageAnswers, LanguageQuery, Source } from "../../model/index.ts";
import { checkCells } from "../check.ts";
import { adviceOf } from "./advice.ts";
import { completionsAt } from "./completions.ts";
import { docsOf } from "./docs.ts";
import { hoverAt } from "./hover.ts";
import { definitionsAt, referencesAt, renameAt, renameableAt } from "./navigation.ts";
import { assignmentsOf, semanticTokensOf, symbolsOf } from "./outline.ts";
import { signatureAt } from "./signature.ts";

/** Answers a question about a notebook's code cells, from their text alone. */
export function answerLanguage(cells: readonly Source[], query: LanguageQuery): LanguageAnswers[keyof LanguageAnswers] {
  switch (query.kind) {
    case "completions":
      return completionsAt(cells, query.cell, query.offset);
    case "signature":
      return signatureAt(cells, query.cell, query.offset) ?? null;
    case "hover":
      return hoverAt(cells, query.cell, query.offset) ?? null;
    case "definitions":
      return definitionsAt(cells, query.cell, query.offset);
    case "references":
      return referencesAt(cells, query.cell, query.offset);
    case "renameable":
      return renameableAt(cells, query.cell, query.offset) ?? null;
    case "rename":
      return renameAt(cells, query.cell, query.offset, query.to);
    case "symbols":
      return symbolsOf(cells, query.cell);
    case "tokens":
      return semanticTokensOf(cells, query.cell);
    case "values":
      return assignmentsOf(cells, query.cell);
    case "diagnostics":
      return diagnose(cells);
    case "docs":
      return docsOf(query.name) ?? null;
  }
}

/** What is wrong with the cells and what could be written better, cell by cell. */
export function diagnose(cells: readonly Source[]): LanguageAnswers["diagnostics"] {
  const wrong = checkCells(cells).map(({ cell, failure }) => ({ cell, severity: "error" as const, failure }));
  return [...wrong, ...adviceOf(cells)].sort((a, b) => a.cell - b.cell);
}
