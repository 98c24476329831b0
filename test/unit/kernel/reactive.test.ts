import { describe, expect, it } from "vitest";
import { chain, Stage } from "./stage.ts";

describe("in auto, an edit", () => {
  it("of the first of 100 chained cells reruns what follows from it, each once and in order; taken back, it reruns nothing", async () => {
    const cells = chain(100);
    const stage = new Stage({ ...cells, apart: "7" });
    await stage.runAll();
    expect(await stage.edit({ c0: "x0 = 5" })).toEqual(Object.keys(cells));
    expect(stage.text("c99")).toBe("104");
    expect(await stage.edit({ c0: "x0 = 1" })).toEqual([]);
    expect(stage.kept).toEqual(Object.keys(cells));
    expect(stage.text("c99")).toBe("100");
    expect(stage.stale).toEqual([]);
  });

  it("stops where a value comes out equal", async () => {
    const stage = new Stage({ a: "x = -2", b: "y = abs(x)", c: "y + 1" });
    await stage.runAll();
    expect(await stage.edit({ a: "x = 2" })).toEqual(["a", "b"]);
    expect(stage.stale).toEqual([]);
  });

  it("knows equal values of every kind", async () => {
    const sources = [
      "[1, 2, 3]",
      "tensor([1, 2])",
      "softmax([1, 2])",
      '"a"',
      "true",
      "2 + 3i",
      "{a: [1, 2], b: 1}",
      "5 cm",
      "[1, 2 + i]",
      "null",
    ];
    for (const source of sources) {
      const stage = new Stage({ a: `x = ${source}`, b: "x" });
      await stage.runAll();
      expect(await stage.edit({ a: `x = (${source})` }), source).toEqual(["a"]);
    }
  });

  it("tells values apart that differ in one place only", async () => {
    const pairs = [
      ["[1, 2, 3]", "[1, 2, 4]"],
      ["[-1, -2]", "[1, 2]"],
      ["tensor([1, 2])", 'tensor([1, 2], "float32")'],
      ["softmax([1, 2])", "softmax([1, 2], tau = 2)"],
      ["5 cm", "5.000000000000001 cm"],
      ["{a: 1}", "{b: 1}"],
      ["[[1, 2], [3, 4]]", "[[1, 2, 3, 4]]"],
      ['["a", "b"]', '["ab", ""]'],
      ["bignumber(1)", "bignumber(2)"],
    ] as const;
    for (const [one, other] of pairs) {
      const stage = new Stage({ a: `x = ${one}`, b: "x" });
      await stage.runAll();
      expect(await stage.edit({ a: `x = ${other}` }), one).toEqual(["a", "b"]);
    }
  });

  it("of a function reruns those who call it, and of what the function needs too", async () => {
    const stage = new Stage({ k: "k = 2", f: "f(x) = k * x", call: "f(3)" });
    await stage.runAll();
    expect(await stage.edit({ f: "f(x) = k * x + 1" })).toEqual(["f", "call"]);
    expect(await stage.edit({ k: "k = 3" })).toEqual(["k", "f", "call"]);
    expect(stage.text("call")).toBe("10");
  });

  it("runs a new cell, and what it needs and has not run", async () => {
    const stage = new Stage({ a: "x = 1", b: "y = 2", c: "z = 3" });
    await stage.run("c");
    expect(await stage.edit({ d: "x + z" })).toEqual(["a", "d"]);
    expect(stage.text("d")).toBe("4");
  });

  it("leaves a text that is not finished, and what follows from it, as they were", async () => {
    const stage = new Stage({ a: "x = 1", b: "x + 1" });
    await stage.runAll();
    for (const typed of ["x = ", "x = sof", "x = softmax([1], tua = 2)"]) {
      expect(await stage.edit({ a: typed }), typed).toEqual([]);
      expect(stage.stale).toEqual(["a", "b"]);
    }
    expect(await stage.edit({ a: "x = 1" })).toEqual([]);
    expect([stage.stale, stage.kept]).toEqual([[], []]);
    expect(await stage.edit({ a: "x = 2" })).toEqual(["a", "b"]);
  });

  it("that fails leaves what follows stale, with its last picture", async () => {
    const stage = new Stage({ a: "x = 1", b: "x + 1" });
    await stage.runAll();
    expect(await stage.edit({ a: "x = [1, 2][7]" })).toEqual(["a"]);
    expect(stage.stale).toEqual(["b"]);
    await stage.edit({ a: "x = 3" });
    expect([stage.text("b"), stage.stale]).toEqual(["4", []]);
  });

  it("that removes a cell removes its names and reruns their users", async () => {
    const stage = new Stage({ a: "x = 1", b: "x + 1" });
    await stage.runAll();
    expect(await stage.edit({ a: null })).toEqual(["b"]);
    expect(stage.text("b")).toBe("UnknownName");
  });

  it("that renames a variable reruns the users of both names", async () => {
    const stage = new Stage({ a: "x = 1", b: "x + 1", c: "y = 2" });
    await stage.runAll();
    expect((await stage.edit({ a: "x2 = 1" })).sort()).toEqual(["a", "b"]);
    expect(stage.text("b")).toBe("UnknownName");
    await stage.edit({ a: "x = 4" });
    expect(stage.text("b")).toBe("5");
  });

  it("that moves cells runs nothing, and one that brings a cell back under another name puts its result back", async () => {
    const stage = new Stage({ a: "x = 1", b: "x + 1", c: "3" });
    await stage.runAll();
    const moved = [
      { id: "c", source: "3" },
      { id: "b", source: "x + 1" },
      { id: "a", source: "x = 1" },
    ];
    expect(await stage.place(moved)).toEqual([]);
    const pasted = moved.map((cell) => (cell.id === "b" ? { ...cell, id: "b2" } : cell));
    expect(await stage.place(pasted)).toEqual([]);
    expect([stage.kept, stage.text("b2")]).toEqual([["b2"], "2"]);
    expect(stage.envelopes("b2")).toMatchObject([{ cell: "b2" }]);
  });

  it("makes a run pointless that it overtakes: that stops, and the new text runs", async () => {
    const long = "sweep(softmax(linspace(0, 1, 100000), tau = t), t = linspace(1, 2, 10000))";
    const stage = new Stage({ a: "1" });
    await stage.runAll();
    stage.send({ type: "cells", cells: [{ id: "a", source: long }] });
    await stage.until((event) => event.type === "started");
    await stage.edit({ a: "2" });
    await stage.until((event) => event.type === "idle");
    const ended = stage.events.filter((event) => event.type === "ended");
    expect(ended).toMatchObject([
      { cell: "a", status: "cancelled", note: "superseded" },
      { cell: "a", status: "ok" },
    ]);
  });
});

