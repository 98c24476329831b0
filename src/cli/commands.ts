import { realpath, writeFile } from "node:fs/promises";
import { checkCells } from "../language/index.ts";
import type { Failure } from "../model/index.ts";
import { folderOf, nodeFiles } from "../worker/files.node.ts";
import { type CellDocument, errorOf, type NotebookDocument } from "./document.ts";
import type { Options } from "./options.ts";
import { type NotebookFile, readNotebook } from "./readNotebook.ts";
import { type RanCell, runCells } from "./runCells.ts";
import { evaluateSettings, requireKnown } from "./settings.ts";
import { EXIT, type ExitCode, OutputError, UsageError } from "./usage.ts";

/** Where a command's words go. */
export interface Terminal {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  /** Told of a notebook before its cells run, and of each cell as it ends: what to print should this thread be ended. */
  readonly begin?: ((notebook: NotebookFile) => void) | undefined;
  readonly ran?: ((cell: CellDocument) => void) | undefined;
}

/** `softmaxnb run`: every notebook in turn, each with a scope of its own. */
export async function run(options: Options, terminal: Terminal): Promise<ExitCode> {
  await refuseOverwriting(options);
  const settings = evaluateSettings(options.set);
  const deadline = performance.now() + options.timeout * 1000;
  const printed: string[] = [];
  const exit = await eachNotebook(options.operands, terminal, async (notebook) => {
    const { file, seed } = notebook;
    requireKnown(
      settings.keys(),
      notebook.cells.map((cell) => cell.source),
      file,
    );
    const folder = folderOf(file);
    const { json, maxElements } = options;
    const files = nodeFiles(folder, [folder]);
    terminal.begin?.(notebook);
    const ran = await runCells(notebook.cells, { seed, files, settings, deadline, maxElements, json, ran: terminal.ran });
    emit(json ? jsonOf(file, ran) : textOfRun(notebook, ran));
    if (!json) terminal.err(complaints(notebook, ran));
    return exitOf(ran);
  });
  if (options.out !== null) await write(options.out, printed.join(""));
  return exit;

  function emit(text: string): void {
    if (options.out === null) terminal.out(text);
    else printed.push(text);
  }
}

/** The results of a notebook never take its place. */
async function refuseOverwriting({ out, operands }: Options): Promise<void> {
  if (out === null) return;
  const place = (path: string): Promise<string | null> => realpath(path).catch(() => null);
  const [target, ...files] = await Promise.all([out, ...operands].map(place));
  if (typeof target === "string" && files.includes(target)) throw new UsageError(`--out would overwrite the notebook ${out}`);
}

async function write(path: string, text: string): Promise<void> {
  try {
    await writeFile(path, text);
  } catch (error) {
    throw new OutputError(`${path} can't be written (${String(Reflect.get(Object(error), "code") ?? error)})`);
  }
}

/** `softmaxnb eval`: one cell's text. */
export async function evaluate(options: Options, terminal: Terminal): Promise<ExitCode> {
  const source = options.operands[0] ?? "";
  const folder = process.cwd();
  const { seed, maxElements, json } = options;
  const deadline = performance.now() + options.timeout * 1000;
  const settings = evaluateSettings(options.set);
  const ran = await runCells([{ index: 0, source }], { seed, files: nodeFiles(folder, [folder]), settings, deadline, maxElements, json });
  const text = json ? jsonOf(null, ran) : ran.flatMap((cell) => cell.texts.map((shown) => `${shown}\n`)).join("");
  if (options.out === null) terminal.out(text);
  else await write(options.out, text);
  if (!json) terminal.err(complaints(null, ran));
  return exitOf(ran);
}

