import type { Span } from "../model/index.ts";
import type { FunctionAssignmentNode, FunctionNode, Node } from "./nodes.ts";
import type { Token } from "./tokens.ts";
import { childrenOf } from "./tree.ts";

/** Where the nodes of one statement are in the cell's text. A node that has no text of its own has no entry. */
export interface Spans {
  of(node: Node): Span | undefined;
  /** The name of a call, without its arguments. */
  name(node: Node): Span | undefined;
  /** The text of a call's k-th argument. */
  argument(call: FunctionNode, index: number): Span | undefined;
  /** The k-th parameter in the header of a function's definition. */
  parameter(definition: FunctionAssignmentNode, index: number): Span | undefined;
}

/**
 * Finds the places of a statement's nodes by reading its tokens and its tree side by side, both in source order.
 * mathjs's nodes carry no places; a name's node belongs to the next token of that name.
 */
export function spansOf(root: Node, tokens: readonly Token[]): Spans {
  const finder = new Finder(tokens);
  finder.visit(root);
  return {
    of: (node) => finder.spans.get(node),
    name: (node) => finder.names.get(node) ?? finder.spans.get(node),
    argument: (call, index) => finder.arguments.get(call)?.[index],
    parameter: (definition, index) => finder.parameters.get(definition)?.[index],
  };
}

class Finder {
  readonly spans = new Map<Node, Span>();
  readonly names = new Map<Node, Span>();
  readonly arguments = new Map<Node, readonly Span[]>();
  readonly parameters = new Map<Node, readonly (Span | undefined)[]>();
  readonly #tokens: readonly Token[];
  /** Index of the bracket that closes the one at this index. */
  readonly #closing: ReadonlyMap<number, number>;
  #next = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
    this.#closing = matchBrackets(tokens);
  }

  visit(node: Node): void {
    // `a + 10%` holds the node of `a` twice.
    if (this.spans.has(node)) return;
    const from = this.#next;
    const span = this.#leaf(node) ?? this.#branch(node, from);
    if (span) this.spans.set(node, span);
  }

  #leaf(node: Node): Span | undefined {
    if (node.type === "ConstantNode")
      return this.#takeNext((token) => token.kind !== "name" || CONSTANTS.has(token.text) || token.text === node.value);
    if (node.type !== "SymbolNode") return undefined;
    // The end of `2:` is in the tree only.
    if (node.name === "end") return this.#takeNext((token) => token.text === "end");
    return this.#find((token) => token.text === node.name);
  }

  #branch(node: Node, from: number): Span | undefined {
    if (node.type === "FunctionAssignmentNode") this.#header(node);
    const calls = node.type === "FunctionNode" || node.type === "AccessorNode" || node.type === "IndexNode";
    for (const child of childrenOf(node)) {
      if (node.type === "RangeNode" && child === node.start && this.#isImplicitStart()) continue;
      this.visit(child);
      if (node.type === "FunctionNode" && child === node.fn) this.#call(node);
    }
    const inner = this.#union(node);
    if (node.type === "OperatorNode" && node.args.length === 1) return this.#withPrefix(node.op, inner, from);
    const first = this.#tokens[from];
    if (!calls && node.type !== "ParenthesisNode" && node.type !== "ArrayNode" && node.type !== "ObjectNode") return inner;
    return this.#withBrackets(node, inner, first, from);
  }

  #header(node: FunctionAssignmentNode): void {
    const [name, ...parameters] = [node.name, ...node.params].map((word) => this.#find((token) => token.text === word));
    if (name) this.names.set(node, name);
    this.parameters.set(node, parameters);
  }

  /** Called when the name of a call has been read: its arguments lie between the brackets that follow. */
  #call(node: FunctionNode): void {
    const name = this.spans.get(node.fn);
    if (name) this.names.set(node, name);
    const open = this.#opening("(");
    const close = open === undefined ? undefined : this.#closing.get(open);
    if (open === undefined || close === undefined) return;
    this.arguments.set(node, splitArguments(this.#tokens, open, close));
    this.spans.set(node, { start: name?.start ?? this.#start(open), end: this.#end(close) });
  }

  #opening(bracket: string): number | undefined {
    const at = this.#tokens[this.#next]?.text === "?." ? this.#next + 1 : this.#next;
    return this.#tokens[at]?.text === bracket ? at : undefined;
  }

  #withBrackets(node: Node, inner: Span | undefined, first: Token | undefined, from: number): Span | undefined {
    const made = this.spans.get(node);
    if (made) {
      this.#skipTo(made.end);
      return made;
    }
    if (node.type === "AccessorNode" || node.type === "IndexNode") {
      const close = this.#tokens[this.#next]?.text === "]" ? this.#next : undefined;
      return inner && close !== undefined ? { start: inner.start, end: this.#end(close) } : inner;
    }
    const close = this.#closing.get(this.#bracketFrom(from, node.type));
    if (!first || close === undefined) return inner;
    const start = this.#start(this.#bracketFrom(from, node.type));
    this.#next = Math.max(this.#next, close + 1);
    return { start, end: this.#end(close) };
  }

  #bracketFrom(from: number, type: Node["type"]): number {
    const bracket = type === "ParenthesisNode" ? "(" : type === "ArrayNode" ? "[" : "{";
    for (let i = from; i < this.#tokens.length; i++) {
      const token = this.#tokens[i];
      if (token?.kind !== "operator") return -1;
      if (token.text === bracket) return i;
    }
    return -1;
  }

  #union(node: Node): Span | undefined {
    const spans = childrenOf(node).flatMap((child) => this.spans.get(child) ?? []);
    const name = this.names.get(node);
    if (name) spans.push(name);
    if (spans.length === 0) return undefined;
    return spans.reduce((whole, span) => ({ start: Math.min(whole.start, span.start), end: Math.max(whole.end, span.end) }));
  }

  /** The 1 of `:3` is in the tree only. */
  #isImplicitStart(): boolean {
    return this.#tokens[this.#firstFrom((token) => token.kind !== "operator" || token.text === ":")]?.text === ":";
  }

  #withPrefix(op: string, inner: Span | undefined, from: number): Span | undefined {
    if (!inner) return undefined;
    let { start } = inner;
    for (let i = from; (this.#tokens[i]?.end ?? Number.POSITIVE_INFINITY) <= inner.start; i++) {
      if (this.#tokens[i]?.text === op) start = this.#start(i);
    }
    return { start, end: inner.end };
  }

  /** The next token that is no operator, if it is the one wanted. */
  #takeNext(wanted: (token: Token) => boolean): Span | undefined {
    const next = this.#firstFrom((token) => token.kind !== "operator");
    const token = this.#tokens[next];
    if (!token || !wanted(token)) return undefined;
    this.#next = next + 1;
    return { start: token.start, end: token.end };
  }

  #find(wanted: (token: Token) => boolean): Span | undefined {
    const at = this.#firstFrom(wanted);
    const token = this.#tokens[at];
    if (!token) return undefined;
    this.#next = at + 1;
    return { start: token.start, end: token.end };
  }

  /** Index of the next token of its kind; the number of tokens where there is none. */
  #firstFrom(wanted: (token: Token) => boolean): number {
    for (let i = this.#next; i < this.#tokens.length; i++) {
      const token = this.#tokens[i];
      if (token && wanted(token)) return i;
    }
    return this.#tokens.length;
  }

  #skipTo(end: number): void {
    while ((this.#tokens[this.#next]?.end ?? Number.POSITIVE_INFINITY) <= end) this.#next++;
  }

  #start(index: number): number {
    return this.#tokens[index]?.start ?? 0;
  }

  #end(index: number): number {
    return this.#tokens[index]?.end ?? 0;
  }
}

