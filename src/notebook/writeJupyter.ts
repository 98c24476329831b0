import { type Failure, lineAndColumn, type MimeBundle, VIEW_MIME } from "../model/index.ts";
import { type NotebookCell, type NotebookText, optionWords } from "./text.ts";

/** What one run of a code cell showed. */
export interface CellOutputs {
  readonly outputs: readonly MimeBundle[];
  readonly failure?: Failure | undefined;
}

/**
 * The notebook as Jupyter's file format, nbformat 4.5. `text` is the notebook's own file: it goes into the metadata, so that `readJupyter`
 * gives it back byte for byte as long as nobody edits the cells. `results` are by index among all cells; a cell without any has not run.
 */
export function writeJupyter(text: string, notebook: NotebookText, results: ReadonlyMap<number, CellOutputs>): string {
  let order = 0;
  const cells = notebook.cells.map((cell, index) => {
    const head = { id: `cell-${index}`, ...kindOf(cell), source: linesOf(cell.source) };
    if (cell.kind === "markdown") return head;
    const result = results.get(index);
    if (result) order += 1;
    return { ...head, execution_count: result ? order : null, outputs: result ? outputsOf(result, cell.source) : [] };
  });
  const metadata = {
    kernelspec: { name: "softmaxnb", display_name: "Softmax", language: "softmax" },
    language_info: { name: "softmax", file_extension: ".softmaxnb", mimetype: "text/x-softmax" },
    softmaxnb: { source: text },
  };
  return `${JSON.stringify({ cells, metadata, nbformat: 4, nbformat_minor: 5 }, null, 1)}\n`;
}

function kindOf(cell: NotebookCell): { cell_type: "markdown" | "code"; metadata: object } {
  if (cell.kind === "markdown") return { cell_type: "markdown", metadata: {} };
  const own = cell.options === "" ? {} : { softmaxnb: { options: cell.options } };
  const hidden = optionWords(cell.options).includes("hide-input") ? { jupyter: { source_hidden: true } } : {};
  return { cell_type: "code", metadata: { ...own, ...hidden } };
}

function outputsOf({ outputs, failure }: CellOutputs, source: string): object[] {
  const shown = outputs.map((bundle) => ({ output_type: "display_data", metadata: {}, data: dataOf(bundle) }));
  return failure ? [...shown, errorOf(failure, source)] : shown;
}

/** What others can read of a bundle: our own view only serves a session of ours. */
function dataOf(bundle: MimeBundle): object {
  const shared = Object.entries(bundle).filter(([mime]) => mime !== VIEW_MIME);
  return Object.fromEntries(shared.map(([mime, content]) => [mime, typeof content === "string" ? linesOf(content) : content]));
}

function errorOf(failure: Failure, source: string): object {
  const place = failure.span ? lineAndColumn(source, failure.span.start) : null;
  const line = place ? `line ${place.line}:${place.column}: ${failure.message}` : failure.message;
  return { output_type: "error", ename: failure.code, evalue: failure.message, traceback: [line] };
}

/** Lines with their ends, as the format writes long texts. */
function linesOf(text: string): readonly string[] {
  return text.match(/[^\n]*\n|[^\n]+/g) ?? [];
}
