import type { View } from "../model/index.ts";
import { tailSentence } from "./distribution.ts";
import { type DrawnTable, drawnTable } from "./drawn.ts";
import { notesOf } from "./notes.ts";
import { sentenceOf } from "./sentence.ts";
import { textOf } from "./text.ts";

const ENTITIES: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };

/** Text made safe inside an element or a quoted attribute. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (c) => ENTITIES[c] ?? c);
}

/** A view as static HTML without style or script: its sentence, its notes, its data as a table. */
export function htmlOf(view: View): string {
  const table = drawnTable(view);
  if (table === null) return view.kind === "chart" ? paragraph(view.sentence) : `<pre>${escapeHtml(textOf(view))}</pre>`;
  const tail = view.kind === "distribution" && view.tail !== undefined ? [`… ${tailSentence(view)}`] : [];
  const notes = [...tail, ...notesOf(view)].map(paragraph);
  return [paragraph(sentenceOf(view)), ...notes, tableHtml(table)].join("\n");
}

function paragraph(text: string): string {
  return `<p>${escapeHtml(text)}</p>`;
}

function tableHtml(table: DrawnTable): string {
  if (table.rows.length === 0) return "";
  const cells = (row: readonly string[], tag: "td" | "th"): string => row.map((text) => `<${tag}>${escapeHtml(text)}</${tag}>`).join("");
  const caption = table.left === undefined ? "" : `<caption>${escapeHtml(table.left)}</caption>`;
  const body = table.rows.map((row) => `<tr>${cells(row, "td")}</tr>`).join("\n");
  return `<table>${caption}\n<thead><tr>${cells(table.header, "th")}</tr></thead>\n<tbody>\n${body}\n</tbody>\n</table>`;
}
