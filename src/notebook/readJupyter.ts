import { foreignFence } from "./foreign.ts";
import { newFront } from "./front.ts";
import { parseNotebook } from "./read.ts";
import { BrokenFile, type NotebookCell, type NotebookFailure, type NotebookText } from "./text.ts";
import { writeNotebook } from "./write.ts";

type Json = Readonly<Record<string, unknown>>;

/**
 * A Jupyter file (nbformat 4) as the text of a notebook file. One that `writeJupyter` wrote gives its notebook back byte for byte; with
 * its edited cells where somebody changed them. Of any other the Markdown is kept with its attached pictures, code becomes a fence of
 * its language in Markdown, and outputs are dropped. Failure "Format": not JSON, not a notebook, an older format.
 */
export function readJupyter(text: string): { readonly text: string } | { readonly failure: NotebookFailure } {
  try {
    return { text: read(notebookIn(text)) };
  } catch (reason) {
    if (reason instanceof BrokenFile) return { failure: reason.failure };
    throw reason;
  }
}

function notebookIn(text: string): Json {
  const value = parsed(text.replace(/^\uFEFF/, ""));
  if (!isJson(value) || typeof value.nbformat !== "number") throw new BrokenFile(1, "This is no Jupyter notebook: it states no nbformat");
  if (value.nbformat !== 4)
    throw new BrokenFile(1, `This Jupyter notebook is of format ${value.nbformat}; save it as format 4 with Jupyter first`);
  return value;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new BrokenFile(1, `This is no Jupyter notebook: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function read(file: Json): string {
  if (!Array.isArray(file.cells)) throw new BrokenFile(1, "This Jupyter notebook has no list of cells");
  const metadata = objectOf(file.metadata);
  const language = languageOf(metadata);
  const cells = file.cells.map((cell: unknown, index) => cellOf(cell, index, language));
  const source = objectOf(metadata.softmaxnb).source;
  const own = typeof source === "string" ? parseNotebook(source) : null;
  if (own === null || "failure" in own) return writeNotebook({ front: newFront(), cells, eol: "\n", finalNewline: true, bom: false });
  return typeof source === "string" && sameCells(own.notebook.cells, cells) ? source : rewritten(own.notebook, cells);
}

function rewritten(base: NotebookText, cells: readonly NotebookCell[]): string {
  return writeNotebook({ ...base, cells });
}

function sameCells(a: readonly NotebookCell[], b: readonly NotebookCell[]): boolean {
  return JSON.stringify(a.map(keyOf)) === JSON.stringify(b.map(keyOf));
}

function keyOf(cell: NotebookCell): readonly string[] {
  return [cell.kind, cell.source, cell.kind === "code" ? cell.options : ""];
}

function languageOf(metadata: Json): string {
  const { language_info: info, kernelspec: kernel } = metadata;
  return [objectOf(info).name, objectOf(kernel).language].find((name) => typeof name === "string") ?? "python";
}

function cellOf(value: unknown, index: number, language: string): NotebookCell {
  const cell = objectOf(value);
  const metadata = objectOf(cell.metadata);
  const source = textOf(cell.source, index);
  if (cell.cell_type === "markdown") return { kind: "markdown", source: withAttachments(source, objectOf(cell.attachments)) };
  if (cell.cell_type === "raw") return { kind: "markdown", source: foreignFence("", source) };
  if (cell.cell_type !== "code") throw new BrokenFile(1, `Cell ${index + 1} is of an unknown type`);
  const own = objectOf(metadata.vscode).languageId;
  const name = typeof own === "string" ? own : (magicOf(source) ?? language);
  if (name !== "softmax") return { kind: "markdown", source: foreignFence(wordOf(name), source) };
  const { options } = objectOf(metadata.softmaxnb);
  return { kind: "code", source, options: typeof options === "string" ? options : "" };
}

/** The language of a cell that starts with IPython's `%%bash` or its like. */
function magicOf(source: string): string | undefined {
  return /^%%(bash|sh|html|javascript|js|latex|markdown|perl|ruby|R|sql)\b/.exec(source)?.[1];
}

/** A word that may stand behind a fence. */
function wordOf(language: string): string {
  return /^[\w+#.-]+$/.test(language) ? language : "";
}

function textOf(source: unknown, index: number): string {
  if (typeof source === "string") return source;
  if (Array.isArray(source) && source.every((line) => typeof line === "string")) return source.join("");
  throw new BrokenFile(1, `Cell ${index + 1} has no source`);
}

/** The pictures that Jupyter keeps beside a cell's text, put into it. */
function withAttachments(source: string, attachments: Json): string {
  return Object.entries(attachments).reduce((text, [name, bundle]) => {
    const [mime, data] = Object.entries(objectOf(bundle))[0] ?? [];
    const base64 = Array.isArray(data) ? data.join("") : data;
    if (mime === undefined || typeof base64 !== "string") return text;
    const address = `data:${mime};base64,${base64.replace(/\s/g, "")}`;
    return text.replaceAll(`attachment:${encodeURI(name)}`, address).replaceAll(`attachment:${name}`, address);
  }, source);
}

function isJson(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function objectOf(value: unknown): Json {
  return isJson(value) ? value : {};
}
