import { type Entry, parseCell, type Statement } from "../../../src/language/index.ts";
import type { FunctionNode, Node } from "../../../src/language/nodes.ts";
import { childrenOf } from "../../../src/language/tree.ts";

/** The arguments of an entry's own call in its example, by parameter; what it takes beside its parameters stands under its own name. */
export function exampleArguments(entry: Entry): Map<string, string> {
  for (const statement of parseCell(entry.example).statements) {
    const call = callOf(statement.node, entry.name);
    if (call) return argumentsOf(entry, call, statement);
  }
  throw new Error(`the example of ${entry.name} does not call it`);
}

function callOf(node: Node, name: string): FunctionNode | undefined {
  if (node.type === "FunctionNode" && node.fn.type === "SymbolNode" && node.fn.name === name) return node;
  for (const child of childrenOf(node)) {
    const found = callOf(child, name);
    if (found) return found;
  }
  return undefined;
}

function argumentsOf(entry: Entry, call: FunctionNode, statement: Statement): Map<string, string> {
  const given = new Map<string, string>();
  for (const [i] of call.args.entries()) {
    const span = statement.spans.argument(call, i);
    const text = span ? entry.example.slice(span.start, span.end) : "";
    const [, keyword, value] = /^(\w+) = (.*)$/s.exec(text) ?? [];
    if (keyword !== undefined && value !== undefined) given.set(keyword, value);
    else given.set(entry.parameters[Math.min(i, entry.parameters.length - 1)]?.name ?? "", text);
  }
  return given;
}

/** A call with these arguments; a rest parameter's comes first and bare. */
export function callWith(entry: Entry, given: ReadonlyMap<string, string>): string {
  const rest = entry.signature.includes("…") && !entry.signature.includes("value…") ? entry.parameters[0]?.name : undefined;
  const texts = [...given].map(([name, value]) => (name === rest || name === "expression" ? value : `${name} = ${value}`));
  return `${entry.family === "Controls" ? "v = " : ""}${entry.name}(${texts.join(", ")})`;
}
