import {
  CompletionItem,
  CompletionItemKind,
  type CompletionItemProvider,
  FileType,
  MarkdownString,
  type Position,
  SnippetString,
  type TextDocument,
  Uri,
  workspace,
} from "vscode";
import type { Completion, CompletionKind, Completions } from "../../model/index.ts";
import type { LanguageService } from "../../worker/index.ts";
import { placeOf } from "../places.ts";
import { askAt, type Place, rangeOf } from "./cells.ts";
import { type Values, valueText } from "./values.ts";

const KINDS: Readonly<Record<CompletionKind, CompletionItemKind>> = {
  function: CompletionItemKind.Function,
  mathFunction: CompletionItemKind.Method,
  variable: CompletionItemKind.Variable,
  parameter: CompletionItemKind.TypeParameter,
  keyword: CompletionItemKind.Property,
  option: CompletionItemKind.EnumMember,
  constant: CompletionItemKind.Constant,
};

/** Completions of a cell; docs are fetched for the one that is looked at. */
export function completionProvider(service: LanguageService, values: Values): CompletionItemProvider {
  return {
    async provideCompletionItems(document: TextDocument, position: Position) {
      const found = await askAt(service, "completions", document, position);
      if (!found) return undefined;
      const { answer, place } = found;
      if (answer.file) return await fileItems(document, answer, place);
      const known = new Map((await values(place.notebook)).map((variable) => [variable.name, variable]));
      return answer.items.map((item) => {
        const variable = item.kind === "variable" ? known.get(item.label) : undefined;
        return itemOf(document, answer, item, variable && valueText(variable));
      });
    },
    async resolveCompletionItem(item: CompletionItem) {
      const name = typeof item.label === "string" ? item.label : item.label.label;
      const docs = DOCUMENTED.has(item.kind) ? await service.ask([], { kind: "docs", name }) : null;
      if (docs !== null) item.documentation = new MarkdownString(docs);
      return item;
    },
  };
}

const DOCUMENTED: ReadonlySet<CompletionItemKind | undefined> = new Set([
  CompletionItemKind.Function,
  CompletionItemKind.Method,
  CompletionItemKind.Constant,
]);

function itemOf(document: TextDocument, { replace }: Completions, from: Completion, value: string | undefined): CompletionItem {
  const item = new CompletionItem(from.label, KINDS[from.kind]);
  item.insertText = from.snippet ? new SnippetString(from.insert) : from.insert;
  item.range = rangeOf(document, replace);
  item.sortText = from.sort;
  item.filterText = from.label;
  const detail = value ?? from.detail;
  if (detail !== "") item.detail = detail;
  // What is inside the brackets is asked for at once.
  if (from.snippet) item.command = { command: "editor.action.triggerParameterHints", title: "" };
  return item;
}

/** Files and folders below the notebook's folder that the path so far leads to. Never outside of it. */
async function fileItems(document: TextDocument, { replace }: Completions, { notebook }: Place): Promise<CompletionItem[]> {
  const folder = notebook && placeOf(notebook).folder;
  const typed = document.getText(rangeOf(document, replace));
  const inside = typed.slice(0, typed.lastIndexOf("/") + 1);
  if (!folder || inside.startsWith("/") || inside.split("/").includes("..")) return [];
  const entries = await Promise.resolve(workspace.fs.readDirectory(Uri.joinPath(folder, inside))).catch(() => []);
  return entries
    .filter(([name]) => !name.startsWith("."))
    .map(([name, type]) => {
      const isFolder = (type & FileType.Directory) !== 0;
      const item = new CompletionItem(isFolder ? `${name}/` : name, isFolder ? CompletionItemKind.Folder : CompletionItemKind.File);
      item.insertText = `${inside}${name}${isFolder ? "/" : ""}`;
      item.filterText = item.insertText;
      item.range = rangeOf(document, replace);
      item.sortText = `${isFolder ? 0 : 1}${name}`;
      if (isFolder) item.command = { command: "editor.action.triggerSuggest", title: "" };
      return item;
    });
}
