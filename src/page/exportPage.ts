import { type CodeCell, type NotebookCell, optionWords } from "../notebook/index.ts";
import { escapeHtml } from "../output/index.ts";
import { base64 } from "./base64.ts";
import { highlighted } from "./highlight.ts";
import { type Draw, PAGE_GENERATOR, type PageData, type PageJob } from "./job.ts";
import { firstHeading, renderMarkdown } from "./markdown.ts";
import { envelopeOf, jsonForHtml, outputsHtml } from "./outputs.ts";
import { sha256 } from "./sha256.ts";
import { PAGE_STYLE } from "./style.ts";

/**
 * One HTML file that needs nothing beside it: text and formulas typeset, code, outputs as pictures and tables, and, where there are
 * controls, the renderer and the engine, so that they still compute. Its policy lets it run these two scripts and nothing else.
 */
export async function exportPage(job: PageJob, draw: Draw): Promise<string> {
  const pictures = new Map(job.pictures);
  const results = new Map(job.results);
  const parts: string[] = [];
  for (const [index, cell] of job.notebook.cells.entries())
    parts.push(cell.kind === "markdown" ? renderMarkdown(cell.source, pictures) : await codeHtml(index, cell, results.get(index), draw));
  const carried = carriedScripts(job);
  const body = ["<main>", ...parts, ...notices(job), foot(), "</main>", ...scriptElements(job, carried)];
  return [head(job, carried), ...body, "</body>", "</html>", ""].join("\n");
}

async function codeHtml(index: number, cell: CodeCell, result: PageJob["results"][number][1] | undefined, draw: Draw): Promise<string> {
  const code = cell.source.trim() === "" ? "" : `<pre><code>${highlighted(cell.source)}</code></pre>`;
  const hidden = optionWords(cell.options).includes("hide-input");
  const input = hidden && code !== "" ? `<details><summary>Code</summary>${code}</details>` : code;
  const outputs = result ? await outputsHtml(index, cell.source, result, draw) : "";
  return `<section class="cell">\n${input}\n${outputs}\n</section>`;
}

/** Scripts that the page carries: none where it shows nothing, the engine only where there is a control to move. */
interface Carried {
  readonly page: string | null;
  readonly engine: string | null;
}

function carriedScripts({ results, scripts }: PageJob): Carried {
  const bundles = results.flatMap(([, result]) => result.outputs);
  const controls = bundles.some((bundle) => envelopeOf(bundle).view.kind === "control");
  return { page: bundles.length > 0 ? scripts.page : null, engine: controls ? scripts.engine : null };
}

/** Scripts are allowed by their hashes: nothing else runs, whatever a notebook smuggles into the page. */
function policy({ page, engine }: Carried): string {
  const hashes = [page, engine].flatMap((script) => (script === null ? [] : [`'sha256-${sha256(script)}'`]));
  return [
    "default-src 'none'",
    `script-src ${hashes.length === 0 ? "'none'" : hashes.join(" ")}${engine === null ? "" : " 'wasm-unsafe-eval'"}`,
    "style-src 'unsafe-inline'",
    "img-src data: blob:",
    ...(engine === null ? [] : ["worker-src blob:"]),
    "base-uri 'none'",
    "form-action 'none'",
  ].join("; ");
}

function head(job: PageJob, carried: Carried): string {
  return `<!doctype html>
<html lang="${escapeHtml(languageOf(job))}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy(carried)}">
<meta name="referrer" content="no-referrer">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="generator" content="${PAGE_GENERATOR}">
<title>${escapeHtml(titleOf(job))}</title>
<style>${PAGE_STYLE}</style>
</head>
<body>`;
}

/** The page's script stands last, so that all that it looks for is there. The engine is text until the script starts it. */
function scriptElements(job: PageJob, { page, engine }: Carried): readonly string[] {
  if (page === null) return [];
  const last = `<script type="module">${inline(page)}</script>`;
  if (engine === null) return [last];
  const data = `<script type="application/json" id="softmaxnb-data">${jsonForHtml(dataOf(job))}</script>`;
  return [data, `<script type="text/plain" id="softmaxnb-engine">${inline(engine)}</script>`, last];
}

function dataOf({ notebook, seed, moves, files }: PageJob): PageData {
  return {
    version: 1,
    seed,
    cells: notebook.cells.flatMap((cell, index) => (cell.kind === "code" ? [{ id: String(index), source: cell.source }] : [])),
    moves,
    files: files.map((file) => ("bytes" in file ? { path: file.path, base64: base64(file.bytes) } : file)),
  };
}

/** A script's text as it may stand in a page: one that would end its element early is not ours, and is refused. */
function inline(script: string): string {
  if (/<\/script|<!--|\r|\0/i.test(script)) throw new Error("this script can't stand inside a page");
  return script;
}

/** What of the notebook's files the page lacks. */
function notices({ files }: PageJob): readonly string[] {
  return files.flatMap((file) => ("problem" in file ? [`<p class="notice">${escapeHtml(file.problem)}</p>`] : []));
}

function foot(): string {
  return "<footer>A <em>Softmax Notebook</em>, exported with its results.<noscript> Its controls need scripts to move.</noscript></footer>";
}

function titleOf({ notebook, name }: PageJob): string {
  const heading = notebook.cells
    .map((cell) => (isMarkdown(cell) ? firstHeading(cell.source) : undefined))
    .find((text) => text !== undefined);
  return frontValue(notebook.front.raw, "title") ?? heading ?? name;
}

function isMarkdown(cell: NotebookCell): boolean {
  return cell.kind === "markdown";
}

function languageOf({ notebook }: PageJob): string {
  const stated = frontValue(notebook.front.raw, "lang");
  return stated !== undefined && /^[a-z]{2,8}(-[a-z0-9]{1,8})*$/i.test(stated) ? stated : "en";
}

/** A key that the format itself does not use: pages read `title` and `lang`. */
function frontValue(raw: string, key: string): string | undefined {
  const line = raw.split("\n").find((text) => text.startsWith(`${key}:`));
  const value = line
    ?.slice(key.length + 1)
    .trim()
    .replace(/^(["'])(.*)\1$/s, "$2");
  return value === "" ? undefined : value;
}