/** Names that mathjs's parser reads as constants. */
const CONSTANTS = new Set(["true", "false", "null", "undefined", "NaN", "Infinity"]);

const CLOSER: Readonly<Record<string, string>> = { "(": ")", "[": "]", "{": "}" };

function matchBrackets(tokens: readonly Token[]): Map<number, number> {
  const pairs = new Map<number, number>();
  const open: number[] = [];
  for (const [i, token] of tokens.entries()) {
    if (token.kind !== "operator") continue;
    if (CLOSER[token.text]) open.push(i);
    else if ([")", "]", "}"].includes(token.text)) {
      const start = open.pop();
      if (start !== undefined) pairs.set(start, i);
    }
  }
  return pairs;
}

function splitArguments(tokens: readonly Token[], open: number, close: number): Span[] {
  const spans: Span[] = [];
  let depth = 0;
  let first = open + 1;
  for (let i = open + 1; i <= close; i++) {
    const text = tokens[i]?.kind === "operator" ? (tokens[i]?.text ?? "") : "";
    if ((i === close || (text === "," && depth === 0)) && first < i) {
      spans.push({ start: tokens[first]?.start ?? 0, end: tokens[i - 1]?.end ?? 0 });
      first = i + 1;
    }
    if (CLOSER[text]) depth++;
    else if (text === ")" || text === "]" || text === "}") depth--;
  }
  return spans;
}
