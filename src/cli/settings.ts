import { evaluateStatement, parseCell } from "../language/index.ts";
import { type ByteSource, type ControlValue, FailureError, finish } from "../model/index.ts";
import { UsageError } from "./usage.ts";

/** A value given by `--set`: as text, as a control would take it, and as the language reads it. */
export interface Setting {
  readonly text: string;
  readonly control: ControlValue;
  readonly value: unknown;
}

/** Bare words that the language reads as values; any other bare word is a text, though mathjs may know it as a unit. */
const WORDS = new Set(["true", "false", "null", "none", "inf", "Infinity", "NaN", "pi", "e"]);
const NAME = /^[\p{L}_$][\p{L}\p{N}_$]*$/u;

/** Values of `--set`: an expression of the language where it evaluates without names of its own, else the text itself. */
export function evaluateSettings(set: readonly { readonly name: string; readonly text: string }[]): Map<string, Setting> {
  return new Map(set.map(({ name, text }) => [name, { text, control: controlValue(text), value: settingValue(text) }]));
}

function controlValue(text: string): ControlValue {
  if (text === "true" || text === "false") return text === "true";
  return text !== "" && Number.isFinite(Number(text)) ? Number(text) : text;
}

function settingValue(text: string): unknown {
  if (NAME.test(text) && !WORDS.has(text)) return text;
  const program = parseCell(text);
  if (program.failure || program.statements.length !== 1) return text;
  const context = { seed: 0, files: { open: noFiles }, cellText: text, control: () => undefined };
  try {
    return finish(evaluateStatement(program, 0, new Map(), context));
  } catch (error) {
    if (error instanceof FailureError) return text;
    throw error;
  }
}

function noFiles(): Promise<ByteSource> {
  throw new FailureError({ code: "Forbidden", message: "--set reads no files" });
}

/** Names given by `--set` that no cell of the notebook defines are a mistake. */
export function requireKnown(names: Iterable<string>, sources: readonly string[], file: string): void {
  const defined = new Set(sources.flatMap((source) => parseCell(source).defines));
  for (const name of names) if (!defined.has(name)) throw new UsageError(`no cell of ${file} defines '${name}', which --set would set`);
}
