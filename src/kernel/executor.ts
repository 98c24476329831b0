import {
  assertedBy,
  type Context,
  evaluateStatement,
  type Program,
  parseCell,
  present,
  type Scope,
  type Statement,
} from "../language/index.ts";
import { type Control, type ControlValue, type Failure, FailureError, type Files, fail, type Steps, type Value } from "../model/index.ts";
import { accepts } from "./accepts.ts";

/** A name's value from outside: as its control would take it, and as a raw value. */
export interface Override {
  readonly control: ControlValue;
  readonly value: unknown;
}

/** One statement's value: what it is, and whether a notebook shows it (the command line lists all that are not hidden). */
export interface StatementResult {
  /** Index among the cell's statements. */
  readonly statement: number;
  readonly value: Value;
  readonly shown: boolean;
}

export interface CellResult {
  readonly results: readonly StatementResult[];
  /** Where a statement failed; the results before it stand. */
  readonly failure?: Failure | undefined;
}

/** A cell to evaluate; its program where the caller has it. */
export interface CellToRun {
  readonly id: string;
  readonly source: string;
  readonly program?: Program;
}

export interface ExecutorOptions {
  readonly seed: number;
  readonly files: Files;
}

/**
 * The scope of one notebook and what has been done to it. It evaluates cells one at a time and knows nothing of
 * messages, threads or pictures. A failed or cancelled cell leaves the names that it had already set.
 */
export class Executor {
  readonly scope: Scope = new Map<string, unknown>();
  readonly #options: ExecutorOptions;
  readonly #controls = new Map<string, ControlValue>();
  readonly #overrides = new Map<string, Override>();
  /** Name → the cell that set it last. */
  readonly #owners = new Map<string, string>();

  constructor(options: ExecutorOptions) {
    this.#options = options;
  }

  /** The value that a control was moved to; it takes effect when the control's statement is evaluated next. */
  moveControl(name: string, value: ControlValue): void {
    this.#controls.set(name, value);
  }

  /** Lets a control stand where its statement puts it. */
  releaseControl(name: string): void {
    this.#controls.delete(name);
  }

  /** Where a control was moved to. */
  movedTo(name: string): ControlValue | undefined {
    return this.#controls.get(name);
  }

  /** Fixes a name from outside: whatever a cell assigns to it is replaced, and a control of that name is moved. */
  override(name: string, override: Override): void {
    this.#overrides.set(name, override);
    this.#controls.set(name, override.control);
  }

  /** Sets a control's name in the scope at once, so that its dependents can run without its own cell. */
  applyControl(name: string, value: ControlValue): void {
    this.moveControl(name, value);
    this.scope.set(name, value);
  }

  /** The cell that set a name last. */
  ownerOf(name: string): string | undefined {
    return this.#owners.get(name);
  }

