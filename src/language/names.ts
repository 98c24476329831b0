import { keywordsOf } from "./forms/index.ts";
import { keywordOf } from "./keywords.ts";
import type { AssignmentNode, FunctionNode, Node } from "./nodes.ts";
import { childrenOf } from "./tree.ts";
import { lookUpEntry } from "./vocabulary/index.ts";

/** The functions of mathjs that call their last argument. */
export const CALLBACKS: ReadonlySet<string> = new Set(["map", "filter", "forEach"]);

/** The names that a statement sets, reads at once, and reads only when the functions that it defines are called. */
export interface Names {
  readonly defines: readonly string[];
  readonly uses: readonly string[];
  /** Function name → the names free in its body. */
  readonly bodies: ReadonlyMap<string, readonly string[]>;
}

/** The names of one statement. `shadowed`: names that the cell has defined, so that they are no longer the vocabulary's. */
export function namesOf(root: Node, shadowed: ReadonlySet<string>): Names {
  const reader = new Reader(shadowed);
  reader.read(root, new Set());
  return { defines: [...reader.defines], uses: [...reader.uses], bodies: reader.bodies };
}

class Reader {
  readonly defines = new Set<string>();
  readonly uses = new Set<string>();
  readonly bodies = new Map<string, readonly string[]>();
  readonly #shadowed: ReadonlySet<string>;

  constructor(shadowed: ReadonlySet<string>) {
    this.#shadowed = shadowed;
  }

  read(node: Node, bound: ReadonlySet<string>): void {
    switch (node.type) {
      case "SymbolNode":
        if (!bound.has(node.name) && !this.defines.has(node.name)) this.uses.add(node.name);
        return;
      case "AssignmentNode":
        return this.#assignment(node, bound);
      case "FunctionAssignmentNode":
        return this.#function(node.name, node.params, node.expr, bound);
      case "FunctionNode":
        return this.#call(node, bound);
      case "IndexNode":
        return this.#all(node.dimensions, new Set([...bound, "end"]));
      default:
        return this.#all(childrenOf(node), bound);
    }
  }

  #all(nodes: readonly Node[], bound: ReadonlySet<string>): void {
    for (const node of nodes) this.read(node, bound);
  }

  #assignment(node: AssignmentNode, bound: ReadonlySet<string>): void {
    this.read(node.value, bound);
    if (node.index) {
      this.read(node.object, bound);
      this.read(node.index, bound);
      const root = rootName(node.object);
      if (root !== undefined && !bound.has(root)) this.defines.add(root);
    } else if (node.object.type === "SymbolNode") this.defines.add(node.object.name);
  }

  #function(name: string, params: readonly string[], body: Node, bound: ReadonlySet<string>): void {
    const inner = namesOf(body, this.#shadowed);
    const hidden = new Set([...bound, ...params, name]);
    this.bodies.set(
      name,
      [...inner.uses, ...[...inner.bodies.values()].flat()].filter((use) => !hidden.has(use)),
    );
    for (const defined of inner.defines) if (defined !== name && !params.includes(defined)) this.defines.add(defined);
    this.defines.add(name);
  }

  #call(node: FunctionNode, bound: ReadonlySet<string>): void {
    this.read(node.fn, bound);
    const name = node.fn.type === "SymbolNode" ? node.fn.name : undefined;
    if (name === undefined || bound.has(name) || this.#shadowed.has(name)) return this.#all(node.args, bound);
    const entry = lookUpEntry(name);
    if (CALLBACKS.has(name)) return this.#callback(node.args, bound);
    if (!entry) return this.#mathArguments(keywordsOf(name), node.args, bound);
    const keywords = node.args.flatMap((arg) => keywordOf(arg) ?? []);
    const inner = entry.binds ? new Set([...bound, ...keywords]) : bound;
    for (const arg of node.args) {
      if (keywordOf(arg) === undefined) this.read(arg, inner);
      else if (arg.type === "AssignmentNode") this.read(arg.value, bound);
    }
  }

  /** The name of a function that is written as the callback, `map(v, k(x) = x ^ 2)`, is its own body's alone; the call needs what the body needs. */
  #callback(args: readonly Node[], bound: ReadonlySet<string>): void {
    for (const arg of args) {
      if (arg !== args.at(-1) || arg.type !== "FunctionAssignmentNode") this.read(arg, bound);
      else this.read(arg.expr, new Set([...bound, ...arg.params, arg.name]));
    }
  }

  /** mathjs's functions assign in a call, but for the keywords of their tensor forms: `sum(x, dim = 0)` defines no dim. */
  #mathArguments(keywords: readonly string[], args: readonly Node[], bound: ReadonlySet<string>): void {
    for (const arg of args) {
      const keyword = keywordOf(arg);
      const isKeyword = arg.type === "AssignmentNode" && keyword !== undefined && keywords.includes(keyword);
      this.read(isKeyword ? arg.value : arg, bound);
    }
  }
}

function rootName(node: Node): string | undefined {
  if (node.type === "SymbolNode") return node.name;
  return node.type === "AccessorNode" ? rootName(node.object) : undefined;
}
