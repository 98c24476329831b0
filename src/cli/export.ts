import { basename, join } from "node:path";
import { type DataFormat, encodeValue, parseCell, present } from "../language/index.ts";
import { Cancelled, FailureError, type Value } from "../model/index.ts";
import { readJupyter } from "../notebook/index.ts";
import { writePython } from "../python/index.ts";
import { folderOf, nodeFiles } from "../worker/files.node.ts";
import { documentOf } from "./documents.ts";
import type { Options } from "./options.ts";
import { type NotebookFile, readNotebook, readTextFile } from "./readNotebook.ts";
import { recorded } from "./recorded.ts";
import { complaints, exitOf, worse } from "./report.ts";
import { driveUntil, executorFor, runCells } from "./runCells.ts";
import { evaluateSettings, requireKnown, type Setting } from "./settings.ts";
import type { Terminal } from "./terminal.ts";
import { EXIT, type ExitCode, UsageError } from "./usage.ts";
import { refuseOverwriting, writeResult } from "./writeResult.ts";

/** `softmaxnb export`: a notebook as a document of another kind, or one of its values as data. */
export async function exportNotebook(options: Options, terminal: Terminal): Promise<ExitCode> {
  await refuseOverwriting(options);
  const settings = evaluateSettings(options.set);
  const notebook = await readNotebook(options.operands[0] ?? "");
  if ("problem" in notebook) {
    terminal.err(`softmaxnb: ${notebook.problem}\n`);
    return EXIT.unreadable;
  }
  requireKnown(settings.keys(), sourcesOf(notebook), notebook.file);
  const { content, exit } = await contentOf(notebook, options, settings, terminal);
  if (content !== null) {
    if (options.out === null) terminal.out(content);
    else await writeResult(options.out, [content]);
  }
  return exit;
}

/** Nothing runs for this. */
function pythonOf(notebook: NotebookFile, settings: ReadonlyMap<string, Setting>, terminal: Terminal): string {
  if (settings.size > 0) throw new UsageError("--set does not go with --to py: change the script");
  const { text, left } = writePython(notebook.notebook, basename(notebook.file));
  for (const { cell, source, reason } of left)
    terminal.err(`softmaxnb: ${notebook.file}: cell ${cell}: left out, ${reason}: ${source.split("\n")[0]}\n`);
  return text;
}

interface Content {
  readonly content: string | Uint8Array | null;
  readonly exit: ExitCode;
}

async function contentOf(
  notebook: NotebookFile,
  options: Options,
  settings: ReadonlyMap<string, Setting>,
  terminal: Terminal,
): Promise<Content> {
  const { to } = options;
  if (to === "py") return { content: pythonOf(notebook, settings, terminal), exit: EXIT.ok };
  const folder = folderOf(notebook.file);
  const files = recorded(nodeFiles(folder, [folder]), (path) => terminal.err(`softmaxnb: wrote ${join(folder, path)}\n`));
  const deadline = performance.now() + options.timeout * 1000;
  const running = { seed: notebook.seed, files, settings, deadline, maxElements: options.maxElements, pool: terminal.pool };
  const executor = executorFor(running);
  const whole = to === "html" || to === "ipynb";
  const name = whole ? null : nameOf(options, notebook);
  const ran = await runCells(notebook.cells, { ...running, want: whole ? "bundles" : "nothing" }, executor);
  terminal.err(complaints(notebook, ran));
  const exit = exitOf(ran);
  if (whole) return { content: await documentOf(to, { notebook, ran, settings, files: files.opened, warn: terminal.err }), exit };
  if (name === null || !executor.scope.has(name)) return { content: null, exit: worse(exit, EXIT.failed) };
  // SAFETY: whatever is no document is a format of data, as readOptions has it.
  const data = await dataOf(present(executor.scope.get(name)), to as DataFormat, name, deadline, terminal);
  return { content: data.content, exit: worse(exit, data.exit) };
}

async function dataOf(value: Value, format: DataFormat, name: string, deadline: number, terminal: Terminal): Promise<Content> {
  try {
    return { content: await driveUntil(deadline, encodeValue(value, format), terminal.pool), exit: EXIT.ok };
  } catch (error) {
    if (error instanceof Cancelled) return { content: null, exit: EXIT.timeout };
    if (!(error instanceof FailureError)) throw error;
    terminal.err(`softmaxnb: ${name}: ${error.message} [${error.failure.code}]\n`);
    return { content: null, exit: EXIT.failed };
  }
}

/** The name whose value is wanted: the one given, or the only one that there is. Throws UsageError. */
function nameOf({ name, to }: Options, notebook: NotebookFile): string {
  const names = [...new Set(sourcesOf(notebook).flatMap((source) => parseCell(source).defines))];
  if (name !== null) {
    if (!names.includes(name)) throw new UsageError(`no cell of ${notebook.file} defines '${name}'${listOf(names)}`);
    return name;
  }
  const [only, ...others] = names;
  if (only === undefined) throw new UsageError(`no cell of ${notebook.file} defines a name whose value could be written`);
  if (others.length > 0) throw new UsageError(`--to ${to} writes one value: say which by --name${listOf(names)}`);
  return only;
}

function listOf(names: readonly string[]): string {
  return names.length === 0 ? "" : `; there are ${names.slice(0, 20).join(", ")}${names.length > 20 ? "…" : ""}`;
}

function sourcesOf({ cells }: NotebookFile): readonly string[] {
  return cells.map((cell) => cell.source);
}

/** `softmaxnb import`: a Jupyter notebook as a notebook of ours. */
export async function importNotebook(options: Options, terminal: Terminal): Promise<ExitCode> {
  await refuseOverwriting(options);
  const file = options.operands[0] ?? "";
  const read = await readTextFile(file);
  const result = "problem" in read ? read : readJupyter(read.text);
  if ("problem" in result || "failure" in result) {
    const reason = "problem" in result ? result.problem : `${file}: ${result.failure.message}`;
    terminal.err(`softmaxnb: ${reason}\n`);
    return EXIT.unreadable;
  }
  if (options.out === null) terminal.out(result.text);
  else await writeResult(options.out, [result.text]);
  return EXIT.ok;
}
