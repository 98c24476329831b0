import type { CellMark, Failure, Standing } from "../model/index.ts";
import type { Node } from "./node.ts";
import type { Notebook } from "./notebook.ts";

/** How the cells stand, and what was said of it: gathers which cells may stand differently, and looks at those alone. */
export class Marks {
  readonly #notebook: Notebook;
  readonly #touched = new Set<string>();
  /** What was found and said last, by cell. */
  readonly #standings = new Map<string, Standing>();
  readonly #problems = new Map<string, readonly Failure[]>();
  #edited = false;

  constructor(notebook: Notebook) {
    this.#notebook = notebook;
  }

  /** These cells, what follows from them, and the users of these names may stand differently. */
  touch(nodes: readonly Node[], names: ReadonlySet<string>): void {
    for (const { id } of nodes) this.#touched.add(id);
    for (const name of names) for (const id of this.#notebook.graph.users(name)) this.#touched.add(id);
    for (const name of names) for (const id of this.#notebook.graph.definers(name)) this.#touched.add(id);
    this.#edited = true;
  }

  /** How a cell stands: it is stale too while one of its sources is. */
  standing(id: string): Standing {
    return this.#standings.get(id) ?? "new";
  }

  /** Marks of the cells that stand differently than was said last. */
  changed(): CellMark[] {
    if (!this.#edited) return [];
    this.#edited = false;
    const { graph } = this.#notebook;
    for (const id of this.#touched) if (!graph.get(id)) this.#drop(id);
    const nodes = [...graph.withDependents(this.#touched)].flatMap((id) => graph.get(id) ?? []);
    this.#touched.clear();
    const differ = new Set<string>();
    for (const node of nodes.sort((a, b) => graph.rank(a.id) - graph.rank(b.id))) if (this.#stand(node)) differ.add(node.id);
    for (const { id } of graph.nodes) if (!same(this.#problems.get(id), graph.conflictsOf(id))) differ.add(id);
    return [...differ].map((cell) => this.#mark(cell));
  }

  /** Of a new notebook of the same cells: what was said of the old one is to be taken back. */
  restarted(notebook: Notebook): Marks {
    const next = new Marks(notebook);
    for (const [id, standing] of this.#standings) next.#standings.set(id, standing);
    for (const [id, problems] of this.#problems) next.#problems.set(id, problems);
    next.touch([...notebook.graph.nodes], new Set());
    return next;
  }

  /** Finds how a cell stands, its sources being found already; says whether that is new. */
  #stand(node: Node): boolean {
    const { graph, ledger } = this.#notebook;
    const own = ledger.standing(node);
    const behind = own === "fresh" && [...graph.sources(node)].some((source) => this.standing(source) === "stale");
    const standing = behind ? "stale" : own;
    const differs = standing !== this.standing(node.id);
    this.#standings.set(node.id, standing);
    return differs;
  }

  #mark(cell: string): CellMark {
    const problems = this.#notebook.graph.conflictsOf(cell);
    this.#problems.set(cell, problems);
    return { cell, standing: this.standing(cell), problems };
  }

  #drop(id: string): void {
    this.#standings.delete(id);
    this.#problems.delete(id);
  }
}

function same(a: readonly Failure[] = [], b: readonly Failure[] = []): boolean {
  return a === b || (a.length === b.length && a.every((one, i) => one.message === b[i]?.message && one.span?.start === b[i]?.span?.start));
}
