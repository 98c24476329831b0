import type { Statement } from "../language/index.ts";
import { library } from "./library.ts";
import { BINARY, CONSTANTS, FUNCTIONS, KEYWORDS, OPERATORS, ORDERED, REDUCTIONS, RENAMED, UNARY } from "./names.ts";

type Node = Statement["node"];
type Of<T extends Node["type"]> = Extract<Node, { type: T }>;

/** Why a piece has no counterpart in Python. */
export class Untranslatable extends Error {
  override readonly name = "Untranslatable";
}

/** Turns expressions into Python. `used` grows by the names of the library's functions. */
export class Translator {
  readonly used = new Set<string>();
  readonly #defined: ReadonlySet<string>;

  /** `defined`: names that the notebook's cells set; they hide all others. */
  constructor(defined: ReadonlySet<string>) {
    this.#defined = defined;
  }

  /** A name of the notebook's as Python takes it: no word of Python's, none that the script needs. */
  name(name: string): string {
    const plain = name.replaceAll("$", "_");
    return KEYWORDS.has(plain) || library.has(plain) ? `${plain}_of_notebook` : plain;
  }

  /** One expression. Throws Untranslatable. */
  expression(node: Node, bound: ReadonlySet<string> = new Set()): string {
    switch (node.type) {
      case "ConstantNode":
        return constant(node.value);
      case "SymbolNode":
        return this.#symbol(node.name, bound);
      case "ParenthesisNode":
        return this.expression(node.content, bound);
      case "ArrayNode":
        return `np.asarray(${this.#nested(node, bound)})`;
      case "OperatorNode":
        return this.#operator(node, bound);
      case "FunctionNode":
        return this.#call(node, bound);
      case "RangeNode":
        return this.#use("span", [node.start, node.end, ...(node.step ? [node.step] : [])], bound);
      case "ConditionalNode":
        return `(${this.expression(node.trueExpr, bound)} if ${this.expression(node.condition, bound)} else ${this.expression(node.falseExpr, bound)})`;
      case "RelationalNode":
        return this.#relational(node, bound);
      case "ObjectNode":
        return `{${Object.entries(node.properties)
          .map(([key, value]) => `${JSON.stringify(key)}: ${this.expression(value, bound)}`)
          .join(", ")}}`;
      case "AccessorNode":
        return this.#access(node, bound);
      case "FunctionAssignmentNode":
        return this.#lambda(node, bound);
      default:
        throw new Untranslatable(`${node.type.replace("Node", "").toLowerCase()} within an expression`);
    }
  }

