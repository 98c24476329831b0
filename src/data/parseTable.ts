import Papa from "papaparse";
import type { Steps } from "../model/index.ts";
import { malformed } from "./malformed.ts";

/** One row of a table, and the line of the file that it begins on (1-based). */
export interface Row {
  readonly cells: readonly string[];
  readonly line: number;
}

/** UTF-16 units parsed between two yields; more where one row is longer. */
const PIECE = 1 << 16;
/** UTF-16 units that a row may have: a vocabulary's logits take some megabytes. */
const LONGEST_ROW = 1 << 24;

/**
 * The rows of delimited text, as long as each other. Blank lines and `#` lines ahead of the first row are left out.
 * Without a delimiter it is the first of , ; and tab that the first row contains. Fails with "Format" and the line's number.
 */
export function* parseTable(input: string, path: string, delimiter?: string): Steps<readonly Row[]> {
  const text = input.includes("\r") ? input.replace(/\r\n?/g, "\n") : input;
  const rows: Row[] = [];
  const start = firstRow(text);
  let line = start.line;
  const parser = new Papa.Parser({ delimiter: delimiter ?? guess(text, start.at), newline: "\n" });
  for (let at = start.at, size = PIECE; at < text.length; ) {
    if (size > LONGEST_ROW) malformed(path, `line ${line}: a row of more than ${LONGEST_ROW} characters (a quote that is not closed?)`);
    const last = at + size >= text.length;
    const { data, errors, meta } = parser.parse(text.slice(at, at + size), 0, !last);
    // Errors in a row that the piece cuts are of the cut's making.
    const error = errors.find((one) => last || (one.row ?? 0) < data.length);
    const bad = error && line + linesIn(data.slice(0, error.row));
    if (error) malformed(path, `line ${bad}: ${error.message.toLowerCase()}`);
    line = append(rows, data, line, path);
    // A quoted field may hold whole pieces; doubling keeps the work linear.
    size = meta.cursor === 0 && !last ? size * 2 : PIECE;
    at = last ? text.length : at + meta.cursor;
    yield { kind: "progress", done: at, total: text.length };
  }
  return rows;
}

/** NumPy's savetxt puts `#` before its header. */
function firstRow(text: string): { at: number; line: number } {
  const skip = /[ \t]*(#.*)?\n/y;
  let line = 1;
  let at = 0;
  while (skip.test(text)) {
    at = skip.lastIndex;
    line++;
  }
  return { at, line };
}

function guess(text: string, at: number): string {
  const end = text.indexOf("\n", at);
  const first = text.slice(at, end < 0 ? undefined : end).replace(/"[^"]*"/g, "");
  return [",", ";", "\t"].find((delimiter) => first.includes(delimiter)) ?? ",";
}

/** Takes over the rows that hold something; returns the line after them. */
function append(rows: Row[], data: readonly (readonly string[])[], start: number, path: string): number {
  let line = start;
  for (const cells of data) {
    const blank = cells.length === 1 && cells[0]?.trim() === "";
    const width = rows[0]?.cells.length ?? cells.length;
    if (!blank && cells.length !== width) malformed(path, `line ${line}: ${count(cells.length)}, but the first row has ${count(width)}`);
    if (!blank) rows.push({ cells, line });
    line += linesIn([cells]);
  }
  return line;
}

function linesIn(rows: readonly (readonly string[])[]): number {
  let lines = rows.length;
  for (const cells of rows) for (const cell of cells) lines += cell.includes("\n") ? cell.split("\n").length - 1 : 0;
  return lines;
}

function count(cells: number): string {
  return cells === 1 ? "1 cell" : `${cells} cells`;
}
