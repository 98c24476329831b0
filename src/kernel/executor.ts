import { type Context, evaluateStatement, type Program, parseCell, present, type Scope, type Statement } from "../language/index.ts";
import { type Control, type ControlValue, type Failure, FailureError, type Files, fail, type Steps, type Value } from "../model/index.ts";
import { accepts } from "./accepts.ts";

/** A name's value from outside: as its control would take it, and as a raw value. */
export interface Override {
  readonly control: ControlValue;
  readonly value: unknown;
}

/** One statement's value: what it is, and whether a notebook shows it (the command line lists all that are not hidden). */
export interface StatementResult {
  readonly value: Value;
  readonly shown: boolean;
}

export interface CellResult {
  readonly results: readonly StatementResult[];
  /** Where a statement failed; the results before it stand. */
  readonly failure?: Failure | undefined;
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
  readonly #owned = new Map<string, readonly string[]>();

  constructor(options: ExecutorOptions) {
    this.#options = options;
  }

  /** The value that a control was moved to; it takes effect when the control's statement is evaluated next. */
  moveControl(name: string, value: ControlValue): void {
    this.#controls.set(name, value);
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

  /** Forgets the names that a cell defined. */
  forget(cell: string): void {
    for (const name of this.#owned.get(cell) ?? []) this.scope.delete(name);
    this.#owned.delete(cell);
  }

  /** Evaluates a cell's statements in order, up to the first that fails. Throws only Cancelled and our own bugs. */
  *run(cell: { readonly id: string; readonly source: string }): Steps<CellResult> {
    const program = parseCell(cell.source);
    if (program.failure) return { results: [], failure: program.failure };
    this.#dropStale(cell.id, program);
    const context = this.#contextOf(cell.source);
    const results: StatementResult[] = [];
    for (const [index, statement] of program.statements.entries()) {
      // A chance to pause between statements, of no known length.
      yield { kind: "progress", done: 0, total: 0 };
      try {
        const raw = this.#overridden(statement, yield* evaluateStatement(program, index, this.scope, context));
        if (statement.hidden) continue;
        const value = present(raw);
        const last = index === program.statements.length - 1;
        results.push({ value, shown: value.kind === "control" || !statement.assigns || last });
      } catch (error) {
        if (!(error instanceof FailureError)) throw error;
        return { results, failure: error.failure };
      }
    }
    return { results };
  }

  #dropStale(cell: string, program: Program): void {
    const keep = new Set(program.defines);
    for (const name of this.#owned.get(cell) ?? []) if (!keep.has(name)) this.scope.delete(name);
    this.#owned.set(cell, program.defines);
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
