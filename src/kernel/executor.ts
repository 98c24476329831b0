import { type Context, evaluateStatement, type Program, parseCell, present, type Scope } from "../language/index.ts";
import { type ControlValue, type Failure, FailureError, type Files, type Steps, type Value } from "../model/index.ts";

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
  readonly #overrides = new Map<string, unknown>();
  readonly #owned = new Map<string, readonly string[]>();

  constructor(options: ExecutorOptions) {
    this.#options = options;
  }

  /** The value that a control was moved to; it takes effect when the control's statement is evaluated next. */
  moveControl(name: string, value: ControlValue): void {
    this.#controls.set(name, value);
  }

  /** Fixes a name from outside (`--set`): whatever a cell assigns to it is replaced by `value`, a raw value. */
  override(name: string, value: unknown): void {
    this.#overrides.set(name, value);
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
        const raw = yield* evaluateStatement(program, index, this.scope, context);
        this.#applyOverrides(statement.defines);
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

  #applyOverrides(names: readonly string[]): void {
    for (const name of names) if (this.#overrides.has(name)) this.scope.set(name, this.#overrides.get(name));
  }

  #contextOf(cellText: string): Context {
    const { seed, files } = this.#options;
    return { seed, files, cellText, control: (name) => this.#controls.get(name) };
  }
}
