import { checkProgram } from "../language/index.ts";
import { Cancelled, type CellText, type ControlValue, type Failure, type Files, type Steps, type ViewEnvelope } from "../model/index.ts";
import { Executor } from "./executor.ts";
import { fingerprint } from "./fingerprint.ts";
import { Graph, type GraphChange } from "./graph.ts";
import type { Result } from "./keep.ts";
import { Ledger } from "./ledger.ts";
import { isStraight, type Node } from "./node.ts";
import { OpenedFiles } from "./openedFiles.ts";
import type { Pictures } from "./pictures.ts";

/** New pictures of a cell that follows a moved control. */
export interface Frame {
  readonly envelopes: readonly ViewEnvelope[];
  readonly failure?: Failure | undefined;
}

/** One notebook as it stands: its cells and how they hang together, the scope, what ran and what it shows. Evaluates one cell at a time. */
export class Notebook {
  readonly graph = new Graph();
  readonly executor: Executor;
  readonly ledger: Ledger;
  readonly #files: OpenedFiles;
  readonly #pictures: Pictures;

  /** `pictures` outlive the notebook, since their stamps do. `opened` is told of each file's path once. */
  constructor(seed: number, files: Files, pictures: Pictures, opened: (path: string) => void) {
    this.#files = new OpenedFiles(files, opened);
    this.executor = new Executor({ seed, files: this.#files });
    this.ledger = new Ledger(this.graph, this.executor, seed, (cell) => this.#files.holds(cell));
    this.#pictures = pictures;
  }

  /** Takes the cells as they stand. Names that no cell sets any more are gone; results are kept for when their cells come back. */
  update(cells: readonly CellText[]): GraphChange {
    const change = this.graph.update(cells);
    for (const { id } of change.removed) {
      this.ledger.leave(id);
      this.executor.forget(id);
      this.#pictures.forget(id);
    }
    for (const node of change.changed) this.#forgetGone(node);
    this.ledger.edited([...change.added, ...change.changed]);
    return change;
  }

  /** Whether a text is plainly unfinished: it does not parse, or it would be refused before it ran. */
  isUnfinished({ broken, program }: Node): boolean {
    return broken || checkProgram(program, this.graph.names).length > 0;
  }

  /** A file changed; gives the cells that read it. */
  fileChanged(path: string): readonly Node[] {
    return this.#files.changed(path).flatMap((id) => this.graph.get(id) ?? []);
  }

  /** Evaluates a whole cell. Throws Cancelled. */
  *evaluate(node: Node): Steps<Result> {
    this.#files.begin(node.id, false);
    this.ledger.leave(node.id);
    try {
      const { results, failure } = yield* this.executor.run(node);
      const { shown } = yield* this.#pictures.draw(node.id, results, []);
      return this.#note(node, { status: failure ? "error" : "ok", shown, failure });
    } catch (error) {
      if (error instanceof Cancelled) this.#note(node, { status: "cancelled", shown: [] });
      throw error;
    } finally {
      // Its text may have been edited while it ran.
      const present = this.graph.get(node.id);
      if (present && present !== node) this.#forgetGone(present);
    }
  }

  /** Puts a kept result back; null where there is none. */
  restore(node: Node): Result | null {
    const shown = this.ledger.restore(node);
    return shown && this.#note(node, { status: "ok", shown: this.#pictures.again(node.id, shown) });
  }

  /** Pins the distribution in a slot of a cell, or lets go of it: the slot's new picture, null where it shows none. Throws TooLarge. */
  *pin(node: Node, slot: number, pinned: boolean): Steps<ViewEnvelope | null> {
    const result = this.ledger.result(node.id);
    const shown = result?.shown.find(({ envelope }) => envelope.slot === slot);
    const made = shown && (yield* this.#pictures.pin(node.id, shown, pinned));
    if (!result || !made) return null;
    this.#note(node, { ...result, shown: result.shown.map((one) => (one === shown ? made : one)) });
    return made.envelope;
  }

  /** Notes where a control was moved to; its cell does not run for that. */
  move(name: string, value: ControlValue): void {
    this.ledger.move(name, value);
    if (this.executor.scope.has(name) && this.#pictures.takes(name, value)) this.executor.applyControl(name, value);
  }

  /** The control's own picture in its new place, where it has one. */
  moved(name: string): Frame | null {
    const owner = this.#ownerOf(name);
    const value = this.executor.scope.get(name);
    const result = owner && this.ledger.result(owner.id);
    if (!result || (typeof value !== "number" && typeof value !== "string" && typeof value !== "boolean")) return null;
    const envelope = this.#pictures.moved(name, value);
    if (!envelope) return null;
    const shown = result.shown.map((one) => (one.envelope.slot === envelope.slot ? { ...one, envelope } : one));
    this.#note(owner, { ...result, shown });
    return { envelopes: [envelope] };
  }

  /** The cells that follow from a moved control and have run, each after those whose names it uses; its own cell where that reads it. */
  followers(name: string): Node[] {
    const owner = this.#ownerOf(name);
    const reads = owner?.program.statements.some(({ reads, carries }) => reads.includes(name) || carries.includes(name));
    const start = new Set([...this.graph.users(name), ...(owner && reads ? [owner.id] : [])]);
    return [...this.graph.withDependents(start)]
      .flatMap((id) => this.graph.get(id) ?? [])
      .filter((node) => !node.writes && !node.broken && this.ledger.result(node.id) !== undefined)
      .sort((a, b) => this.graph.rank(a.id) - this.graph.rank(b.id));
  }

  /**
   * Evaluates again what depends on changed names in a cell that has run; null where nothing does. `changed` grows by the names of
   * the cell whose value comes out different. Throws Cancelled.
   */
  *follow(node: Node, changed: Set<string>): Steps<Frame | null> {
    const before = this.ledger.result(node.id);
    const own = node.program.statements.some(({ reads, carries }) => [...reads, ...carries].some((name) => changed.has(name)));
    if (!before || !(own || node.uses.some((name) => changed.has(name)))) return null;
    if (before.status !== "ok" || !isStraight(node.program)) return yield* this.#followWhole(node, changed);
    return yield* this.#followPart(node, changed, before);
  }

  *#followPart(node: Node, changed: Set<string>, before: Result): Steps<Frame> {
    const differs = (name: string, was: unknown, is: unknown): boolean => this.#differs(node, name, was, is);
    this.#files.begin(node.id, true);
    try {
      const { results, failure } = yield* this.executor.rerun(node, changed, differs);
      const { shown, fresh } = yield* this.#pictures.draw(node.id, results, before.shown);
      this.#note(node, { status: failure ? "error" : "ok", shown, failure });
      return { envelopes: fresh, failure };
    } catch (error) {
      if (error instanceof Cancelled) this.#note(node, { ...before, status: "cancelled" });
      throw error;
    }
  }

  *#followWhole(node: Node, changed: Set<string>): Steps<Frame> {
    const { scope } = this.executor;
    const before = new Map(node.defines.map((name) => [name, scope.get(name)]));
    const { shown, failure } = yield* this.evaluate(node);
    for (const [name, was] of before) if (this.#differs(node, name, was, scope.get(name))) changed.add(name);
    return { envelopes: shown.map(({ envelope }) => envelope), failure };
  }

  /** Whether a name's value changed, as far as anybody asks. */
  #differs(node: Node, name: string, was: unknown, is: unknown): boolean {
    if (Object.is(was, is)) return false;
    const asked = this.graph.users(name).size > 0 || node.program.statements.some(({ reads }) => reads.includes(name));
    if (!asked) return true;
    const print = fingerprint(is);
    return print === null || print !== fingerprint(was);
  }

  #note(node: Node, result: Result): Result {
    this.ledger.ran(node, result);
    return result;
  }

  /** Forgets the names that a cell set and that its text does not define any more. */
  #forgetGone({ id, defines }: Node): void {
    const defined = new Set(defines);
    if ([...this.executor.namesOf(id)].every((name) => defined.has(name))) return;
    this.ledger.save(id);
    this.executor.forget(id, defined);
  }

  #ownerOf(name: string): Node | undefined {
    const id = this.executor.ownerOf(name);
    return id === undefined ? undefined : this.graph.get(id);
  }
}
