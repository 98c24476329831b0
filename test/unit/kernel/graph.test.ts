import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Graph } from "../../../src/kernel/index.ts";
import type { CellText } from "../../../src/model/index.ts";

const cells = (sources: Readonly<Record<string, string>>): CellText[] => Object.entries(sources).map(([id, source]) => ({ id, source }));

function graphOf(sources: Readonly<Record<string, string>>): Graph {
  const graph = new Graph();
  graph.update(cells(sources));
  return graph;
}

/** Cells in the order in which they run. */
const ordered = (graph: Graph): string[] => [...graph.nodes].map(({ id }) => id).sort((a, b) => graph.rank(a) - graph.rank(b));

describe("what follows from a cell", () => {
  it("are the cells that use its names, directly or through others", () => {
    const graph = graphOf({ z: "z = [1, 2]", p: "p = softmax(z)", late: "max(p)", other: "1 + 1" });
    expect([...graph.withDependents(["z"])]).toEqual(["z", "p", "late"]);
    expect([...graph.withSources(["late"])]).toEqual(["late", "p", "z"]);
  });

  it("goes through a function to those who call it", () => {
    const graph = graphOf({ scale: "scale = 2", f: "f(x) = x * scale", call: "f(3)" });
    expect([...graph.withDependents(["scale"])]).toEqual(["scale", "f", "call"]);
  });

  it("has a part that is assigned as a use and a definition", () => {
    const graph = graphOf({ a: "A = [1, 2, 3]", part: "A[2] = 3", user: "sum(A)" });
    expect([...graph.users("A")].sort()).toEqual(["part", "user"]);
    expect([...graph.definers("A")]).toEqual(["a", "part"]);
  });

  it("leaves out what an expression binds itself", () => {
    const graph = graphOf({ tau: "tau = 2", sweep: "sweep(softmax([1, 2], tau = tau), tau = [1, 2])" });
    expect([...graph.withDependents(["tau"])]).toEqual(["tau"]);
  });
});

describe("an edit", () => {
  it("tells the cells that it touched, and the names that came and went", () => {
    const graph = graphOf({ a: "x = 1", b: "x + 1", c: "y = 2" });
    const change = graph.update(cells({ a: "x2 = 1", b: "x + 1", d: "z = 1" }));
    expect(change.changed.map(({ id }) => id)).toEqual(["a"]);
    expect(change.added.map(({ id }) => id)).toEqual(["d"]);
    expect(change.removed.map(({ id }) => id)).toEqual(["c"]);
    expect([...change.names].sort()).toEqual(["x", "x2", "y", "z"]);
  });

  it("of a value changes no name", () => {
    const graph = graphOf({ a: "x = 1", b: "x + 1" });
    expect(graph.update(cells({ a: "x = 2", b: "x + 1" })).names.size).toBe(0);
  });

  it("that does not parse yet leaves the names as they were", () => {
    const graph = graphOf({ a: "x = 1", b: "x + 1" });
    graph.update(cells({ a: "x = (", b: "x + 1" }));
    expect([...graph.withDependents(["a"])]).toEqual(["a", "b"]);
    expect(graph.get("a")?.broken).toBe(true);
  });

  it("comes to the same as reading the cells afresh, whatever it does", () => {
    const names = ["a", "b", "c", "d"];
    const name = fc.constantFrom(...names);
    const source = fc.oneof(
      fc.tuple(name, fc.array(name, { maxLength: 3 })).map(([target, used]) => `${target} = ${["1", ...used].join(" + ")}`),
      name.map((used) => `sum(${used})`),
    );
    const state = fc.uniqueArray(fc.tuple(fc.constantFrom("c1", "c2", "c3", "c4", "c5"), source), { selector: ([id]) => id });
    fc.assert(
      fc.property(fc.array(state, { minLength: 1, maxLength: 6 }), (states) => {
        const graph = new Graph();
        for (const one of states) graph.update(one.map(([id, text]) => ({ id, source: text })));
        const fresh = graphOf(Object.fromEntries(states.at(-1) ?? []));
        for (const one of names) {
          expect([...graph.users(one)].sort()).toEqual([...fresh.users(one)].sort());
          expect([...graph.definers(one)].sort()).toEqual([...fresh.definers(one)].sort());
        }
        for (const { id } of fresh.nodes) {
          expect(graph.conflictsOf(id).map(({ code }) => code)).toEqual(fresh.conflictsOf(id).map(({ code }) => code));
        }
      }),
    );
  });
});

describe("duplicates and cycles", () => {
  it("are said on every cell that is concerned, and no more when they are mended", () => {
    const graph = graphOf({ a: "x = 1", b: "x = 2", c: "p = q", d: "q = p", e: "x" });
    const codes = (): unknown => ["a", "b", "c", "d", "e"].map((id) => graph.conflictsOf(id).map(({ code }) => code));
    expect(codes()).toEqual([["Duplicate"], ["Duplicate"], ["Cycle"], ["Cycle"], []]);
    graph.update(cells({ a: "x = 1", b: "y = 2", c: "p = 1", d: "q = p", e: "x" }));
    expect(codes()).toEqual([[], [], [], [], []]);
  });
});

describe("the order of cells", () => {
  it("is that of the document where nothing speaks against it", () => {
    expect(ordered(graphOf({ b: "1", a: "2", c: "3" }))).toEqual(["b", "a", "c"]);
  });

  it("has cells on a cycle, each once", () => {
    expect(ordered(graphOf({ a: "x = y", b: "y = x", c: "x" })).sort()).toEqual(["a", "b", "c"]);
  });

  it("puts every cell after those whose names it uses, where there is no cycle", () => {
    // Cell k uses names of smaller numbers only, so that there is no cycle; then the list is shuffled.
    const notebooks = fc
      .array(fc.array(fc.nat(20), { maxLength: 4 }), { maxLength: 20 })
      .map((uses) =>
        uses.map((list, k) => ({
          id: String(k),
          source: `n${k} = ${["0", ...list.filter((j) => j < k).map((j) => `n${j}`)].join(" + ")}`,
        })),
      )
      .chain((list) => fc.shuffledSubarray(list, { minLength: list.length }));
    fc.assert(
      fc.property(notebooks, (list) => {
        const graph = new Graph();
        graph.update(list);
        expect(ordered(graph)).toHaveLength(list.length);
        for (const node of graph.nodes)
          for (const source of graph.sources(node)) expect(graph.rank(source)).toBeLessThan(graph.rank(node.id));
      }),
    );
  });

  it("is found for a chain that is longer than the stack", { timeout: 60_000 }, () => {
    const list = Array.from({ length: 12_000 }, (_, k) => ({ id: String(k), source: k === 11_999 ? "n11999 = 1" : `n${k} = n${k + 1}` }));
    const graph = new Graph();
    graph.update(list);
    expect(graph.rank("11999")).toBe(0);
    expect(graph.rank("0")).toBe(11_999);
    expect(graph.conflictsOf("0")).toEqual([]);
  });
});
