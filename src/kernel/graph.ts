import type { Program } from "../language/index.ts";

/** A cell's part in the dependency graph: the names that it sets, and those that it needs from elsewhere. */
export interface Node {
  readonly id: string;
  readonly defines: readonly string[];
  readonly uses: readonly string[];
}

/** The graph's node of a parsed cell; a cell that does not parse defines and uses nothing. */
export function nodeOf(id: string, program: Program): Node {
  return program.failure ? { id, defines: [], uses: [] } : { id, defines: program.defines, uses: program.uses };
}

/**
 * The cells that change when `name` changes, each once, every cell after those whose names it uses. Cells on a cycle
 * come in document order. A cell that defines `name` itself is among them only where `alsoOwner` says so.
 */
export function dependentsOf(name: string, nodes: readonly Node[], alsoOwner: (node: Node) => boolean): Node[] {
  const reached = new Set<Node>();
  const pending: string[] = [name];
  for (const node of nodes) if (node.defines.includes(name) && alsoOwner(node)) reach(node);
  while (pending.length > 0) {
    const changed = pending.pop();
    for (const node of nodes) {
      if (changed !== undefined && node.uses.includes(changed) && !node.defines.includes(name)) reach(node);
    }
  }
  return inOrder(nodes.filter((node) => reached.has(node)));

  function reach(node: Node): void {
    if (reached.has(node)) return;
    reached.add(node);
    for (const defined of node.defines) if (defined !== name) pending.push(defined);
  }
}

/** Topological order, stable with respect to the order given. */
export function inOrder(nodes: readonly Node[]): Node[] {
  const definer = new Map<string, Node>();
  for (const node of nodes) for (const name of node.defines) if (!definer.has(name)) definer.set(name, node);
  const done = new Set<Node>();
  const open = new Set<Node>();
  const ordered: Node[] = [];
  for (const node of nodes) visit(node);
  return ordered;

  function visit(node: Node): void {
    if (done.has(node) || open.has(node)) return;
    open.add(node);
    for (const name of node.uses) {
      const source = definer.get(name);
      if (source && source !== node) visit(source);
    }
    open.delete(node);
    done.add(node);
    ordered.push(node);
  }
}
