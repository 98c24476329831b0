import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { dependentsOf, inOrder, type Node } from "../../../src/kernel/graph.ts";

const node = (id: string, defines: string[], uses: string[]): Node => ({ id, defines, uses });
const ids = (nodes: readonly Node[]): string[] => nodes.map(({ id }) => id);
const never = (): boolean => false;

describe("the cells that follow a name", () => {
  it("are those that use it, directly or through others, each once and after its sources", () => {
    const nodes = [
      node("slider", ["tau"], []),
      node("late", [], ["p", "tau"]),
      node("p", ["p"], ["z", "tau"]),
      node("z", ["z"], []),
      node("other", [], ["z"]),
    ];
    expect(ids(dependentsOf("tau", nodes, never))).toEqual(["p", "late"]);
  });

  it("hold the cell of the control itself only when it uses the name too", () => {
    const nodes = [node("both", ["tau"], [])];
    expect(ids(dependentsOf("tau", nodes, never))).toEqual([]);
    expect(ids(dependentsOf("tau", nodes, () => true))).toEqual(["both"]);
  });

  it("follow the other names of the control's own cell", () => {
    const nodes = [node("both", ["tau", "half"], []), node("user", [], ["half"])];
    expect(ids(dependentsOf("tau", nodes, () => true))).toEqual(["both", "user"]);
  });

  it("come each once on a cycle", () => {
    const nodes = [node("a", ["x"], ["y", "tau"]), node("b", ["y"], ["x"])];
    expect(ids(dependentsOf("tau", nodes, never)).sort()).toEqual(["a", "b"]);
  });
});

describe("the order of cells", () => {
  it("puts every cell after those whose names it uses, where there is no cycle", () => {
    // Cell k uses names of smaller numbers only, so that there is no cycle; then the list is shuffled.
    const graphs = fc
      .array(fc.array(fc.nat(20), { maxLength: 4 }), { maxLength: 20 })
      .map((uses) =>
        uses.map((list, k) =>
          node(
            String(k),
            [`n${k}`],
            list.filter((j) => j < k).map((j) => `n${j}`),
          ),
        ),
      )
      .chain((nodes) => fc.shuffledSubarray(nodes, { minLength: nodes.length }));
    fc.assert(
      fc.property(graphs, (nodes) => {
        const ordered = inOrder(nodes);
        expect(ordered).toHaveLength(nodes.length);
        const place = new Map(ordered.flatMap((n, i) => n.defines.map((name) => [name, i] as const)));
        for (const [i, n] of ordered.entries()) for (const name of n.uses) expect(place.get(name)).toBeLessThan(i);
      }),
    );
  });
});
