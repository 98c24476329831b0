import { done, type Failure, FailureError } from "../model/index.ts";
import { bind, type Given } from "./callEntry.ts";
import { checkArguments } from "./checkArguments.ts";
import { keywordOf } from "./keywords.ts";
import { isKnownName, unknownName } from "./lookup.ts";
import { CALLBACKS, namesOf } from "./names.ts";
import type { AssignmentNode, FunctionNode, Node } from "./nodes.ts";
import type { Statement } from "./program.ts";
import { childrenOf } from "./tree.ts";
import { lookUpEntry } from "./vocabulary/index.ts";

/** What can be told of a statement without running it: unknown names, and calls that the vocabulary would refuse. */
export function checkStatement(statement: Statement, defined: ReadonlySet<string>): Failure[] {
  const checker = new Checker(statement, defined);
  checker.check(statement.node, new Set());
  return checker.failures;
}

class Checker {
  readonly failures: Failure[] = [];
  readonly #statement: Statement;
  readonly #defined: ReadonlySet<string>;

  constructor(statement: Statement, defined: ReadonlySet<string>) {
    this.#statement = statement;
    this.#defined = defined;
  }

  check(node: Node, bound: ReadonlySet<string>): void {
    switch (node.type) {
      case "SymbolNode":
        return this.#name(node.name, node, bound);
      case "FunctionAssignmentNode":
        return this.check(node.expr, new Set([...bound, ...node.params, node.name]));
      case "AssignmentNode":
        return this.#assignment(node, bound);
      case "IndexNode":
        return this.#all(node.dimensions, new Set([...bound, "end"]));
      case "FunctionNode":
        return this.#call(node, bound);
      default:
        return this.#all(childrenOf(node), bound);
    }
  }

  #all(nodes: readonly Node[], bound: ReadonlySet<string>): void {
    for (const node of nodes) this.check(node, bound);
  }

  #name(name: string, node: Node, bound: ReadonlySet<string>): void {
    if (bound.has(name) || this.#defined.has(name) || isKnownName(name)) return;
    const span = this.#statement.spans.of(node) ?? this.#statement.span;
    this.failures.push({ ...unknownName(name, [...this.#defined, ...bound]), span });
  }

  #assignment(node: AssignmentNode, bound: ReadonlySet<string>): void {
    if (node.index) this.#all([node.object, node.index], bound);
    this.check(node.value, bound);
  }

  #call(node: FunctionNode, bound: ReadonlySet<string>): void {
    const name = node.fn.type === "SymbolNode" ? node.fn.name : undefined;
    this.check(node.fn, bound);
    if (name === undefined || bound.has(name) || this.#defined.has(name)) return this.#all(node.args, bound);
    if (CALLBACKS.has(name)) return this.#callback(node, bound);
    const entry = lookUpEntry(name);
    if (!entry) return this.#all(node.args, bound);
    this.#attempt(() => void this.failures.push(...checkArguments(entry, bind(entry, this.#given(node)))), node);
    const keywords = entry.binds ? node.args.flatMap((arg) => keywordOf(arg) ?? []) : [];
    const inner = new Set([...bound, ...keywords]);
    for (const arg of node.args) {
      if (keywordOf(arg) === undefined) this.check(arg, inner);
      else if (arg.type === "AssignmentNode") this.check(arg.value, bound);
    }
  }

  /** In `map([1, 2], x ^ 2)` one name of the expression stands for the elements. */
  #callback(node: FunctionNode, bound: ReadonlySet<string>): void {
    const last = node.args.at(-1);
    this.#all(node.args.slice(0, -1), bound);
    if (!last) return;
    const inline = last.type !== "SymbolNode" && last.type !== "FunctionAssignmentNode";
    const free = inline
      ? namesOf(last, this.#defined).uses.find((name) => !isKnownName(name) && !bound.has(name) && !this.#defined.has(name))
      : undefined;
    this.check(last, free === undefined ? bound : new Set([...bound, free]));
  }

  #given(node: FunctionNode): Given[] {
    const { spans } = this.#statement;
    return node.args.map((arg, i) => {
      const keyword = keywordOf(arg);
      const whole = spans.argument(node, i);
      const keywordSpan = keyword === undefined || !whole ? undefined : { start: whole.start, end: whole.start + keyword.length };
      const value = keyword !== undefined && arg.type === "AssignmentNode" ? arg.value : arg;
      const span = value === arg ? whole : (spans.of(value) ?? whole);
      return { keyword, node: value, span, keywordSpan, evaluate: () => done(undefined) };
    });
  }

  #attempt(work: () => unknown, node: Node): void {
    try {
      work();
    } catch (error) {
      if (!(error instanceof FailureError)) throw error;
      this.failures.push({ ...error.failure, span: error.failure.span ?? this.#statement.spans.of(node) ?? this.#statement.span });
    }
  }
}
