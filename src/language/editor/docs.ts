import { knows, type MathDocs, mathDocs } from "../mathjs.ts";
import type { Entry } from "../vocabulary/entry.ts";
import { lookUpEntry } from "../vocabulary/index.ts";
import { formulaText } from "./formula.ts";

/** What there is to say of a function or constant, as Markdown; undefined for a name that nobody explains. */
export function docsOf(name: string): string | undefined {
  const entry = lookUpEntry(name);
  if (entry) return entryDocs(entry);
  return knows(name) ? mathText(mathDocs()[name]) : undefined;
}

/** Signature, sentence, formula as text, parameters, source, example. */
export function entryDocs(entry: Entry): string {
  const parameters = entry.parameters.flatMap(({ name, docs }) => (docs === undefined ? [] : [`- \`${name}\`: ${escaped(docs)}`]));
  return [
    fence(entry.signature),
    escaped(entry.docs),
    ...(entry.formula === "" ? [] : [fence(formulaText(entry.formula), "text")]),
    ...(parameters.length > 0 ? [parameters.join("\n")] : []),
    `*Source: ${escaped(entry.source)}.*`,
    fence(entry.example),
  ].join("\n\n");
}

/** mathjs's own words for one of its functions. */
function mathText(docs: MathDocs | undefined): string | undefined {
  if (!docs) return undefined;
  const syntax = docs.syntax ?? [];
  const examples = docs.examples ?? [];
  return [
    ...(syntax.length > 0 ? [fence(syntax.join("\n"))] : []),
    ...(docs.description ? [escaped(docs.description)] : []),
    "*Of mathjs.*",
    ...(examples.length > 0 ? [fence(examples.slice(0, 4).join("\n"))] : []),
  ].join("\n\n");
}

export function fence(text: string, language = "softmax"): string {
  return `\`\`\`${language}\n${text}\n\`\`\``;
}

/** Text that Markdown shows as it is. */
export function escaped(text: string): string {
  return text.replace(/[\\`*_{}[\]<>#|~]/g, "\\$&");
}

/** The first sentence of a function's docs. */
export function summaryOf(name: string): string {
  const text = lookUpEntry(name)?.docs ?? (knows(name) ? mathDocs()[name]?.description : undefined) ?? "";
  return /^.*?[.:](?=\s|$)/s.exec(text)?.[0] ?? text;
}
