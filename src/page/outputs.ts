import { type Failure, lineAndColumn, type MimeBundle, VIEW_MIME, type View, type ViewEnvelope } from "../model/index.ts";
import type { CellOutputs } from "../notebook/index.ts";
import { darkTheme, escapeHtml, htmlOf, lightTheme, sentenceOf, textOf } from "../output/index.ts";
import type { Draw } from "./job.ts";

/** The outputs of one cell: what the page's script draws anew, over what a reader without scripts sees. */
export async function outputsHtml(cell: number, source: string, result: CellOutputs, draw: Draw): Promise<string> {
  const parts: string[] = [];
  for (const envelope of envelopesOf(cell, source, result)) parts.push(await outputHtml(envelope, draw));
  return parts.length === 0 ? "" : `<div class="outputs">\n${parts.join("\n")}\n</div>`;
}

function envelopesOf(cell: number, source: string, { outputs, failure }: CellOutputs): readonly ViewEnvelope[] {
  const shown = outputs.map(envelopeOf);
  return failure ? [...shown, failureEnvelope(failure, String(cell), shown.length, source)] : shown;
}

export function envelopeOf(bundle: MimeBundle): ViewEnvelope {
  // SAFETY: bundleOf puts the envelope under this name into every bundle.
  return bundle[VIEW_MIME] as ViewEnvelope;
}

function failureEnvelope(failure: Failure, cell: string, slot: number, source: string): ViewEnvelope {
  const view: View = { kind: "error", failure, ...(failure.span ? lineAndColumn(source, failure.span.start) : {}) };
  return { version: 1, cell, slot, view, sentence: sentenceOf(view) };
}

async function outputHtml(envelope: ViewEnvelope, draw: Draw): Promise<string> {
  const data = `<script type="application/json" class="view">${jsonForHtml(envelope)}</script>`;
  return `<div class="output"><div class="stage">${await staticHtml(envelope.view, draw)}</div>${data}</div>`;
}

/** A view for a reader without scripts: its picture in both themes, its data as a table. */
async function staticHtml(view: View, draw: Draw): Promise<string> {
  if (view.kind === "control" || view.kind === "text") return `<pre class="plain">${escapeHtml(textOf(view))}</pre>`;
  if (view.kind === "error") return `<pre class="plain error" role="alert">${escapeHtml(textOf(view))}</pre>`;
  const [light, dark] = [await drawn(view, draw, lightTheme), await drawn(view, draw, darkTheme)];
  const sentence = sentenceOf(view);
  const pictures = light.map((svg, i) => picture(svg, dark[i] ?? svg, sentence)).join("");
  if (pictures === "") return htmlOf(view);
  return `<figure>${pictures}<figcaption>${escapeHtml(sentence)}</figcaption></figure><details><summary>Data</summary>${htmlOf(view)}</details>`;
}

/** A chart of a stranger's that can't be drawn is told in words, as the live one would be. */
async function drawn(view: View, draw: Draw, theme: typeof lightTheme): Promise<readonly string[]> {
  try {
    return await draw(view, theme);
  } catch {
    return [];
  }
}

/** SVG in an image runs nothing and loads nothing, whatever a chart's specification has put into it. */
function picture(light: string, dark: string, sentence: string): string {
  const source = `<source media="screen and (prefers-color-scheme: dark)" srcset="${addressOf(dark)}">`;
  return `<picture>${source}<img src="${addressOf(light)}" alt="${escapeHtml(sentence)}"></picture>`;
}

/** A srcset parts its candidates at spaces and commas, so all but the plainest characters are escaped. */
function addressOf(svg: string): string {
  return `data:image/svg+xml,${encodeURIComponent(svg).replaceAll("'", "%27").replaceAll("(", "%28").replaceAll(")", "%29")}`;
}

/** JSON that may stand in a script element: no end tag, no comment, no line separator. */
export function jsonForHtml(value: unknown): string {
  return JSON.stringify(value).replace(/[<>&\u2028\u2029]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}`);
}
