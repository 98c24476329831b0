import { NotebookCellOutput, NotebookCellOutputItem } from "vscode";
import { type Failure, lineAndColumn, type MimeBundle, type View } from "../model/index.ts";
import { bundleOf, sentenceOf } from "../output/index.ts";

/** One output that carries every representation, in the bundle's order. */
export function outputOf(bundle: MimeBundle): NotebookCellOutput {
  return new NotebookCellOutput(
    Object.entries(bundle).map(([mime, content]) =>
      typeof content === "string" ? NotebookCellOutputItem.text(content, mime) : NotebookCellOutputItem.json(content, mime),
    ),
  );
}

/** A failure as an output: one message with its place, no stack. */
export function failureOutput(failure: Failure, cell: string, slot: number, source: string): NotebookCellOutput {
  const place = failure.span ? lineAndColumn(source, failure.span.start) : {};
  const view: View = { kind: "error", failure, ...place };
  return outputOf(bundleOf({ version: 1, cell, slot, view, sentence: sentenceOf(view) }));
}