  /** The names that a cell set last. */
  namesOf(cell: string): Set<string> {
    return new Set([...this.#owners].flatMap(([name, owner]) => (owner === cell ? [name] : [])));
  }

  /** Forgets the names that a cell defined, but for `kept`. */
  forget(cell: string, kept: ReadonlySet<string> = new Set()): void {
    for (const [name, owner] of this.#owners) {
      if (owner !== cell || kept.has(name)) continue;
      this.scope.delete(name);
      this.#owners.delete(name);
    }
  }

  /** Sets names as a cell once set them. */
  restore(cell: string, names: ReadonlyMap<string, unknown>): void {
    this.forget(cell);
    for (const [name, value] of names) {
      this.scope.set(name, value);
      this.#owners.set(name, cell);
    }
  }

  /** Evaluates a cell's statements in order, up to the first that fails. Throws only Cancelled and our own bugs. */
  *run(cell: CellToRun): Steps<CellResult> {
    const program = cell.program ?? parseCell(cell.source);
    if (program.failure) return { results: [], failure: program.failure };
    // What the cell sets anew is gone until it does, as in a first run; what it builds on stays.
    this.forget(cell.id, new Set(program.uses));
    return yield* this.#evaluate(cell, program, () => true);
  }

  /**
   * Evaluates again those statements of a cell that depend on changed names. `changed` grows by the names whose value comes out
   * different (`differs` compares what was with what is). For straight cells that have run as they are; see `isStraight`.
   */
  *rerun(
    cell: CellToRun & { readonly program: Program },
    changed: Set<string>,
    differs: (name: string, before: unknown, after: unknown) => boolean,
  ): Steps<CellResult> {
    const { statements } = cell.program;
    const before = new Map(this.scope);
    const settle = (index: number): void => {
      for (const name of statements[index]?.defines ?? []) {
        if (differs(name, before.get(name), this.scope.get(name))) changed.add(name);
      }
    };
    const affected = ({ reads, carries }: Statement): boolean => [...reads, ...carries].some((name) => changed.has(name));
    return yield* this.#evaluate(cell, cell.program, affected, settle);
  }

  *#evaluate(
    cell: CellToRun,
    program: Program,
    wanted: (statement: Statement) => boolean,
    settle: (index: number) => void = () => undefined,
  ): Steps<CellResult> {
    const context = this.#contextOf(cell.source);
    const results: StatementResult[] = [];
    for (const [index, statement] of program.statements.entries()) {
      if (!wanted(statement)) continue;
      // A chance to pause between statements, of no known length.
      yield { kind: "progress", done: 0, total: 0 };
      try {
        const raw = this.#overridden(statement, yield* evaluateStatement(program, index, this.scope, context));
        this.#own(cell.id, statement);
        settle(index);
        if (statement.hidden) continue;
        const value = shownOf(raw, statement, cell.source);
        const last = index === program.statements.length - 1;
        results.push({ statement: index, value, shown: value.kind === "control" || !statement.assigns || last });
      } catch (error) {
        if (!(error instanceof FailureError)) throw error;
        this.#forgetFrom(cell.id, program, index);
        return { results, failure: error.failure };
      }
    }
    return { results };
  }

  #own(cell: string, { defines }: Statement): void {
    for (const name of defines) if (this.scope.has(name)) this.#owners.set(name, cell);
  }

  /** Forgets what the statements from `index` on would have set. */
  #forgetFrom(cell: string, program: Program, index: number): void {
    const earlier = program.statements.slice(0, index).flatMap(({ defines }) => defines);
    this.forget(cell, new Set([...earlier, ...program.uses]));
  }

  /** A statement's value, with what was fixed from outside in its place. */
  #overridden(statement: Statement, raw: unknown): unknown {
    let value = raw;
    for (const name of statement.defines) {
      const override = this.#overrides.get(name);
      if (!override) continue;
      const shown = present(raw);
      if (shown.kind === "control") requireMoved(shown, override, statement);
      else {
        this.scope.set(name, override.value);
        value = override.value;
      }
    }
    return value;
  }

  #contextOf(cellText: string): Context {
    const { seed, files } = this.#options;
    return { seed, files, cellText, control: (name) => this.#controls.get(name) };
  }
}

/** A statement's value as it is shown; that of an assertion tells what held. */
function shownOf(raw: unknown, statement: Statement, source: string): Value {
  const value = present(raw);
  const claim = value.kind === "boolean" && value.value ? assertedBy(statement, source) : null;
  return value.kind === "boolean" && claim !== null ? { ...value, claim } : value;
}

/** A control that was to be moved stands where it was told to, or its statement fails. */
function requireMoved(control: Control, override: Override, { span }: Statement): void {
  if (accepts(control, override.control)) return;
  fail("Domain", `${control.name} can't be set to ${JSON.stringify(override.control)}: it ${takes(control)}.`, { span });
}

function takes(control: Control): string {
  switch (control.control) {
    case "slider":
    case "play":
      return `goes from ${control.min} to ${control.max}`;
    case "select":
      return `is one of ${control.options.map((option) => JSON.stringify(option)).join(", ")}`;
    case "checkbox":
      return "is true or false";
    case "number":
      return "is a number";
  }
}
