import type { ControlValue, Span } from "../model/index.ts";
import { keywordOf } from "./keywords.ts";
import type { FunctionNode, Node } from "./nodes.ts";
import type { Statement } from "./program.ts";
import { lookUpEntry } from "./vocabulary/index.ts";

/** A text to put in place of a span of the cell. */
export interface TextEdit {
  readonly span: Span;
  readonly text: string;
}

/** How the value of a control is written into its call, `tau = slider(…, value = 1)`. Null where it is no such call. */
export function controlPlace(statement: Statement, name: string, value: ControlValue): TextEdit | null {
  const call = controlCall(statement.node, name);
  const parameters = call && lookUpEntry(call.fn.type === "SymbolNode" ? call.fn.name : "")?.parameters;
  const position = parameters?.findIndex((parameter) => parameter.name === "value") ?? -1;
  if (!call || position < 0) return null;
  const text = JSON.stringify(value);
  const keyword = call.args.findIndex((arg) => keywordOf(arg) === "value");
  const positional = call.args[position] && keywordOf(call.args[position]) === undefined ? position : -1;
  const span = statement.spans.argument(call, keyword >= 0 ? keyword : positional);
  if (span) return { span, text: keyword >= 0 ? `value = ${text}` : text };
  const last = statement.spans.argument(call, call.args.length - 1);
  return last ? { span: { start: last.end, end: last.end }, text: `, value = ${text}` } : null;
}

/** The call that makes a control, whose name is the variable that it is assigned to. */
function controlCall(node: Node, name: string): FunctionNode | null {
  if (node.type !== "AssignmentNode" || node.index || node.object.type !== "SymbolNode" || node.object.name !== name) return null;
  const call = withoutParentheses(node.value);
  if (call.type !== "FunctionNode" || call.fn.type !== "SymbolNode") return null;
  return lookUpEntry(call.fn.name)?.family === "Controls" ? call : null;
}

function withoutParentheses(node: Node): Node {
  return node.type === "ParenthesisNode" ? withoutParentheses(node.content) : node;
}
