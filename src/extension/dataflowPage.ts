import type { Arrow, Box, Dataflow } from "./dataflowLayout.ts";

/** What is written in a cell's box: its number among those that can run and its first line. */
export interface CellTitle {
  readonly number: number;
  readonly text: string;
}

/**
 * The picture as a page: no script, nothing from elsewhere. Every cell is a link to a command of the editor, so that Tab and Enter reach
 * it. `nonce` is a word of the caller's own.
 */
export function dataflowPage(flow: Dataflow, titles: ReadonlyMap<string, CellTitle>, words: Words, nonce: string): string {
  const csp = `default-src 'none'; style-src 'nonce-${nonce}'`;
  const body = flow.boxes.length === 0 ? `<p>${escaped(words.empty)}</p>` : picture(flow, titles, words);
  return `<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="${csp}">
<title>${escaped(words.title)}</title><style nonce="${nonce}">${STYLE}</style></head><body>${body}</body></html>`;
}

/** Texts of the page, in the user's language. */
export interface Words {
  readonly title: string;
  readonly empty: string;
  readonly cell: (number: number) => string;
  readonly stale: string;
  readonly uses: (names: string) => string;
  readonly defines: (names: string) => string;
}

function picture({ boxes, arrows, width, height }: Dataflow, titles: ReadonlyMap<string, CellTitle>, words: Words): string {
  const head = `<svg width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" aria-label="${escaped(words.title)}">`;
  const marker = `<defs><marker id="tip" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="7" markerHeight="7" orient="auto"><path d="M0 0L8 4L0 8z"/></marker></defs>`;
  return `${head}${marker}${arrows.map(arrow).join("")}${boxes.map((one) => box(one, titles.get(one.link.cell), words)).join("")}</svg>`;
}

function arrow({ from, to, names, x1, x2 }: Arrow): string {
  const [y1, y2] = [from.y + from.height, to.y];
  const bend = Math.max(24, (y2 - y1) / 2);
  const path = `<path class="arrow" d="M${x1} ${y1}C${x1} ${y1 + bend} ${x2} ${y2 - bend} ${x2} ${y2}" marker-end="url(#tip)"/>`;
  // A cell that sets one name is called by it already.
  if (from.link.defines.length < 2) return path;
  return `${path}<text class="name" x="${x2 + 5}" y="${y2 - 8}">${escaped(short(names.join(", "), 10))}</text>`;
}

function box({ link, x, y, width, height }: Box, title: CellTitle | undefined, words: Words): string {
  const { number, text } = title ?? { number: 0, text: "" };
  const stale = link.standing === "stale";
  const said = [
    words.cell(number),
    ...(link.defines.length > 0 ? [words.defines(link.defines.join(", "))] : []),
    ...(link.uses.length > 0 ? [words.uses(link.uses.join(", "))] : []),
    ...(stale ? [words.stale] : []),
  ].join("; ");
  const target = `command:softmaxnb.revealCell?${encodeURIComponent(JSON.stringify([link.cell]))}`;
  const names = short(link.defines.join(", "), 24);
  return `<a href="${escaped(target)}" aria-label="${escaped(said)}"><title>${escaped(said)}</title>
<rect class="${stale ? "stale" : "cell"}" x="${x}" y="${y}" width="${width}" height="${height}" rx="4"/>
<text class="names" x="${x + 10}" y="${y + 19}">${escaped(names === "" ? words.cell(number) : names)}</text>
<text class="code" x="${x + 10}" y="${y + 36}">${escaped(short(text, 26))}</text></a>`;
}

function short(text: string, length: number): string {
  return text.length > length ? `${text.slice(0, length - 1)}…` : text;
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`);
}

const STYLE = `
svg { max-width: 100%; height: auto; }
body { padding: 8px; color: var(--vscode-foreground); background: var(--vscode-editor-background); font-family: var(--vscode-font-family); font-size: 12px; }
rect { fill: var(--vscode-editorWidget-background); stroke: var(--vscode-contrastBorder, var(--vscode-editorWidget-border, var(--vscode-foreground))); stroke-width: 1; }
rect.stale { stroke: var(--vscode-editorWarning-foreground); stroke-dasharray: 5 3; stroke-width: 1.5; }
a:focus { outline: none; }
a:focus rect, a:hover rect { stroke: var(--vscode-focusBorder); stroke-width: 2.5; }
text { fill: var(--vscode-foreground); }
.names { font-weight: 600; }
.code { fill: var(--vscode-descriptionForeground); font-family: var(--vscode-editor-font-family); font-size: 11px; }
.name { fill: var(--vscode-descriptionForeground); font-size: 10px; }
.arrow { fill: none; stroke: var(--vscode-descriptionForeground); stroke-width: 1.2; }
marker path { fill: var(--vscode-descriptionForeground); }`;
