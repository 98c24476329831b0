import { join } from "node:path";
import { diagnose } from "../language/index.ts";
import type { Failure } from "../model/index.ts";
import { folderOf, nodeFiles } from "../worker/files.node.ts";
import { type CellDocument, errorOf, type NotebookDocument } from "./document.ts";
import { documentOf } from "./documents.ts";
import { junitOf } from "./junit.ts";
import { documentFormat, type Options } from "./options.ts";
import { type NotebookFile, readNotebook } from "./readNotebook.ts";
import { recorded } from "./recorded.ts";
import { complaints, exitOf, lineIn, worse } from "./report.ts";
import { type Form, type RanCell, runCells } from "./runCells.ts";
import { evaluateSettings, requireKnown } from "./settings.ts";
import type { Terminal } from "./terminal.ts";
import { EXIT, type ExitCode } from "./usage.ts";
import { refuseOverwriting, writeResult } from "./writeResult.ts";

/** `softmaxnb run`: every notebook in turn, each with a scope of its own. */
export async function run(options: Options, terminal: Terminal): Promise<ExitCode> {
  await refuseOverwriting(options);
  const settings = evaluateSettings(options.set);
  const deadline = performance.now() + options.timeout * 1000;
  const printed: (string | Uint8Array)[] = [];
  const tested: { readonly notebook: NotebookFile; readonly ran: readonly RanCell[] }[] = [];
  const format = options.out === null ? null : documentFormat(options.out);
  const json = options.json || /\.json$/i.test(options.out ?? "");
  const want: Form = format !== null ? "bundles" : json ? "json" : "text";
  const exit = await eachNotebook(options.operands, terminal, async (notebook) => {
    const { file, seed } = notebook;
    requireKnown(
      settings.keys(),
      notebook.cells.map((cell) => cell.source),
      file,
    );
    const folder = folderOf(file);
    const files = recorded(nodeFiles(folder, [folder]), (path) => terminal.err(`softmaxnb: wrote ${join(folder, path)}\n`));
    terminal.begin?.(notebook);
    const running = { seed, files, settings, deadline, maxElements: options.maxElements, want, pool: terminal.pool, ran: terminal.ran };
    const ran = await runCells(notebook.cells, running);
    tested.push({ notebook, ran });
    if (format !== null) emit(await documentOf(format, { notebook, ran, settings, files: files.opened, warn: terminal.err }));
    else emit(json ? jsonOf(file, ran) : textOfRun(notebook, ran));
    if (!json) terminal.err(complaints(notebook, ran));
    return exitOf(ran);
  });
  if (options.out !== null) await writeResult(options.out, printed);
  if (options.junit !== null) await writeResult(options.junit, [junitOf(tested)]);
  return exit;

  function emit(text: string | Uint8Array): void {
    if (options.out === null) terminal.out(text);
    else printed.push(text);
  }
}

/** `softmaxnb eval`: one cell's text. */
export async function evaluate(options: Options, terminal: Terminal): Promise<ExitCode> {
  const source = options.operands[0] ?? "";
  const folder = process.cwd();
  const { seed, maxElements, json } = options;
  const deadline = performance.now() + options.timeout * 1000;
  const settings = evaluateSettings(options.set);
  const files = nodeFiles(folder, [folder]);
  const want = json ? "json" : "text";
  const ran = await runCells([{ index: 0, source }], { seed, files, settings, deadline, maxElements, want, pool: terminal.pool });
  const text = json ? jsonOf(null, ran) : ran.flatMap((cell) => cell.texts.map((shown) => `${shown}\n`)).join("");
  if (options.out === null) terminal.out(text);
  else await writeResult(options.out, [text]);
  if (!json) terminal.err(complaints(null, ran));
  return exitOf(ran);
}

/** `softmaxnb check`: what can be said of notebooks without running them; advice alone is no reason to fail. */
export async function check(options: Options, terminal: Terminal): Promise<ExitCode> {
  return eachNotebook(options.operands, terminal, async (notebook) => {
    const { file } = notebook;
    const found = diagnosticsOf(notebook);
    if (options.json) terminal.out(`${JSON.stringify({ softmaxnb: 1, file, diagnostics: found })}\n`);
    else
      for (const { index, line, column, message, code } of found)
        terminal.out(`${file}:${lineIn(notebook, index, line)}:${column}: ${message} [${code}]\n`);
    return found.some(({ severity }) => severity === "error") ? EXIT.failed : EXIT.ok;
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
  return diagnose(cells).map(({ cell, severity, failure }) => {
    const at = cells[cell];
    return { index: at?.index ?? 0, severity, ...errorOf(failure, at?.source ?? "") };
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
