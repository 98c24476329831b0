import type { Hover, Source } from "../../model/index.ts";
import { lookUpEntry } from "../vocabulary/index.ts";
import { docsOf, escaped, fence } from "./docs.ts";
import { type CellNames, type Occurrence, occurrenceAt, occurrencesOf } from "./occurrences.ts";

/** What to say of the name at an offset of a cell; undefined where there is nothing to say. */
export function hoverAt(cells: readonly Source[], cell: number, offset: number): Hover | undefined {
  const all = occurrencesOf(cells);
  const found = occurrenceAt(all, cell, offset);
  if (!found) return undefined;
  const markdown = textOf(found, all);
  return markdown === undefined ? undefined : { span: found.span, markdown, variable: isVariable(found) ? found.name : undefined };
}

function isVariable({ role, scope }: Occurrence): boolean {
  return role === "variable" && scope === undefined;
}

function textOf(found: Occurrence, cells: readonly CellNames[]): string | undefined {
  switch (found.role) {
    case "vocabulary":
    case "mathFunction":
    case "mathConstant":
      return docsOf(found.name);
    case "variable":
    case "function":
      return definitionText(cells, found.name);
    case "keyword":
      return keywordText(found);
    case "parameter":
      return `\`${found.name}\`: a parameter, known only here.`;
    case "unit":
      return `\`${found.name}\`: a unit of mathjs.`;
    case "unknown":
      return undefined;
  }
}

function keywordText({ name, of }: Occurrence): string | undefined {
  const parameter = lookUpEntry(of ?? "")?.parameters.find((one) => one.name === (name === "axis" ? "dim" : name));
  if (!parameter) return of === undefined ? undefined : `\`${name}\`: an argument of \`${of}\`.`;
  const fallback = parameter.default === undefined ? "" : ` = ${parameter.default}`;
  return `${fence(`${of}(… ${name}${fallback} …)`)}\n\n${escaped(parameter.docs ?? parameter.kind)}`;
}

/** The statement that defines the name, cut where it is long. */
function definitionText(cells: readonly CellNames[], name: string): string | undefined {
  for (const { program } of cells) {
    const statement = program.statements.find(({ defines }) => defines.includes(name));
    if (!statement) continue;
    const lines = program.source.slice(statement.span.start, statement.span.end).split("\n");
    return fence(lines.length > 6 ? [...lines.slice(0, 6), "…"].join("\n") : lines.join("\n"));
  }
  return undefined;
}
