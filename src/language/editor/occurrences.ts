import type { Source, Span } from "../../model/index.ts";
import { keywordsOf } from "../forms/index.ts";
import { keywordOf } from "../keywords.ts";
import { isFunctionName, isUnitName, knows } from "../mathjs.ts";
import type { AssignmentNode, FunctionAssignmentNode, FunctionNode, Node } from "../nodes.ts";
import { type Program, parseCell, type Statement } from "../program.ts";
import { childrenOf } from "../tree.ts";
import { lookUpEntry } from "../vocabulary/index.ts";

/** What a name stands for where it occurs. */
export type Role = "variable" | "function" | "parameter" | "keyword" | "vocabulary" | "mathFunction" | "mathConstant" | "unit" | "unknown";

/** One occurrence of a name in a cell. */
export interface Occurrence {
  readonly name: string;
  readonly span: Span;
  readonly role: Role;
  /** It gives the name its meaning: the left side of an assignment, a parameter's place in a header. */
  readonly defines: boolean;
  /** The definition or call that the name is local to; undefined where it is the notebook's. */
  readonly scope: object | undefined;
  /** The function that a keyword belongs to. */
  readonly of?: string | undefined;
}

/** A cell with the names in it. */
export interface CellNames {
  readonly program: Program;
  readonly occurrences: readonly Occurrence[];
}

/** Every name of every cell, in the order of the text. Names that a cell defines are the notebook's, wherever they occur. */
export function occurrencesOf(cells: readonly Source[]): CellNames[] {
  const programs = cells.map(({ source }) => parseCell(source));
  const globals = new Map<string, Role>();
  for (const { statements } of programs) for (const statement of statements) addDefined(statement, globals);
  return programs.map((program) => ({
    program,
    occurrences: program.statements.flatMap((statement) => read(statement, globals)).sort((a, b) => a.span.start - b.span.start),
  }));
}

function addDefined({ node, defines }: Statement, globals: Map<string, Role>): void {
  for (const name of defines) if (!globals.has(name)) globals.set(name, "variable");
  if (node.type === "FunctionAssignmentNode") globals.set(node.name, "function");
}

function read(statement: Statement, globals: ReadonlyMap<string, Role>): Occurrence[] {
  const reader = new Reader(statement, globals);
  reader.visit(statement.node, new Map());
  return reader.found;
}

type Locals = ReadonlyMap<string, object>;

class Reader {
  readonly found: Occurrence[] = [];

  constructor(
    private readonly statement: Statement,
    private readonly globals: ReadonlyMap<string, Role>,
  ) {}

  visit(node: Node, locals: Locals): void {
    switch (node.type) {
      case "SymbolNode":
        return this.#name(node, node.name, locals, false);
      case "AssignmentNode":
        return this.#assignment(node, locals);
      case "FunctionAssignmentNode":
        return this.#definition(node, locals);
      case "FunctionNode":
        return this.#call(node, locals);
      case "IndexNode":
        // The property after a dot is no name of its own.
        return node.dotNotation ? undefined : this.#all(node.dimensions, locals);
      default:
        return this.#all(childrenOf(node), locals);
    }
  }

  #all(nodes: readonly Node[], locals: Locals): void {
    for (const node of nodes) this.visit(node, locals);
  }

  #name(node: Node, name: string, locals: Locals, defines: boolean): void {
    const span = this.statement.spans.of(node);
    if (!span || (name === "end" && !locals.has(name) && !this.globals.has(name))) return;
    const scope = locals.get(name);
    this.found.push({ name, span, role: scope ? "parameter" : this.#role(name), defines, scope });
  }

  #role(name: string): Role {
    const own = this.globals.get(name);
    if (own) return own;
    if (lookUpEntry(name)) return "vocabulary";
    if (knows(name)) return isFunctionName(name) ? "mathFunction" : "mathConstant";
    return isUnitName(name) ? "unit" : name === "none" || name === "inf" ? "mathConstant" : "unknown";
  }

  #assignment(node: AssignmentNode, locals: Locals): void {
    if (node.object.type === "SymbolNode") this.#name(node.object, node.object.name, locals, !node.index);
    else this.visit(node.object, locals);
    if (node.index) this.visit(node.index, locals);
    this.visit(node.value, locals);
  }

  #definition(node: FunctionAssignmentNode, locals: Locals): void {
    const { spans } = this.statement;
    const span = spans.name(node);
    if (span) this.found.push({ name: node.name, span, role: "function", defines: true, scope: undefined });
    const inner = new Map(locals);
    for (const [i, name] of node.params.entries()) {
      inner.set(name, node);
      const place = spans.parameter(node, i);
      if (place) this.found.push({ name, span: place, role: "parameter", defines: true, scope: node });
    }
    this.visit(node.expr, inner);
  }

  #call(node: FunctionNode, locals: Locals): void {
    this.visit(node.fn, locals);
    const name = node.fn.type === "SymbolNode" ? node.fn.name : undefined;
    const own = name !== undefined && (locals.has(name) || this.globals.has(name));
    const entry = name === undefined || own ? undefined : lookUpEntry(name);
    const inner = new Map(locals);
    for (const arg of node.args) {
      const keyword = keywordOf(arg);
      if (entry?.binds && keyword !== undefined) inner.set(keyword, node);
    }
    const known = entry ? undefined : own || name === undefined ? [] : keywordsOf(name);
    for (const arg of node.args) this.#argument(node, arg, name ?? "", known, entry?.binds ? inner : locals, locals);
  }

  /** `known`: the keywords of a mathjs function; undefined where every `name = value` is a keyword. */
  #argument(call: FunctionNode, arg: Node, of: string, known: readonly string[] | undefined, inner: Locals, locals: Locals): void {
    const keyword = keywordOf(arg);
    if (arg.type !== "AssignmentNode" || keyword === undefined || (known && !known.includes(keyword))) return this.visit(arg, inner);
    const span = this.statement.spans.of(arg.object);
    const binds = inner.get(keyword) === call;
    if (span && binds) this.found.push({ name: keyword, span, role: "parameter", defines: true, scope: call });
    else if (span) this.found.push({ name: keyword, span, role: "keyword", defines: false, scope: call, of });
    this.visit(arg.value, locals);
  }
}

/** The occurrence at an offset of a cell. */
export function occurrenceAt(cells: readonly CellNames[], cell: number, offset: number): Occurrence | undefined {
  return cells[cell]?.occurrences.find(({ span }) => span.start <= offset && offset <= span.end);
}
