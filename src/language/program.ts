import { type Failure, FailureError, type Span, type Steps } from "../model/index.ts";
import { evaluateCall } from "./calls.ts";
import type { Context, Run, Scope } from "./context.ts";
import { asFailure } from "./errors.ts";
import { evaluate } from "./evaluate.ts";
import { isRandom, parse, seedRandom } from "./mathjs.ts";
import { type Names, namesOf } from "./names.ts";
import type { Node } from "./nodes.ts";
import { type Spans, spansOf } from "./spans.ts";
import { type StatementTokens, splitStatements } from "./statements.ts";
import { tokenize } from "./tokens.ts";
import { trampoline } from "./trampoline.ts";

/** One statement of a cell, parsed. Names are those of variables and functions; keywords are not among them. */
export interface Statement {
  readonly span: Span;
  /** Ended by `;`: its value is not shown. */
  readonly hidden: boolean;
  /** An assignment or a definition. */
  readonly assigns: boolean;
  readonly defines: readonly string[];
  /** Names that it reads and that nothing earlier in the cell sets; a function's free names count where the cell calls it. */
  readonly uses: readonly string[];
  /** As `uses`, with the names that the cell itself sets. */
  readonly reads: readonly string[];
  /** Names that the functions which it defines need when they are called. */
  readonly carries: readonly string[];
  readonly node: Node;
  readonly spans: Spans;
}

/** A cell's text, checked as far as it can be without running it. */
export interface Program {
  readonly source: string;
  /** Up to the first that does not parse. */
  readonly statements: readonly Statement[];
  readonly failure?: Failure | undefined;
  readonly defines: readonly string[];
  /** Names that the cell needs from elsewhere, mathjs's and the vocabulary's among them. */
  readonly uses: readonly string[];
}

/** Characters of cells whose programs are kept, those asked for last: a notebook of some thousand cells, in some tens of MB. */
const KEPT = 2 ** 19;
const programs = new Map<string, Program>();
let kept = 0;

/** Parses a cell. Never throws; what is wrong is in `failure`. */
export function parseCell(source: string): Program {
  const known = programs.get(source);
  if (known) programs.delete(source);
  else kept += source.length;
  const program = known ?? read(source);
  programs.set(source, program);
  for (const oldest of programs.keys()) {
    if (kept <= KEPT || oldest === source) break;
    programs.delete(oldest);
    kept -= oldest.length;
  }
  return program;
}

function read(source: string): Program {
  const statements: Statement[] = [];
  const collected = new Collector();
  let failure: Failure | undefined;
  for (const part of splitStatements(tokenize(source))) {
    try {
      statements.push(readStatement(source, part, collected));
    } catch (error) {
      failure = syntaxFailure(error, spanOfTokens(part), source);
      break;
    }
  }
  return { source, statements, ...(failure ? { failure } : {}), defines: [...collected.defined], uses: collected.needed() };
}

function readStatement(source: string, part: StatementTokens, collected: Collector): Statement {
  const span = spanOfTokens(part);
  // mathjs does not know the carriage return; a space keeps the places.
  const node = parse(source.slice(span.start, span.end).replaceAll("\r", " "));
  const names = namesOf(node, collected.defined);
  const { uses, reads } = collected.add(names);
  const assigns = node.type === "AssignmentNode" || node.type === "FunctionAssignmentNode";
  const carries = [...new Set([...names.bodies.values()].flat())];
  return { span, hidden: part.hidden, assigns, defines: names.defines, uses, reads, carries, node, spans: spansOf(node, part.tokens) };
}

/** Gathers a cell's names, statement by statement. */
class Collector {
  readonly defined = new Set<string>();
  readonly #uses = new Set<string>();
  readonly #bodies = new Map<string, readonly string[]>();

  /** Takes a statement's names; gives those that it reads, and those of them that it needs from before the cell. */
  add(names: Names): { uses: string[]; reads: string[] } {
    for (const [name, free] of names.bodies) this.#bodies.set(name, free);
    const reads = [...this.#closure(names.uses)];
    const uses = reads.filter((name) => !this.defined.has(name));
    for (const name of uses) this.#uses.add(name);
    for (const name of names.defines) this.defined.add(name);
    return { uses, reads };
  }

  /** What the cell needs from elsewhere: also what its functions need when others call them. */
  needed(): string[] {
    const later = [...this.#closure(this.#bodies.keys())].filter((name) => !this.defined.has(name));
    return [...new Set([...this.#uses, ...later])];
  }

  /** Names, and those that the cell's own functions among them need in turn. */
  #closure(names: Iterable<string>): Set<string> {
    const all = new Set<string>();
    const visit = (name: string): void => {
      if (all.has(name)) return;
      all.add(name);
      for (const free of this.#bodies.get(name) ?? []) visit(free);
    };
    for (const name of names) visit(name);
    return all;
  }
}

function spanOfTokens(part: StatementTokens): Span {
  return { start: part.tokens[0]?.start ?? 0, end: part.tokens.at(-1)?.end ?? 0 };
}

function syntaxFailure(error: unknown, span: Span, source: string): Failure {
  const char: unknown = Reflect.get(Object(error), "char");
  if (typeof char !== "number" || !(error instanceof Error)) {
    const wrapped = asFailure(error, span);
    return wrapped instanceof FailureError ? { ...wrapped.failure, code: "Syntax" } : { code: "Syntax", message: String(error), span };
  }
  const start = Math.min(span.start + Math.max(0, char - 1), span.end);
  const end = Math.min(start + 1, source.length);
  // mathjs ends its message with the place within the statement, which is not the place in the cell.
  return { code: "Syntax", message: `${error.message.replace(/ \(char \d+\)$/, "")}.`, span: { start, end } };
}

/**
 * Runs one statement: gives its raw value, writes the scope. Throws FailureError with a span in the cell; Cancelled.
 */
export function* evaluateStatement(program: Program, index: number, scope: Scope, context: Context): Steps<unknown> {
  const statement = program.statements[index];
  if (!statement) throw new Error(`the cell has no statement ${index}`);
  const run: Run = { context, statement: index, spans: statement.spans, draws: 0, steps: 0, evaluate, evaluateCall };
  if (statement.reads.some((name) => isRandom(name) || typeof scope.get(name) === "function")) {
    seedRandom(`${context.seed}#${context.cellText}#${index}`);
  }
  const env = { run, scope, parameters: new Map(), bound: new Map(), depth: 0 };
  try {
    return yield* trampoline(evaluate(statement.node, env));
  } catch (error) {
    throw asFailure(error, statement.span);
  }
}
