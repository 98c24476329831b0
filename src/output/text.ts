import { type Control, type DistributionView, fromJsonNumber, type SweepView, type TensorView, type View } from "../model/index.ts";
import { tailSentence } from "./distribution.ts";
import { drawnTable } from "./drawn.ts";
import { shortened, visible } from "./labels.ts";
import { comparisonOf, type Fact, factsOf, notesOf, sumErrorFact } from "./notes.ts";
import { counted, plural, readable } from "./numbers.ts";

const BAR_WIDTH = 24;
const EIGHTHS = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"];
const TERMINAL_ROWS = 24;
const SAMPLED = 9;

/** A view for a terminal: plain text, columns aligned, no trailing line break. */
export function textOf(view: View): string {
  switch (view.kind) {
    case "text":
    case "group":
      return view.text;
    case "distribution":
      return distributionText(view);
    case "tensor":
      return tensorText(view);
    case "sweep":
      return sweepText(view);
    case "table":
      return tableText(view);
    case "control":
      return controlText(view.control);
    case "chart":
      return view.sentence;
    case "error":
      return errorText(view);
  }
}

/** Columns padded to equal widths: the first to the left, numbers to the right. */
export function aligned(rows: readonly (readonly string[])[], right: (column: number) => boolean = (c) => c > 0): string[] {
  const widths = (rows[0] ?? []).map((_, c) => Math.max(...rows.map((row) => widthOf(row[c] ?? ""))));
  const cell = (text: string, c: number): string => {
    const pad = " ".repeat(Math.max(0, (widths[c] ?? 0) - widthOf(text)));
    return right(c) ? pad + text : text + pad;
  };
  return rows.map((row) => row.map(cell).join("  ").trimEnd());
}

function widthOf(text: string): number {
  return [...text].length;
}

/** `share` of a full bar, to an eighth of a character. */
export function unicodeBar(share: number, width = BAR_WIDTH): string {
  const eighths = Math.round(Math.max(0, Math.min(1, share)) * width * 8);
  return "█".repeat(Math.floor(eighths / 8)) + (EIGHTHS[eighths % 8] ?? "");
}

function factsLine(facts: readonly Fact[]): string {
  return facts.map((fact) => [fact.name, fact.value, fact.unit].filter((part) => part !== undefined && part !== "").join(" ")).join("   ");
}

function notesLines(view: View): string[] {
  return notesOf(view).map((note) => `! ${note}`);
}

function distributionText(view: DistributionView): string {
  const all = view.bars.length <= TERMINAL_ROWS;
  const byProbability = [...view.bars].sort((a, b) => fromJsonNumber(b.p) - fromJsonNumber(a.p));
  const bars = all ? view.bars : byProbability.slice(0, TERMINAL_ROWS);
  const most = bars.reduce((a, bar) => Math.max(a, fromJsonNumber(bar.p) || 0), 0);
  const rows = bars.map((bar) => [
    `  ${shortened(visible(bar.label), 24)}`,
    readable(bar.p),
    unicodeBar(fromJsonNumber(bar.p) / (most || 1)),
  ]);
  const hidden = view.bars.length - bars.length;
  const more = hidden > 0 && view.tail === undefined ? [`… ${plural(hidden, "smaller entry", "smaller entries")}`] : [];
  const tail = view.tail === undefined ? [] : [`… ${tailSentence(view)}`];
  return [
    `distribution   ${factsLine([...factsOf(view), sumErrorFact(view)])}`,
    ...(view.pinned === undefined ? [] : [factsLine(comparisonOf(view))]),
    ...aligned(rows, (c) => c === 1),
    ...more,
    ...tail,
    ...notesLines(view),
  ].join("\n");
}

function tensorText(view: TensorView): string {
  const head = view.shape.length === 0 ? `${view.dtype} scalar` : `tensor   ${factsLine(factsOf(view))}`;
  const small = smallMatrix(view);
  return [head, ...(small ?? [elementsLine(view)]), ...notesLines(view)].join("\n");
}

function elementsLine(view: TensorView): string {
  if (view.size === 0) return "[]";
  const values = [...view.head.map((x) => readable(x, 4)), ...(view.tail.length > 0 ? ["…"] : []), ...view.tail.map((x) => readable(x, 4))];
  return view.shape.length === 0 ? (values[0] ?? "") : `[${values.join(", ")}]`;
}

/** The rows of a matrix that is drawn whole and fits on a screen; null otherwise. */
function smallMatrix(view: TensorView): string[] | null {
  const { grid } = view;
  if (grid === undefined || view.shape.length !== 2 || grid.rows * grid.columns !== view.size || grid.rows > 12 || grid.columns > 10)
    return null;
  const rows = Array.from({ length: grid.rows }, (_, r) => {
    const cells = grid.cells.slice(r * grid.columns, (r + 1) * grid.columns).map((cell) => readable(cell, 4));
    return grid.rowLabels === undefined ? cells : [grid.rowLabels[r] ?? "", ...cells];
  });
  return aligned(rows, (c) => grid.rowLabels === undefined || c > 0).map((line) => `  ${line}`);
}

function sweepText(view: SweepView): string {
  const table = drawnTable(view);
  const header = table === null ? [] : table.header.slice(0, 7);
  const rows = sampled(table?.rows ?? []).map((row) => row.slice(0, 7));
  const kinds = view.of === "number" ? "numbers" : `${view.of}s`;
  return [
    `sweep of ${plural(view.values.length, "value")} of ${view.parameter} over ${kinds}`,
    ...aligned([header, ...rows], () => true),
    ...notesLines(view),
  ].join("\n");
}

/** The first, the last, and about evenly spaced ones between. */
function sampled<T>(rows: readonly T[]): T[] {
  if (rows.length <= SAMPLED) return [...rows];
  const step = (rows.length - 1) / (SAMPLED - 1);
  return Array.from({ length: SAMPLED }, (_, i) => rows[Math.round(i * step)]).filter((row) => row !== undefined);
}

function tableText(view: Extract<View, { kind: "table" }>): string {
  const table = drawnTable(view);
  if (table === null || table.rows.length === 0) return `empty table of ${view.columns.map((column) => column.name).join(", ")}`;
  const shown = table.rows.slice(0, TERMINAL_ROWS);
  const left = view.rows - shown.length;
  return [...aligned([table.header, ...shown], () => true), ...(left > 0 ? [`… ${plural(left, "more row")}`] : [])].join("\n");
}

function controlText(control: Control): string {
  const value = typeof control.value === "number" ? readable(control.value, 6) : String(control.value);
  return `${control.name} = ${value}   (${controlKind(control)})`;
}

function controlKind(control: Control): string {
  switch (control.control) {
    case "slider":
      return `slider ${readable(control.min)} … ${readable(control.max)}${control.scale === "log" ? ", log" : ""}`;
    case "select":
      return `select ${control.options.map(String).join(" | ")}`;
    case "play":
      return `play ${readable(control.min)} … ${readable(control.max)}, ${counted(control.fps)} a second`;
    case "checkbox":
    case "number":
      return control.control;
  }
}

function errorText(view: Extract<View, { kind: "error" }>): string {
  const place = view.line === undefined ? "" : ` at ${view.line}:${view.column ?? 1}`;
  return `${view.failure.code}${place}: ${view.failure.message}`;
}
