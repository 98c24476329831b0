import type { ControlValue, Standing } from "../model/index.ts";
import { Digest, digestOf } from "./digest.ts";
import type { Executor } from "./executor.ts";
import { fingerprint } from "./fingerprint.ts";
import type { Graph } from "./graph.ts";
import { Keep, type Kept, type Result, type Shown } from "./keep.ts";
import { definitionText, type Node } from "./node.ts";
import type { Verdict } from "./schedule.ts";

/** Bytes of results that nobody sees any more, kept for an undo. */
const KEEP_BYTES = 128 * 1024 * 1024;

interface Entry {
  readonly result: Result;
  /** Digest of the text and inputs that it came from. */
  readonly key: string;
  /** Names that it set. */
  readonly names: readonly string[];
  /** It read files, which may be others the next time. */
  readonly reads: boolean;
}

/** How a name's present value is known, found when it is first asked for. */
interface Mark {
  readonly raw: unknown;
  readonly print: string;
}

/**
 * What ran, with which text and inputs, and what came of it. The key of a cell is a digest of the notebook's seed, its text, where its
 * controls were moved to, and the values of the names that it uses: so a cell is fresh again when an edit is taken back, and a value
 * that comes out equal changes nothing that follows.
 */
export class Ledger {
  readonly #graph: Graph;
  readonly #executor: Executor;
  readonly #seed: number;
  readonly #entries = new Map<string, Entry>();
  readonly #holdsFiles: (cell: string) => boolean;
  readonly #keep = new Keep(KEEP_BYTES);
  readonly #marks = new Map<string, Mark>();
  /** Where controls were moved to, and the statement that this holds for. */
  readonly #moves = new Map<string, { readonly value: ControlValue; readonly text: string | undefined }>();
  #runs = 0;

  /** `holdsFiles`: whether the files that a cell read are as they were then. */
  constructor(graph: Graph, executor: Executor, seed: number, holdsFiles: (cell: string) => boolean) {
    this.#graph = graph;
    this.#holdsFiles = holdsFiles;
    this.#executor = executor;
    this.#seed = seed;
  }

  /** A control was moved; that holds until its statement is edited. */
  move(name: string, value: ControlValue): void {
    this.#moves.set(name, { value, text: this.#textOf(name) });
    this.#executor.moveControl(name, value);
  }

  /** Cells were edited: what controls were moved to holds again or no more. */
  edited(nodes: readonly Node[]): void {
    for (const name of nodes.flatMap(({ defines }) => defines)) {
      const move = this.#moves.get(name);
      if (!move) continue;
      if (move.text === this.#textOf(name)) this.#executor.moveControl(name, move.value);
      else this.#executor.releaseControl(name);
    }
  }

  /** Notes what came of a cell, or of some of its statements. */
  ran(node: Node, result: Result): void {
    this.#runs++;
    this.#enter(node, result);
  }

  /** Keeps a cell's result for later and forgets that it is there. */
  leave(id: string): void {
    this.save(id);
    this.#entries.delete(id);
  }

  /** Keeps a cell's result for later, while it is whole. */
  save(id: string): void {
    const entry = this.#entries.get(id);
    if (!entry) return;
    const names = this.#namesOf(id, entry);
    if (entry.result.status === "ok" && !entry.reads && names.size === entry.names.length)
      this.#keep.put(entry.key, { ...entry.result, names });
  }

  /** Puts a kept result of the cell's text and inputs back into the scope. Null where there is none. */
  restore(node: Node): readonly Shown[] | null {
    const key = this.keyOf(node);
    const kept: Kept | undefined = this.#keep.get(key);
    if (!kept) return null;
    this.leave(node.id);
    this.#executor.restore(node.id, kept.names);
    this.#enter(node, { status: kept.status, shown: kept.shown });
    return kept.shown;
  }

  result(id: string): Result | undefined {
    return this.#entries.get(id)?.result;
  }

  /** What is known of a cell when its turn to run by itself comes. */
  verdict(node: Node): Verdict {
    if (node.broken || node.writes || this.#graph.conflictsOf(node.id).length > 0) return "blocked";
    const entry = this.#entries.get(node.id);
    if (!entry && node.program.statements.length === 0) return "fresh";
    const key = this.keyOf(node);
    if (entry && this.#holds(node, entry, key)) return "fresh";
    for (const source of this.#graph.sources(node)) if (this.#entries.get(source)?.result.status !== "ok") return "blocked";
    return this.#keep.has(key) ? "kept" : "stale";
  }

  /** How a cell stands by its own text and inputs, whatever its sources are about to become. */
  standing(node: Node): Standing {
    const entry = this.#entries.get(node.id);
    if (!entry) return "new";
    return this.#holds(node, entry, this.keyOf(node)) ? "fresh" : "stale";
  }

  /** Digest of what a cell's result depends on. */
  keyOf(node: Node): string {
    const digest = new Digest().number(this.#seed).text(node.source);
    for (const name of node.defines) {
      const moved = this.#executor.movedTo(name);
      if (moved !== undefined) digest.text(name).text(JSON.stringify(moved));
    }
    for (const name of node.uses) {
      const definers = this.#graph.definers(name);
      const owner = this.#executor.ownerOf(name);
      // What the cell sets itself is no input, nor is what the language brings.
      if ((definers.size === 0 && owner === undefined) || owner === node.id) continue;
      digest.text(name).text(this.#printOf(name));
    }
    return digest.end();
  }

  /** Whether an entry is of the cell's present text, inputs and files, and the names that it set are still its own. */
  #holds(node: Node, entry: Entry, key: string): boolean {
    if (entry.key !== key || !this.#holdsFiles(node.id)) return false;
    return entry.result.status !== "cancelled" && this.#namesOf(node.id, entry).size === entry.names.length;
  }

  #namesOf(id: string, { names }: Entry): Map<string, unknown> {
    const { scope } = this.#executor;
    return new Map(names.filter((name) => this.#executor.ownerOf(name) === id).map((name) => [name, scope.get(name)]));
  }

  #enter(node: Node, result: Result): void {
    const key = this.keyOf(node);
    const names = node.program.defines.filter((name) => this.#executor.ownerOf(name) === node.id);
    this.#entries.set(node.id, { result, key, names, reads: node.reads });
    for (const name of names) this.#mark(name, key, node);
  }

  /** How a name's value is known: by its content, else by where it came from. What comes from a file differs with every run. */
  #mark(name: string, key: string, { reads }: Node): void {
    const raw = this.#executor.scope.get(name);
    if (this.#marks.has(name) && Object.is(this.#marks.get(name)?.raw, raw)) return;
    const origin = (): string => digestOf(key, name, reads ? String(this.#runs) : "");
    let print: string | undefined;
    this.#marks.set(name, {
      raw,
      get print() {
        print ??= fingerprint(raw) ?? origin();
        return print;
      },
    });
  }

  #printOf(name: string): string {
    if (!this.#executor.scope.has(name)) return "missing";
    const raw = this.#executor.scope.get(name);
    const mark = this.#marks.get(name);
    if (mark && Object.is(mark.raw, raw)) return mark.print;
    const print = fingerprint(raw) ?? "unknown";
    this.#marks.set(name, { raw, print });
    return print;
  }

  #textOf(name: string): string | undefined {
    const [definer] = this.#graph.definers(name);
    const node = definer === undefined ? undefined : this.#graph.get(definer);
    return node && definitionText(node, name);
  }
}