/** `softmaxnb check`: what can be said of notebooks without running them. */
export async function check(options: Options, terminal: Terminal): Promise<ExitCode> {
  return eachNotebook(options.operands, terminal, async (notebook) => {
    const { file } = notebook;
    const found = diagnosticsOf(notebook);
    if (options.json) terminal.out(`${JSON.stringify({ softmaxnb: 1, file, diagnostics: found })}\n`);
    else
      for (const { index, line, column, message, code } of found)
        terminal.out(`${file}:${lineIn(notebook, index, line)}:${column}: ${message} [${code}]\n`);
    return found.length > 0 ? EXIT.failed : EXIT.ok;
  });
}

/** Works through the notebooks in turn; one that can't be read is said and passed over. Gives the exit code that says most. */
async function eachNotebook(
  files: readonly string[],
  terminal: Terminal,
  work: (notebook: NotebookFile) => Promise<ExitCode>,
): Promise<ExitCode> {
  let exit: ExitCode = EXIT.ok;
  for (const file of files) {
    const notebook = await readNotebook(file);
    if ("problem" in notebook) terminal.err(`softmaxnb: ${notebook.problem}\n`);
    exit = worse(exit, "problem" in notebook ? EXIT.unreadable : await work(notebook));
  }
  return exit;
}

function diagnosticsOf({ cells }: NotebookFile) {
  return checkCells(cells).map(({ cell, failure }) => {
    const at = cells[cell];
    return { index: at?.index ?? 0, ...errorOf(failure, at?.source ?? "") };
  });
}

/** The document of a notebook whose run was ended from outside: cells that had ended, then the one that ran, then the rest. */
export function cutShort(notebook: NotebookFile, ended: readonly CellDocument[], failure: Failure | null): string {
  const cells = notebook.cells.map(({ index, source }, i): CellDocument => {
    const done = ended.find((cell) => cell.index === index);
    if (done) return done;
    const rest = { index, source, elapsedMs: 0, results: [] };
    return failure && i === ended.length ? { ...rest, status: "error", error: errorOf(failure, source) } : { ...rest, status: "cancelled" };
  });
  const document: NotebookDocument = { softmaxnb: 1, file: notebook.file, cells };
  return `${JSON.stringify(document)}\n`;
}

function jsonOf(file: string | null, ran: readonly RanCell[]): string {
  const document: NotebookDocument = { softmaxnb: 1, file, cells: ran.map((cell) => cell.document) };
  return `${JSON.stringify(document)}\n`;
}

function textOfRun({ file }: NotebookFile, ran: readonly RanCell[]): string {
  const shown = ran.filter((cell) => cell.texts.length > 0);
  return `${[`── ${file}`, ...shown.map(({ document, texts }) => `[${document.index}]\n${texts.join("\n")}`)].join("\n\n")}\n\n`;
}

/** The line of the notebook's file that is line `line` of its cell `index`. */
function lineIn(notebook: NotebookFile, index: number, line: number): number {
  return (notebook.cells.find((cell) => cell.index === index)?.line ?? 1) + line - 1;
}

function complaints(notebook: NotebookFile | null, ran: readonly RanCell[]): string {
  return ran
    .map(({ document: { index, status, error } }) => {
      const where = (line: number): string => (notebook ? `${notebook.file}:${lineIn(notebook, index, line)}:` : `${line}:`);
      if (status === "cancelled") return `softmaxnb: ${where(1)} cancelled: the time was up\n`;
      return error ? `softmaxnb: ${where(error.line)}${error.column}: ${error.message} [${error.code}]\n` : "";
    })
    .join("");
}

function exitOf(ran: readonly RanCell[]): ExitCode {
  if (ran.some(({ document }) => document.status === "cancelled")) return EXIT.timeout;
  return ran.some(({ document }) => document.status === "error") ? EXIT.failed : EXIT.ok;
}

const RANK: readonly ExitCode[] = [EXIT.ok, EXIT.failed, EXIT.timeout, EXIT.unreadable, EXIT.usage];

/** Of two exit codes the one that says more: a file that could not be read tops a timeout, which tops a failed cell. */
function worse(a: ExitCode, b: ExitCode): ExitCode {
  return RANK.indexOf(a) >= RANK.indexOf(b) ? a : b;
}