describe("a run", () => {
  it("takes cells in the order of their names, whatever their order in the document", async () => {
    const stage = new Stage({ user: "x + 1", x: "x = 1" });
    expect(await stage.runAll()).toEqual(["x", "user"]);
    expect(stage.text("user")).toBe("2");
  });

  it("of a cell runs what it needs and what follows from it, and leaves alone what has run", async () => {
    const stage = new Stage({ a: "x = 1", b: "y = x + 1", c: "y + 1", apart: "5" });
    expect(await stage.run("b")).toEqual(["a", "b", "c"]);
    expect(await stage.run("b")).toEqual(["b"]);
    expect(await stage.run("b", "apart")).toEqual(["b", "apart"]);
  });

  it("shows on every cell that two define a name or need each other; it still runs them when asked", async () => {
    const stage = new Stage({ a: "x = 1", b: "x = 2", c: "p = q", d: "q = p" });
    await stage.runAll();
    expect(Object.fromEntries(stage.problems)).toEqual({ a: ["Duplicate"], b: ["Duplicate"], c: ["Cycle"], d: ["Cycle"] });
    expect([stage.text("a"), stage.text("b")]).toEqual(["1", "2"]);
    expect(await stage.edit({ a: "x = 3" })).toEqual([]);
    expect(await stage.edit({ b: "y = 2" })).toEqual(["a", "b"]);
    expect(stage.problems.get("a")).toEqual([]);
  });

  it("that was interrupted is not taken up again by an edit elsewhere", async () => {
    const stage = new Stage({ a: "x = 1", long: "sweep(softmax(linspace(0, 1, 100000), tau = t), t = linspace(x, 2, 10000))", b: "y = 2" });
    stage.send({ type: "run", cells: ["a", "long", "b"] });
    await stage.until((event) => event.type === "started" && event.cell === "long");
    stage.send({ type: "interrupt" });
    await stage.until((event) => event.type === "idle");
    await stage.quiet();
    expect(stage.stale).toEqual(["long"]);
    expect(await stage.edit({ b: "y = 3" })).toEqual(["b"]);
  });

  it("draws the same random numbers again, since seed and text decide them", async () => {
    const stage = new Stage({ a: "x = sum(randn([10]))", b: "x" });
    await stage.runAll();
    const first = stage.text("b");
    expect(await stage.run("a")).toEqual(["a"]);
    expect(stage.text("b")).toBe(first);
  });
});

