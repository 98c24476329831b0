import type { Failure, Span } from "../model/index.ts";
import { checkStatement } from "./checkStatement.ts";
import { type Program, parseCell, type Statement } from "./program.ts";
import { StaticShapes } from "./staticShapes.ts";

export interface CellFailure {
  /** Index among the cells given. */
  readonly cell: number;
  readonly failure: Failure;
}

/**
 * What is wrong with a notebook's code cells before they run: syntax, unknown names and keywords, calls with too few or too
 * many arguments or with a literal that the parameter refuses, shapes that can't fit, names that several cells define, and cells
 * that need each other.
 */
export function checkCells(cells: readonly { readonly source: string }[]): CellFailure[] {
  const programs = cells.map(({ source }) => parseCell(source));
  const defined = new Set(programs.flatMap((program) => program.defines));
  const shapes = new StaticShapes(programs);
  return [
    ...programs.flatMap((program, cell) => checkProgram(program, defined, shapes).map((failure) => ({ cell, failure }))),
    ...duplicates(programs),
    ...cycles(programs),
  ].sort((a, b) => a.cell - b.cell);
}

function checkProgram(program: Program, defined: ReadonlySet<string>, shapes: StaticShapes): Failure[] {
  const failures = program.statements.flatMap((statement) => [...checkStatement(statement, defined), ...shapes.mismatches(statement)]);
  return program.failure ? [...failures, program.failure] : failures;
}

function duplicates(programs: readonly Program[]): CellFailure[] {
  const owners = new Map<string, number[]>();
  for (const [cell, program] of programs.entries()) {
    for (const name of program.defines) owners.set(name, [...(owners.get(name) ?? []), cell]);
  }
  return [...owners].flatMap(([name, list]) => (list.length > 1 ? list.map((cell) => duplicate(programs, name, cell)) : []));
}

function duplicate(programs: readonly Program[], name: string, cell: number): CellFailure {
  const span = definitionOf(programs[cell], name);
  const message = `'${name}' is defined in more than one cell. A name belongs to one cell: rename one, or join the cells.`;
  return { cell, failure: { code: "Duplicate", message, ...(span ? { span } : {}) } };
}

/** The place of a name where a cell defines it first. */
function definitionOf(program: Program | undefined, name: string): Span | undefined {
  const statement = program?.statements.find(({ defines }) => defines.includes(name));
  return statement && (nameSpan(statement, name) ?? statement.span);
}

function nameSpan(statement: Statement, name: string): Span | undefined {
  const { node, span } = statement;
  const direct =
    node.type === "FunctionAssignmentNode"
      ? node.name === name
      : node.type === "AssignmentNode" && node.object.type === "SymbolNode" && node.object.name === name;
  // A statement that defines a name at its top begins with it.
  return direct ? { start: span.start, end: span.start + name.length } : undefined;
}

function cycles(programs: readonly Program[]): CellFailure[] {
  const owner = new Map<string, number>();
  for (const [cell, program] of programs.entries()) for (const name of program.defines) if (!owner.has(name)) owner.set(name, cell);
  const needs = programs.map((program, cell) => [
    ...new Set(program.uses.flatMap((name) => (owner.has(name) && owner.get(name) !== cell ? [owner.get(name) ?? cell] : []))),
  ]);
  return programs.flatMap((program, cell) => (reaches(needs, cell) ? [cycleFailure(programs, owner, needs, program, cell)] : []));
}

/** Whether a cell comes to need itself. */
function reaches(needs: readonly (readonly number[])[], cell: number, from = cell): boolean {
  const seen = new Set<number>();
  const pending = [...(needs[from] ?? [])];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    if (next === cell) return true;
    if (seen.has(next)) continue;
    seen.add(next);
    pending.push(...(needs[next] ?? []));
  }
  return false;
}

function cycleFailure(
  programs: readonly Program[],
  owner: ReadonlyMap<string, number>,
  needs: readonly (readonly number[])[],
  program: Program,
  cell: number,
): CellFailure {
  const back = program.uses.filter((name) => {
    const other = owner.get(name);
    return other !== undefined && other !== cell && (needs[other]?.includes(cell) || reaches(needs, cell, other));
  });
  const statement = programs[cell]?.statements.find(({ uses }) => uses.some((name) => back.includes(name)));
  const message = `This cell needs ${back.map((name) => `'${name}'`).join(", ")}, whose cell needs this one in turn.`;
  return { cell, failure: { code: "Cycle", message, ...(statement ? { span: statement.span } : {}) } };
}
