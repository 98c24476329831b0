import { conflicts } from "../language/index.ts";
import type { CellText, Failure } from "../model/index.ts";
import { type Node, nodeOf } from "./node.ts";

/** What an edit did to the cells. */
export interface GraphChange {
  readonly added: readonly Node[];
  /** Cells of another text than before, as they are now. */
  readonly changed: readonly Node[];
  readonly removed: readonly Node[];
  /** Names that some cell defined before and now does not, or the other way round. */
  readonly names: ReadonlySet<string>;
}

/**
 * Who defines and who uses which names. An edit reads only the cells that it touched; what follows of the whole (the order,
 * duplicates and cycles) is found when it is next asked for.
 */
export class Graph {
  #nodes = new Map<string, Node>();
  readonly #definers = new Map<string, Set<string>>();
  readonly #users = new Map<string, Set<string>>();
  #rank: ReadonlyMap<string, number> | null = null;
  #conflicts: ReadonlyMap<string, readonly Failure[]> | null = null;

  /** Takes the notebook's code cells as they stand, in order. */
  update(cells: readonly CellText[]): GraphChange {
    const before = this.#nodes;
    const next = new Map<string, Node>();
    const added: Node[] = [];
    const changed: Node[] = [];
    for (const cell of cells) {
      const old = before.get(cell.id);
      const node = old?.source === cell.source ? old : nodeOf(cell, old);
      next.set(cell.id, node);
      if (!old) added.push(node);
      else if (old !== node) changed.push(node);
    }
    const removed = [...before.values()].filter(({ id }) => !next.has(id));
    const gone = [...removed, ...changed.flatMap(({ id }) => before.get(id) ?? [])];
    this.#nodes = next;
    this.#rank = null;
    const names = this.#reindex(gone, [...added, ...changed]);
    // The order counts too: where several cells define a name, the first is the one that others need.
    if (gone.length > 0 || !sameKeys(before, next)) this.#conflicts = null;
    return { added, changed, removed, names };
  }

  get nodes(): IterableIterator<Node> {
    return this.#nodes.values();
  }

  get(id: string): Node | undefined {
    return this.#nodes.get(id);
  }

  /** All names that cells define. */
  get names(): ReadonlySet<string> {
    return new Set(this.#definers.keys());
  }

  /** Cells that define the name. */
  definers(name: string): ReadonlySet<string> {
    return this.#definers.get(name) ?? NONE;
  }

  /** Cells that need the name from elsewhere. */
  users(name: string): ReadonlySet<string> {
    return this.#users.get(name) ?? NONE;
  }

  /** These cells and all that follow from them. */
  withDependents(cells: Iterable<string>): Set<string> {
    return this.#closure(cells, ({ defines }) => defines.flatMap((name) => [...this.users(name)]));
  }

  /** These cells and all that they need. */
  withSources(cells: Iterable<string>): Set<string> {
    return this.#closure(cells, (node) => [...this.sources(node)]);
  }

  /** The other cells that define what a cell needs. */
  *sources({ id, uses }: Node): IterableIterator<string> {
    for (const name of uses) for (const source of this.definers(name)) if (source !== id) yield source;
  }

  /** A cell's place in an order where every cell comes after those whose names it uses, else in that of the document. */
  rank(id: string): number {
    this.#rank ??= ranksOf([...this.#nodes.values()], this);
    return this.#rank.get(id) ?? Number.POSITIVE_INFINITY;
  }

  /** Names that a cell shares with others, and a cycle that it is on. */
  conflictsOf(id: string): readonly Failure[] {
    this.#conflicts ??= this.#findConflicts();
    return this.#conflicts.get(id) ?? [];
  }

  #closure(start: Iterable<string>, next: (node: Node) => readonly string[]): Set<string> {
    const all = new Set(start);
    for (const id of all) {
      const node = this.#nodes.get(id);
      // A set hands out what is added while it is read.
      if (node) for (const other of next(node)) all.add(other);
    }
    return all;
  }

  #reindex(gone: readonly Node[], come: readonly Node[]): Set<string> {
    const before = new Map(gone.flatMap(({ id, defines }) => defines.map((name) => [`${name} ${id}`, name] as const)));
    for (const node of gone) this.#unlink(node);
    for (const node of come) this.#link(node);
    const after = new Map(come.flatMap(({ id, defines }) => defines.map((name) => [`${name} ${id}`, name] as const)));
    const differ = [...before].filter(([key]) => !after.has(key)).concat([...after].filter(([key]) => !before.has(key)));
    return new Set(differ.map(([, name]) => name));
  }

  #link({ id, defines, uses }: Node): void {
    for (const name of defines) put(this.#definers, name, id);
    for (const name of uses) put(this.#users, name, id);
  }

  #unlink({ id, defines, uses }: Node): void {
    for (const name of defines) take(this.#definers, name, id);
    for (const name of uses) take(this.#users, name, id);
  }

  #findConflicts(): ReadonlyMap<string, readonly Failure[]> {
    const nodes = [...this.#nodes.values()];
    const programs = nodes.map(({ program, defines, uses }) => ({ ...program, defines, uses }));
    const found = new Map<string, Failure[]>();
    for (const { cell, failure } of conflicts(programs)) {
      const id = nodes[cell]?.id ?? "";
      found.set(id, [...(found.get(id) ?? []), failure]);
    }
    return found;
  }
}

const NONE: ReadonlySet<string> = new Set();

function sameKeys(a: ReadonlyMap<string, unknown>, b: ReadonlyMap<string, unknown>): boolean {
  const others = b.keys();
  return a.size === b.size && [...a.keys()].every((key) => key === others.next().value);
}

function put(index: Map<string, Set<string>>, name: string, id: string): void {
  const ids = index.get(name);
  if (ids) ids.add(id);
  else index.set(name, new Set([id]));
}

function take(index: Map<string, Set<string>>, name: string, id: string): void {
  const ids = index.get(name);
  ids?.delete(id);
  if (ids?.size === 0) index.delete(name);
}

/** Topological order, stable with respect to the order given; a cycle is entered at its first cell. */
function ranksOf(nodes: readonly Node[], graph: Graph): ReadonlyMap<string, number> {
  const rank = new Map<string, number>();
  const entered = new Set<string>();
  for (const { id } of nodes) visit(id);
  return rank;

  // By a stack of its own: a chain of cells may be longer than the engine's.
  function visit(start: string): void {
    const path: { id: string; sources: IterableIterator<string> }[] = [];
    enter(start);
    for (let top = path.at(-1); top; top = path.at(-1)) {
      const source = top.sources.next();
      if (!source.done) enter(source.value);
      else {
        path.pop();
        rank.set(top.id, rank.size);
      }
    }

    function enter(id: string): void {
      const node = graph.get(id);
      if (!node || entered.has(id)) return;
      entered.add(id);
      path.push({ id, sources: graph.sources(node) });
    }
  }
}
