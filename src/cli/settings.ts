import { evaluateStatement, parseCell } from "../language/index.ts";
import { type ByteSource, FailureError, finish } from "../model/index.ts";
import { UsageError } from "./usage.ts";

/** Values of `--set`: an expression of the language where it evaluates without names of its own, else the text itself. */
export function evaluateSettings(set: readonly { readonly name: string; readonly text: string }[]): Map<string, unknown> {
  return new Map(set.map(({ name, text }) => [name, settingValue(text)]));
}

function settingValue(text: string): unknown {
  const program = parseCell(text);
  if (program.failure || program.statements.length !== 1) return text;
  const context = { seed: 0, files: { open: noFiles }, cellText: text, control: () => undefined };
  try {
    const value = finish(evaluateStatement(program, 0, new Map(), context));
    return typeof value === "function" ? text : value;
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