  /** A function that is written where it is used. */
  #lambda({ params, expr }: Of<"FunctionAssignmentNode">, bound: ReadonlySet<string>): string {
    const body = this.expression(expr, new Set([...bound, ...params]));
    return `(lambda ${params.map((param) => this.name(param)).join(", ")}: ${body})`;
  }

  /** The arguments of an index: numbers count from 1, a bare colon is all. */
  indices(object: string, { dimensions }: Of<"IndexNode">, bound: ReadonlySet<string>): string {
    return dimensions
      .map((dimension, axis) => {
        if (isAll(dimension)) return "slice(None)";
        return this.expression(dimension, new Set([...bound, "end"])).replace(/\bend\b/g, `np.shape(${object})[${axis}]`);
      })
      .join(", ");
  }

  use(name: string): string {
    this.used.add(name);
    return name;
  }

  #symbol(name: string, bound: ReadonlySet<string>): string {
    if (bound.has(name)) return name === "end" ? name : this.name(name);
    if (this.#defined.has(name)) return this.name(name);
    const known = Object.hasOwn(CONSTANTS, name) ? CONSTANTS[name] : undefined;
    if (known === undefined) throw new Untranslatable(`the name ${name}`);
    return known;
  }

  #nested(node: Node, bound: ReadonlySet<string>): string {
    if (node.type === "ArrayNode") return `[${node.items.map((item) => this.#nested(item, bound)).join(", ")}]`;
    return this.expression(node, bound);
  }

  #operator({ fn, args, isPercentage }: Of<"OperatorNode">, bound: ReadonlySet<string>): string {
    if (isPercentage) throw new Untranslatable("a percentage");
    const [a, b] = args;
    const sign = OPERATORS[fn];
    if (a && b && sign !== undefined) return `(${this.expression(a, bound)} ${sign} ${this.expression(b, bound)})`;
    if (fn === "unaryMinus" && a) return `(-${this.expression(a, bound)})`;
    if (fn === "unaryPlus" && a) return this.expression(a, bound);
    const name = FUNCTIONS[fn];
    if (name === undefined) throw new Untranslatable(`the operator ${fn}`);
    return this.#use(name, args, bound);
  }

  #use(name: string, args: readonly Node[], bound: ReadonlySet<string>): string {
    return `${this.use(name)}(${args.map((arg) => this.expression(arg, bound)).join(", ")})`;
  }

  #relational({ conditionals, params }: Of<"RelationalNode">, bound: ReadonlySet<string>): string {
    const parts = params.map((param) => this.expression(param, bound));
    const pairs = conditionals.map((fn, i) => `(${parts[i]} ${OPERATORS[fn] ?? "=="} ${parts[i + 1]})`);
    return pairs.reduce((all, pair) => `np.logical_and(${all}, ${pair})`);
  }

  #access(node: Of<"AccessorNode">, bound: ReadonlySet<string>): string {
    const object = this.expression(node.object, bound);
    if (node.index.isObjectProperty()) return `${object}[${JSON.stringify(node.index.getObjectProperty())}]`;
    return `${this.use("at")}(${object}, ${this.indices(object, node.index, bound)})`;
  }

  #call({ fn, args }: Of<"FunctionNode">, bound: ReadonlySet<string>): string {
    if (fn.type !== "SymbolNode") throw new Untranslatable("a call of an expression");
    const { name } = fn;
    if (bound.has(name) || this.#defined.has(name))
      return `${this.name(name)}(${args.map((arg) => this.expression(arg, bound)).join(", ")})`;
    if (name === "sweep") return this.#sweep(args, bound);
    if (name === "zeros" || name === "ones") return `np.${name}((${args.map((arg) => `int(${this.expression(arg, bound)})`).join(", ")},))`;
    if (name === "identity") return `np.eye(${args.map((arg) => `int(${this.expression(arg, bound)})`).join(", ")})`;
    if (
      (name === "max" || name === "min") &&
      args.length === 2 &&
      args.every((arg) => keywordOf(arg) === null && arg.type !== "ConstantNode")
    )
      return `np.${name}imum(${args.map((arg) => this.expression(arg, bound)).join(", ")})`;
    const python = Object.hasOwn(RENAMED, name) ? (RENAMED[name] ?? name) : name;
    if (!python.includes(".") && !library.has(python)) throw new Untranslatable(`the function ${name}`);
    return `${this.use(python)}(${this.#arguments(name, python, args, bound).join(", ")})`;
  }

  #arguments(name: string, python: string, args: readonly Node[], bound: ReadonlySet<string>): string[] {
    const wanted = BINARY.has(python) ? 2 : 1;
    if (UNARY.test(python) && args.length !== wanted) throw new Untranslatable(`${name} with ${args.length} arguments`);
    const places = args.filter((arg) => keywordOf(arg) === null);
    const axis = REDUCTIONS.has(python) && places.length === 2 ? axisOf(places[1] as Node) : null;
    if (python.endsWith("_") && !ORDERED.has(python) && places.length > 1 && axis === null)
      throw new Untranslatable(`${name} with several arguments`);
    return args.map((arg) => (axis !== null && arg === places[1] ? `dim=${axis}` : this.#argument(name, python, arg, bound)));
  }

  #argument(name: string, python: string, node: Node, bound: ReadonlySet<string>): string {
    const keyword = keywordOf(node);
    if (keyword === null) return this.expression(node, bound);
    const parameter = keyword.name === "axis" ? "dim" : keyword.name;
    const head = library.get(python)?.split("\n")[0] ?? "";
    if (!new RegExp(`[(,] ?${parameter}\\b`).test(head)) throw new Untranslatable(`${name} with ${keyword.name} = …`);
    return `${parameter}=${this.expression(keyword.value, bound)}`;
  }

  /** The expression once for each value of its one name. */
  #sweep([expression, binding, ...more]: readonly Node[], bound: ReadonlySet<string>): string {
    const keyword = binding && keywordOf(binding);
    if (!expression || !keyword || more.length > 0) throw new Untranslatable("a sweep of this form");
    const of = this.expression(expression, new Set([...bound, keyword.name]));
    return `${this.use("sweep_")}(lambda ${this.name(keyword.name)}: ${of}, ${this.expression(keyword.value, bound)})`;
  }
}

function keywordOf(node: Node): { readonly name: string; readonly value: Node } | null {
  if (node.type !== "AssignmentNode" || node.index || node.object.type !== "SymbolNode") return null;
  return { name: node.object.name, value: node.value };
}

/** An axis as Python counts it; null where the node is none. */
function axisOf(node: Node): number | null {
  return node.type === "ConstantNode" && typeof node.value === "number" && node.value >= 1 ? node.value - 1 : null;
}

function isAll(node: Node): boolean {
  return (
    node.type === "RangeNode" &&
    node.start.type === "ConstantNode" &&
    node.start.value === 1 &&
    node.end.type === "SymbolNode" &&
    node.end.name === "end"
  );
}

function constant(value: unknown): string {
  if (typeof value === "number") return Number.isFinite(value) ? String(value) : Number.isNaN(value) ? "np.nan" : "np.inf";
  if (typeof value === "string") return JSON.stringify(value);
  if (typeof value === "boolean") return value ? "True" : "False";
  if (value === null || value === undefined) return "None";
  throw new Untranslatable("a constant of this kind");
}
