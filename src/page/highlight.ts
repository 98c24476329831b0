import { escapeHtml } from "../output/index.ts";

const TOKEN =
  /(?<comment>#[^\n]*)|(?<text>"(?:[^"\\\n]|\\.)*"?|(?<![\p{L}\p{N}_$)\]}'.])'(?:[^'\\\n]|\\.)*'?)|(?<number>(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?(?![\p{L}_]))|(?<call>[\p{L}_$][\p{L}\p{N}_$]*(?=\s*\())|[\p{L}_$][\p{L}\p{N}_$]*/giu;

/** A cell's text as HTML, its comments, texts, numbers and calls marked by class. */
export function highlighted(source: string): string {
  const parts: string[] = [];
  let at = 0;
  for (const match of source.matchAll(TOKEN)) {
    const kind = Object.entries(match.groups ?? {}).find(([, text]) => text !== undefined)?.[0];
    parts.push(escapeHtml(source.slice(at, match.index)), kind === undefined ? escapeHtml(match[0]) : marked(kind, match[0]));
    at = match.index + match[0].length;
  }
  return parts.join("") + escapeHtml(source.slice(at));
}

function marked(kind: string, text: string): string {
  return `<span class="${kind}">${escapeHtml(text)}</span>`;
}
