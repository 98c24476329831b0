import type { Diagnostic, Source } from "../../model/index.ts";
import { keywordOf } from "../keywords.ts";
import { nodeText } from "../mathjs.ts";
import type { FunctionNode, Node } from "../nodes.ts";
import type { Statement } from "../program.ts";
import { childrenOf } from "../tree.ts";
import { type Occurrence, occurrencesOf } from "./occurrences.ts";

/** Finds log(softmax(z)), exp(z) / sum(exp(z)) and their like, where the names mean the language's own functions. */
export function adviceOf(cells: readonly Source[]): Diagnostic[] {
  return occurrencesOf(cells).flatMap(({ program: { source, statements }, occurrences }, cell) =>
    statements.flatMap((statement) => statementAdvice(statement, source, cell, occurrences)),
  );
}

/** A way to write something better: the node's replacement in the cell's own text, and why. */
type Rule = (node: Node, text: (node: Node) => string | undefined) => { readonly replacement: string; readonly why: string } | undefined;

function statementAdvice(statement: Statement, source: string, cell: number, occurrences: readonly Occurrence[]): Diagnostic[] {
  const found: Diagnostic[] = [];
  const text = (node: Node): string | undefined => {
    const span = statement.spans.of(node);
    return span && source.slice(span.start, span.end);
  };
  const isOwn = (node: Node): boolean => {
    const span = statement.spans.of(node);
    return occurrences.some(
      (one) => one.span.start === span?.start && one.span.end === span.end && (one.role === "vocabulary" || one.role === "mathFunction"),
    );
  };
  const visit = (node: Node): void => {
    const span = statement.spans.of(node);
    const better = span && calledNames(node).every(isOwn) ? firstOf(RULES, node, text) : undefined;
    // The larger form says it all: what is inside it is not looked at.
    if (span && better)
      found.push({ cell, severity: "advice", failure: { code: "Advice", message: better.why, span, suggestion: better.replacement } });
    else for (const child of childrenOf(node)) visit(child);
  };
  visit(statement.node);
  return found;
}

function firstOf(rules: readonly Rule[], node: Node, text: (node: Node) => string | undefined): ReturnType<Rule> {
  for (const rule of rules) {
    const better = rule(node, text);
    if (better) return better;
  }
  return undefined;
}

/** The name nodes of all calls below a node. */
function calledNames(node: Node): Node[] {
  const own = node.type === "FunctionNode" && node.fn.type === "SymbolNode" ? [node.fn] : [];
  return [...own, ...childrenOf(node).flatMap(calledNames)];
}

const RULES: readonly Rule[] = [logOfSoftmax, logOfSumOfExp, expOverSum, oneOverOnePlusExp];

function logOfSoftmax(node: Node, text: (node: Node) => string | undefined): ReturnType<Rule> {
  const inner = argument(node, "log");
  const call = inner && callOf(inner, "softmax");
  const args = call?.args.map(text);
  if (!args || args.includes(undefined)) return undefined;
  return {
    replacement: `log_softmax(${args.join(", ")})`,
    why: "log(softmax(z)) is -Infinity where a probability underflows; log_softmax keeps it.",
  };
}

function logOfSumOfExp(node: Node, text: (node: Node) => string | undefined): ReturnType<Rule> {
  const inner = argument(argument(argument(node, "log"), "sum"), "exp");
  const z = inner && text(inner);
  return z === undefined
    ? undefined
    : { replacement: `logsumexp(${z})`, why: "log(sum(exp(z))) overflows from z = 710 on; logsumexp does not." };
}

/** exp(z) / sum(exp(z)), with or without the same number taken away from z on both sides. */
function expOverSum(node: Node, text: (node: Node) => string | undefined): ReturnType<Rule> {
  const [above, below] = quotient(node) ?? [];
  const [z, again] = [argument(above, "exp"), argument(argument(below, "sum"), "exp")];
  if (!z || !again || nodeText(z) !== nodeText(again)) return undefined;
  const logits = text(unshifted(z));
  return logits === undefined
    ? undefined
    : { replacement: `softmax(${logits})`, why: "exp(z) / sum(exp(z)) is softmax(z), which does not overflow." };
}

/** `z` of `z - max(z)`. */
function unshifted(node: Node): Node {
  const bare = withoutBrackets(node);
  if (bare.type !== "OperatorNode" || bare.fn !== "subtract") return bare;
  const [z, shift] = bare.args;
  const maximum = argument(shift, "max");
  return z && maximum && nodeText(maximum) === nodeText(z) ? z : bare;
}

function oneOverOnePlusExp(node: Node, text: (node: Node) => string | undefined): ReturnType<Rule> {
  const [one, below] = quotient(node) ?? [];
  const sum = below && withoutBrackets(below);
  if (!isOne(one) || sum?.type !== "OperatorNode" || sum.fn !== "add" || !isOne(sum.args[0])) return undefined;
  const power = argument(sum.args[1], "exp");
  if (power?.type !== "OperatorNode" || power.fn !== "unaryMinus") return undefined;
  const x = power.args[0] && text(withoutBrackets(power.args[0]));
  return x === undefined ? undefined : { replacement: `sigmoid(${x})`, why: "1 / (1 + exp(-x)) is sigmoid(x)." };
}

function isOne(node: Node | undefined): boolean {
  return node?.type === "ConstantNode" && node.value === 1;
}

function quotient(node: Node): readonly Node[] | undefined {
  return node.type === "OperatorNode" && (node.fn === "divide" || node.fn === "dotDivide") ? node.args : undefined;
}

/** The only argument of a call of `name`. */
function argument(node: Node | undefined, name: string): Node | undefined {
  const call = node && callOf(node, name);
  const [first] = call?.args ?? [];
  return first && call?.args.length === 1 && keywordOf(first) === undefined ? withoutBrackets(first) : undefined;
}

function callOf(node: Node, name: string): FunctionNode | undefined {
  const bare = withoutBrackets(node);
  return bare.type === "FunctionNode" && bare.fn.type === "SymbolNode" && bare.fn.name === name ? bare : undefined;
}

function withoutBrackets(node: Node): Node {
  return node.type === "ParenthesisNode" ? withoutBrackets(node.content) : node;
}
