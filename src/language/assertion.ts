import { keywordOf } from "./keywords.ts";
import type { Node } from "./nodes.ts";
import type { Statement } from "./program.ts";

/** What a statement that is a call of `assert` claims: its message where that is a plain text, else its condition as written. Null for any other. */
export function assertedBy({ node, spans }: Statement, source: string): string | null {
  if (node.type !== "FunctionNode" || node.fn.type !== "SymbolNode" || node.fn.name !== "assert") return null;
  const message = node.args
    .slice(1)
    .map(textOf)
    .find((text) => text !== null);
  const span = spans.argument(node, 0);
  return message ?? (span ? source.slice(span.start, span.end).trim().replace(/\s+/g, " ") : null);
}

function textOf(argument: Node): string | null {
  const node = argument.type === "AssignmentNode" && keywordOf(argument) === "message" ? argument.value : argument;
  return node.type === "ConstantNode" && typeof node.value === "string" ? node.value : null;
}
