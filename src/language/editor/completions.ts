import type { Completion, CompletionKind, Completions, Source, Span } from "../../model/index.ts";
import { isFunctionName, mathNames } from "../mathjs.ts";
import { tokenize } from "../tokens.ts";
import type { RunnableEntry } from "../vocabulary/entry.ts";
import { lookUpEntry, vocabulary } from "../vocabulary/index.ts";
import { summaryOf } from "./docs.ts";
import { occurrencesOf } from "./occurrences.ts";
import { type OpenCall, type Place, placeAt } from "./place.ts";

const NONE: Completions = { replace: { start: 0, end: 0 }, items: [], file: false };

/** Parameters that hold a path, by function. */
const PATHS: Readonly<Record<string, string>> = { load: "path", save: "path" };

/**
 * What could stand at an offset of a cell: in a string the options of its parameter; at the start of an argument the call's
 * keywords first; else the notebook's names, the vocabulary, and mathjs. Works on text that does not parse.
 */
export function completionsAt(cells: readonly Source[], cell: number, offset: number): Completions {
  const source = cells[cell]?.source ?? "";
  const place = placeAt(source, offset);
  if (place.comment || place.member) return NONE;
  const call = place.calls.at(-1);
  if (place.string) return inString(source, call, place.string);
  if (isNumber(source.slice(0, offset))) return NONE;
  const replace = { start: place.prefix.start, end: endOfWord(source, offset) };
  return { replace, file: false, items: [...inCall(place, call), ...names(cells, cell, offset), ...functions()] };
}

/** A number is being typed; `1e` may become one with an exponent. */
function isNumber(before: string): boolean {
  const [last, previous] = [tokenize(before).at(-1), tokenize(before.replace(/[eE]$/, "")).at(-1)];
  const end = before.length;
  return (last?.kind === "number" && last.end === end) || (/[eE]$/.test(before) && previous?.kind === "number" && previous.end === end - 1);
}

/** The rest of a word that the cursor is in is replaced with it. */
function endOfWord(source: string, offset: number): number {
  return offset + (/^[\w$]*/.exec(source.slice(offset))?.[0].length ?? 0);
}

function inString(source: string, call: OpenCall | undefined, string: Span): Completions {
  const entry = call && lookUpEntry(call.name);
  if (!entry) return NONE;
  const quote = source[string.start - 1] ?? '"';
  const rest = /^[^"'\n]*/.exec(source.slice(string.end))?.[0] ?? "";
  const closed = source[string.end + rest.length] === quote;
  const replace = { start: string.start, end: closed ? string.end + rest.length : string.end };
  const parameter = parameterAt(entry, call);
  if (parameter && PATHS[entry.name] === parameter.name) return { replace, items: [], file: true };
  const options = (parameter?.kind.options ?? []).filter((option) => option.startsWith('"')).map((option) => option.slice(1, -1));
  return {
    replace,
    file: false,
    items: options.map((option, i) => item(option, "option", `${entry.name}: ${parameter?.name}`, `0${pad(i)}`)),
  };
}

/** The parameter that the cursor's argument is for. */
export function parameterAt(entry: RunnableEntry, call: OpenCall): RunnableEntry["declared"][number] | undefined {
  if (call.keyword !== undefined) {
    const name = call.keyword === "axis" ? "dim" : call.keyword;
    return entry.declared.find((parameter) => parameter.name === name);
  }
  const rest = entry.declared.findIndex((parameter) => parameter.rest);
  return entry.declared[rest >= 0 ? Math.min(call.argument, rest) : call.argument];
}

/** Keywords that the call still takes, or the options of the argument in hand. */
function inCall(place: Place, call: OpenCall | undefined): Completion[] {
  const entry = call && lookUpEntry(call.name);
  if (!call || !entry) return [];
  const options = (parameterAt(entry, call)?.kind.options ?? []).map((option, i) => item(option, "option", "", `0${pad(i)}`));
  if (call.keyword !== undefined || place.prefix.start !== call.argumentStart) return call.keyword === undefined ? [] : options;
  const taken = new Set([...call.given, ...entry.declared.slice(0, call.positional).map((parameter) => parameter.name)]);
  const open = entry.parameters.filter(({ name }, i) => !taken.has(name) && !entry.declared[i]?.rest);
  const keywords = open.map((parameter, i) => keyword(parameter.name, parameter.default, `1${pad(i)}`));
  const words = entry.words.filter((word) => !taken.has(word)).map((word, i) => keyword(word, undefined, `2${pad(i)}`));
  return [...options, ...keywords, ...words];
}

function keyword(name: string, fallback: string | undefined, sort: string): Completion {
  return {
    label: `${name} =`,
    kind: "keyword",
    insert: `${name} = `,
    snippet: false,
    detail: fallback === undefined ? "" : `= ${fallback}`,
    sort,
  };
}

/** Names of the notebook, and parameters of the function whose body the cursor is in. */
function names(cells: readonly Source[], cell: number, offset: number): Completion[] {
  const found = new Map<string, Completion>();
  for (const [i, { occurrences, program }] of occurrencesOf(cells).entries()) {
    const here = i === cell && isInside(program.statements, offset);
    const visible = occurrences.filter(({ defines, scope }) => defines && (!scope || here));
    for (const { name, role, scope } of visible) found.set(name, nameItem(name, role === "function", scope !== undefined));
    // What comes after a syntax error has no tree: its assignments are read off its text.
    const rest = program.failure ? assigned(program.source).filter((name) => !found.has(name)) : [];
    for (const name of rest) found.set(name, nameItem(name, false, false));
  }
  return [...found.values()];
}

function nameItem(name: string, isFunction: boolean, isLocal: boolean): Completion {
  if (isLocal) return item(name, "parameter", "", "3");
  return isFunction ? item(name, "variable", "function of the notebook", "4", true) : item(name, "variable", "", "4");
}

function isInside(statements: readonly { readonly span: Span }[], offset: number): boolean {
  return statements.some(({ span }) => span.start <= offset && offset <= span.end + 1);
}

/** Names before a single `=` at the start of a line. */
function assigned(source: string): string[] {
  return [...source.matchAll(/^[ \t]*([A-Za-z_$][\w$]*)[ \t]*=(?!=)/gm)].map((match) => match[1] ?? "");
}

let known: readonly Completion[] | undefined;

function functions(): readonly Completion[] {
  known ??= [
    // In the vocabulary's own order, which has the usual ones first: softmax before softargmax.
    ...vocabulary.map((entry, i) => item(entry.name, "function", entry.signature, `5${pad(i)}`, true)),
    ...mathNames()
      .filter((name) => !lookUpEntry(name) && /^[a-zA-Z]\w*$/.test(name))
      .map((name) => item(name, isFunctionName(name) ? "mathFunction" : "constant", summaryOf(name), "6", isFunctionName(name))),
  ];
  return known;
}

function item(label: string, kind: CompletionKind, detail: string, sort: string, call = false): Completion {
  return { label, kind, insert: call ? `${label}($1)` : label, snippet: call, detail, sort: `${sort}${label}` };
}

function pad(i: number): string {
  return String(i).padStart(3, "0");
}
