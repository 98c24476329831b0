import type { Failure, Span } from "../model/index.ts";
import { checkStatement } from "./checkStatement.ts";
import { groups } from "./groups.ts";
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
  const defined = new Set(programs.flatMap((program) => [...program.defines, ...namesBegun(program)]));
  const shapes = new StaticShapes(programs);
  return [
    ...programs.flatMap((program, cell) => checkProgram(program, defined, shapes).map((failure) => ({ cell, failure }))),
    ...conflicts(programs),
  ].sort((a, b) => a.cell - b.cell);
}

// A line, or what follows a semicolon, that begins like an assignment or a definition.
const BEGUN = /(?:^|;)[^\S\n]*([\p{L}_][\p{L}\p{N}_]*)[^\S\n]*(?:\([^()\n]*\))?[^\S\n]*=(?!=)/gmu;

/** Names that a text which does not parse is about to define: who uses them is not to blame while it is written. */
function namesBegun({ source, failure }: Program): string[] {
  return failure === undefined ? [] : [...source.matchAll(BEGUN)].map(([, name]) => name ?? "");
}

/** Names that several cells define, and cells that need each other; each is said on every cell that is concerned. */
export function conflicts(programs: readonly Program[]): CellFailure[] {
  return [...duplicates(programs), ...cycles(programs)];
}

/** What is wrong with one cell by itself, where the notebook's cells define these names; shapes that can't fit, where they are known. */
export function checkProgram(program: Program, defined: ReadonlySet<string>, shapes?: StaticShapes): Failure[] {
  const failures = program.statements.flatMap((statement) => [
    ...checkStatement(statement, defined),
    ...(shapes?.mismatches(statement) ?? []),
  ]);
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
  const group = groups(needs);
  return programs.flatMap((program, cell) => {
    const back = program.uses.filter((name) => {
      const other = owner.get(name);
      return other !== undefined && other !== cell && group[other] === group[cell];
    });
    return back.length > 0 ? [cycleFailure(program, back, cell)] : [];
  });
}

function cycleFailure(program: Program, back: readonly string[], cell: number): CellFailure {
  const statement = program.statements.find(({ uses }) => uses.some((name) => back.includes(name)));
  const message = `This cell needs ${back.map((name) => `'${name}'`).join(", ")}, whose cell needs this one in turn.`;
  return { cell, failure: { code: "Cycle", message, ...(statement ? { span: statement.span } : {}) } };
}