describe("in lazy", () => {
  it("an edit and a run mark what follows stale, and a refresh runs that", async () => {
    const stage = new Stage({ a: "x = 1", b: "y = x + 1", c: "y" }, "lazy");
    await stage.runAll();
    expect(await stage.edit({ a: "x = 2" })).toEqual([]);
    expect(stage.stale).toEqual(["a", "b", "c"]);
    expect(await stage.run("a")).toEqual(["a"]);
    expect(stage.stale).toEqual(["b", "c"]);
    expect(await stage.refresh()).toEqual(["b", "c"]);
    expect([stage.stale, stage.text("c")]).toEqual([[], "3"]);
  });

  it("taking an edit back makes the cells fresh again", async () => {
    const stage = new Stage({ a: "x = 1", b: "x + 1" }, "lazy");
    await stage.runAll();
    await stage.edit({ a: "x = 2" });
    await stage.run("a");
    expect(await stage.edit({ a: "x = 1" })).toEqual([]);
    expect([stage.stale, stage.text("b")]).toEqual([[], "2"]);
  });

  it("a run does not reach for what the cell needs", async () => {
    const stage = new Stage({ a: "x = 1", b: "x + 1" }, "lazy");
    expect(await stage.run("b")).toEqual(["b"]);
    expect(stage.text("b")).toBe("UnknownName");
  });

  it("a moved control is drawn, and what follows is stale", async () => {
    const stage = new Stage({ t: "tau = slider(0, 4, value = 1)", p: "softmax([1, 2], tau = tau)" }, "lazy");
    await stage.runAll();
    expect(await stage.move("tau", 2)).toEqual(["t"]);
    expect(stage.stale).toEqual(["p"]);
    await stage.move("tau", 1);
    stage.send({ type: "mode", mode: "auto" });
    await stage.quiet();
    expect(stage.stale).toEqual([]);
  });
});

describe("a refresh", () => {
  it("says that it is over, though there was nothing to do", async () => {
    const stage = new Stage({ a: "1" });
    await stage.runAll();
    await stage.refresh();
    expect(stage.events).toEqual([{ type: "idle" }]);
  });
});

describe("a session that takes the place of a lost one", () => {
  const ran = [
    { id: "t", source: "tau = slider(0, 9, value = 1)" },
    { id: "x", source: "x = tau + 1" },
    { id: "s", source: 'save([1], "x.csv")' },
  ];

  it("has the names of the cells that had run, where controls were moved to, and says nothing of that", async () => {
    const stage = new Stage({});
    stage.events.length = 0;
    stage.send({ type: "open", seed: 42, folder: null });
    stage.send({ type: "rebuild", ran, moves: [{ name: "tau", value: 4 }] });
    stage.send({ type: "cells", cells: [...ran, { id: "y", source: "x * 2" }] });
    await stage.until((event) => event.type === "rebuilt");
    await stage.quiet();
    expect(stage.events.filter(({ type }) => type === "started" || type === "ended")).toEqual([]);
    expect(await stage.run("y")).toEqual(["y"]);
    expect(stage.text("y")).toBe("10");
  });

  it("does not write files again", async () => {
    const stage = new Stage({});
    stage.send({ type: "open", seed: 42, folder: null });
    stage.send({ type: "rebuild", ran, moves: [] });
    stage.send({ type: "cells", cells: ran });
    await stage.until((event) => event.type === "rebuilt");
    await stage.quiet();
    expect([...stage.marks.keys()].sort()).toEqual(["t", "x"]);
  });
});
