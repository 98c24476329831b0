import type { SignatureHelp, Source } from "../../model/index.ts";
import { isFunctionName, mathDocs } from "../mathjs.ts";
import { type Program, parseCell } from "../program.ts";
import { lookUpEntry } from "../vocabulary/index.ts";
import { parameterAt } from "./completions.ts";
import { escaped } from "./docs.ts";
import { type OpenCall, placeAt } from "./place.ts";

/** The innermost open call that has a known signature; undefined outside of calls. */
export function signatureAt(cells: readonly Source[], cell: number, offset: number): SignatureHelp | undefined {
  const place = placeAt(cells[cell]?.source ?? "", offset);
  if (place.comment) return undefined;
  for (const call of [...place.calls].reverse()) {
    const help = userSignature(cells, call) ?? entrySignature(call) ?? mathSignature(call);
    if (help) return help;
  }
  return undefined;
}

function entrySignature(call: OpenCall): SignatureHelp | undefined {
  const entry = lookUpEntry(call.name);
  if (!entry) return undefined;
  const active = parameterAt(entry, call);
  const docs = entry.parameters.map(({ kind, docs: text }) => escaped(text === undefined ? kind : `${kind}: ${text}`));
  return {
    label: entry.signature,
    docs: escaped(entry.docs),
    parameters: placed(
      entry.signature,
      entry.parameters.map(({ name }) => name),
    ).map((span, i) => ({ span, docs: docs[i] ?? "" })),
    active: active ? entry.declared.indexOf(active) : -1,
  };
}

/** A function that a cell defines shadows all others of its name. */
function userSignature(cells: readonly Source[], call: OpenCall): SignatureHelp | undefined {
  const params = cells.map(({ source }) => paramsOf(parseCell(source), call.name)).find((found) => found !== undefined);
  if (!params) return undefined;
  const label = `${call.name}(${params.join(", ")})`;
  return { label, docs: "", parameters: placed(label, params).map((span) => ({ span, docs: "" })), active: call.argument };
}

function paramsOf({ statements }: Program, name: string): readonly string[] | undefined {
  for (const { node } of statements) if (node.type === "FunctionAssignmentNode" && node.name === name) return node.params;
  return undefined;
}

/** Of mathjs's forms the first that takes as many arguments as there are. */
function mathSignature(call: OpenCall): SignatureHelp | undefined {
  if (!isFunctionName(call.name)) return undefined;
  const docs = mathDocs()[call.name];
  const forms = (docs?.syntax ?? []).filter((form) => form.startsWith(`${call.name}(`));
  const label = forms.find((form) => argumentsOf(form).length > call.argument) ?? forms.at(-1);
  if (label === undefined) return undefined;
  const parameters = placed(label, argumentsOf(label)).map((span) => ({ span, docs: "" }));
  return { label, docs: escaped(docs?.description ?? ""), parameters, active: call.argument };
}

function argumentsOf(form: string): string[] {
  const inside = form.slice(form.indexOf("(") + 1, form.lastIndexOf(")"));
  return inside.trim() === "" ? [] : inside.split(",").map((text) => text.trim());
}

/** Where each parameter stands in the label: from its name to the comma after it. */
function placed(label: string, names: readonly string[]): (readonly [number, number])[] {
  let at = label.indexOf("(") + 1;
  return names.map((name) => {
    const start = label.indexOf(name, at);
    const end = endOfParameter(label, start + name.length);
    at = end;
    return [start, end] as const;
  });
}

function endOfParameter(label: string, from: number): number {
  let depth = 0;
  for (let i = from; i < label.length; i++) {
    const c = label[i] ?? "";
    if ("([{".includes(c)) depth += 1;
    else if (")]}".includes(c) && depth-- === 0) return i;
    else if (c === "," && depth === 0) return i;
  }
  return label.length;
}
