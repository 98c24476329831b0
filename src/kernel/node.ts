import { type Program, parseCell, type Statement } from "../language/index.ts";
import type { CellText } from "../model/index.ts";

/** A cell's part in the dependency graph: the names that it sets, and those that it needs from elsewhere. */
export interface Node {
  readonly id: string;
  readonly source: string;
  readonly defines: readonly string[];
  readonly uses: readonly string[];
  /** The text does not parse: what it defines and uses is what it did before. */
  readonly broken: boolean;
  /** Reads files: what it gives may change though its text does not. */
  readonly reads: boolean;
  /** Writes files: it runs only when it is asked to. */
  readonly writes: boolean;
  readonly program: Program;
}

const READERS: ReadonlySet<string> = new Set(["load"]);
const WRITERS: ReadonlySet<string> = new Set(["save"]);

/** The node of a cell's text; while that does not parse, the names of `before` stay. */
export function nodeOf({ id, source }: CellText, before?: Node): Node {
  const program = parseCell(source);
  const calls = (names: ReadonlySet<string>): boolean => program.uses.some((name) => names.has(name));
  const files = { reads: calls(READERS), writes: calls(WRITERS) };
  if (program.failure && before) return { ...before, source, program, broken: true };
  const { defines, uses } = program.failure ? { defines: [], uses: [] } : program;
  return { id, source, defines, uses, broken: program.failure !== undefined, ...files, program };
}

/** The statement that sets a name, where exactly one does. */
export function definitionOf({ program }: Node, name: string): Statement | undefined {
  const all = program.statements.filter((statement) => statement.defines.includes(name));
  return all.length === 1 ? all[0] : undefined;
}

/** The text of the statement that sets a name; what a control was moved to holds for this text only. */
export function definitionText(node: Node, name: string): string | undefined {
  const statement = definitionOf(node, name);
  return statement && node.source.slice(statement.span.start, statement.span.end);
}

/**
 * Whether single statements of a cell may be evaluated again: no name is set twice, and none is read before the cell sets it. Else
 * a statement would find values of a later time than its own.
 */
export function isStraight({ statements }: Program): boolean {
  const set = new Set<string>();
  const later = new Set(statements.flatMap(({ defines }) => defines));
  for (const { defines, reads, carries } of statements) {
    if (defines.some((name) => set.has(name))) return false;
    if ([...reads, ...carries].some((name) => later.has(name) && !set.has(name) && !defines.includes(name))) return false;
    if (defines.some((name) => reads.includes(name))) return false;
    for (const name of defines) set.add(name);
  }
  return true;
}
