/**
 * The groups of nodes that reach each other (strongly connected components; Tarjan 1972, doi:10.1137/0201010): one number a node,
 * the same within a group. `edges[i]` are the nodes that node i points at. Takes time in proportion to nodes and edges, and no stack.
 */
export function groups(edges: readonly (readonly number[])[]): number[] {
  const group = edges.map(() => -1);
  const low = edges.map(() => 0);
  const entered = edges.map(() => 0);
  const open: number[] = [];
  const path: { node: number; next: number }[] = [];
  let clock = 0;
  for (const start of edges.keys()) if (entered[start] === 0) walk(start);
  return group;

  function walk(start: number): void {
    enter(start);
    for (let top = path.at(-1); top; top = path.at(-1)) {
      const target = edges[top.node]?.[top.next++];
      if (target === undefined) leave(top.node);
      else if (entered[target] === 0) enter(target);
      else if (group[target] === -1) lower(top.node, entered[target] ?? 0);
    }
  }

  function enter(node: number): void {
    clock++;
    entered[node] = clock;
    low[node] = clock;
    open.push(node);
    path.push({ node, next: 0 });
  }

  function leave(node: number): void {
    path.pop();
    if (low[node] === entered[node]) close(node);
    const parent = path.at(-1);
    if (parent && group[node] === -1) lower(parent.node, low[node] ?? 0);
  }

  function close(node: number): void {
    for (let last = open.pop(); last !== undefined; last = open.pop()) {
      group[last] = node;
      if (last === node) return;
    }
  }

  function lower(node: number, to: number): void {
    low[node] = Math.min(low[node] ?? to, to);
  }
}
