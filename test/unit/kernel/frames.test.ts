import { describe, expect, it } from "vitest";
import { Stage } from "./stage.ts";

const TAU = 'tau = slider(0.05, 10, value = 1, scale = "log")';

describe("a moved control", () => {
  it("draws what follows from it, each cell once and in order, and nothing else", async () => {
    const stage = new Stage({ t: TAU, p: "p = softmax([1, 2, 3], tau = tau)", m: "max(p) + tau", apart: "7", z: "z = 1" });
    await stage.runAll();
    expect(await stage.move("tau", 0.5)).toEqual(["t", "p", "m"]);
    expect(stage.stale).toEqual([]);
  });

  it("draws only the statements of a cell that follow from it", async () => {
    const stage = new Stage({ all: `${TAU}\nz = [1, 2, 3]\nz\nrandom()\nhalf = tau / 2\nhalf\n"end"` });
    await stage.runAll();
    const before = stage.envelopes("all");
    await stage.move("tau", 2);
    expect(stage.frames("all").map(({ slot, view }) => [slot, view.kind === "text" ? view.text : view.kind])).toEqual([
      [0, "control"],
      [3, "1"],
    ]);
    expect(before).toHaveLength(5);
  });

  it("stops where a value comes out equal, in the cell and beyond it", async () => {
    const stage = new Stage({ t: "k = slider(1, 9, value = 2, step = 1)\neven = mod(k, 2) == 0\neven", next: "even" });
    await stage.runAll();
    expect(await stage.move("k", 4)).toEqual(["t", "t"]);
    expect(await stage.move("k", 5)).toEqual(["t", "t", "next"]);
    expect(stage.frames("next")).toMatchObject([{ view: { text: "false" } }]);
  });

  it("runs the whole of a cell in which the order of statements matters", async () => {
    const stage = new Stage({ t: "tau = slider(0, 9, value = 1)", a: "x = 1\ny = x + tau\nx = 2\n[x, y]" });
    await stage.runAll();
    await stage.move("tau", 5);
    expect(stage.frames("a").at(-1)).toMatchObject({ view: { head: [2, 6] } });
  });

  it("reaches those who call a function that needs it", async () => {
    const stage = new Stage({ t: "k = slider(0, 9, value = 1)\nf(x) = k * x", call: "f(3)", other: "g(x) = f(x) + 1", last: "g(1)" });
    await stage.runAll();
    await stage.move("k", 2);
    expect([stage.frames("call"), stage.frames("last")]).toMatchObject([[{ view: { text: "6" } }], [{ view: { text: "3" } }]]);
    expect(stage.stale).toEqual([]);
  });

  it("gives what a run from the start gives", async () => {
    const cells = {
      t: "a = slider(0, 9, value = 1)\nb = a ^ 2; c = b + 1\nb",
      f: "f(x) = x + c",
      u: "u = [f(1), b]\nv = sum(u) + random()",
      w: "w = v / c\nw",
    };
    const stage = new Stage(cells);
    await stage.runAll();
    for (const value of [3, 7, 7, 2]) await stage.move("a", value);
    const drawn = stage.frames("w").at(-1)?.view;
    const fresh = new Stage({ ...cells, t: cells.t.replace("value = 1", "value = 2") });
    await fresh.runAll();
    expect(drawn).toEqual(fresh.envelopes("w").at(-1)?.view);
  });

  it("that makes a cell fail keeps its last picture, leaves what follows, and mends it when moved on", async () => {
    const stage = new Stage({ t: "k = slider(1, 5, value = 1, step = 1)", a: "x = [1, 2, 3][k]", b: "x + 1" });
    await stage.runAll();
    expect(await stage.move("k", 5)).toEqual(["t", "a"]);
    expect(stage.events.find((event) => event.type === "frame" && event.cell === "a")).toMatchObject({ envelopes: [], failure: {} });
    expect(stage.stale).toEqual(["b"]);
    expect(await stage.move("k", 2)).toEqual(["t", "a", "b"]);
    expect(stage.frames("b")).toMatchObject([{ view: { text: "3" } }]);
    expect(stage.stale).toEqual([]);
  });

  it("stays where it is until its statement is edited, and comes back there when the edit is taken back", async () => {
    const stage = new Stage({ t: "tau = slider(0, 9, value = 1)", x: "tau" });
    await stage.runAll();
    await stage.move("tau", 4);
    await stage.run("t");
    expect(stage.text("x")).toBe("1");
    expect(await stage.edit({ t: "tau = slider(0, 9, value = 2)" })).toEqual(["t", "x"]);
    expect(stage.text("x")).toBe("2");
    await stage.edit({ t: "tau = slider(0, 9, value = 1)" });
    expect(stage.text("x")).toBe("4");
  });

  it("does not run a cell that writes files", async () => {
    const stage = new Stage({ t: "tau = slider(0, 9, value = 1)", s: 'save([tau], "x.csv")' });
    await stage.runAll();
    expect(await stage.move("tau", 2)).toEqual(["t"]);
    expect(await stage.edit({ t: "tau = slider(0, 9, value = 3)" })).toEqual(["t"]);
    expect(stage.stale).toEqual(["s"]);
    expect(await stage.refresh()).toEqual([]);
    expect(await stage.run("s")).toEqual(["s"]);
  });

  it("of a cell that has not run in this session runs it, with the value", async () => {
    const stage = new Stage({ t: "tau = slider(0, 9, value = 1)", x: "tau" });
    await stage.move("tau", 7);
    expect(stage.text("x")).toBe("7");
  });
});

describe("a control's value in its source", () => {
  async function written(source: string, name: string, value: number | string | boolean): Promise<string | null> {
    const stage = new Stage({ c: source });
    await stage.runAll();
    await stage.move(name, value);
    stage.send({ type: "locate", name });
    const event = stage.events.find((one) => one.type === "place");
    if (event?.type !== "place" || !event.place) return null;
    const { span, text, source: of } = event.place;
    expect(of).toBe(source);
    return source.slice(0, span.start) + text + source.slice(span.end);
  }

  it.each([
    ["tau = slider(0, 9, value = 1)", "tau", 2.5, "tau = slider(0, 9, value = 2.5)"],
    ['z = [1]\ntau = slider(0, 9, 1, scale = "linear")\ntau', "tau", 3, 'z = [1]\ntau = slider(0, 9, 3, scale = "linear")\ntau'],
    ["tau = slider(0, 9)", "tau", 3, "tau = slider(0, 9, value = 3)"],
    ["tau = slider(-9, 0, value = -(1 + 2))", "tau", -4, "tau = slider(-9, 0, value = -4)"],
    ["n = number_input(5)", "n", 7, "n = number_input(7)"],
    ['s = select(["a", "b"])', "s", "b", 's = select(["a", "b"], value = "b")'],
    ['c = checkbox(false, label = "on")', "c", true, 'c = checkbox(true, label = "on")'],
  ])("%s", async (source, name, value, expected) => {
    expect(await written(source, name, value)).toBe(expected);
  });

  it("has no place in a call that takes none", async () => {
    expect(await written("k = play(0, 9, 1)", "k", 4)).toBeNull();
  });
});

describe("an inspection", () => {
  it("lists the variables and how the cells hang together", async () => {
    const stage = new Stage({ z: "z = linspace(0, 1, 1000)", p: "p = softmax(z); f(x) = x + sum(z)", q: "q = 1 / 3" });
    await stage.runAll();
    stage.send({ type: "inspect" });
    const event = stage.events.find((one) => one.type === "inspection");
    expect(event).toMatchObject({
      variables: [
        { name: "f", type: "function", value: "f(x) = x + sum(z)", cell: "p" },
        { name: "p", type: "distribution", shape: [1000], value: "tau 1", cell: "p" },
        { name: "q", type: "number", value: "0.333333", cell: "q" },
        { name: "z", type: "float64", shape: [1000], sum: "500", value: expect.stringMatching(/^0, 0\.001001, .*…$/), cell: "z" },
      ],
      links: [
        { cell: "z", defines: ["z"], uses: [], standing: "fresh" },
        { cell: "p", defines: ["p", "f"], uses: ["z"], standing: "fresh" },
        { cell: "q", defines: ["q"], uses: [] },
      ],
    });
  });
});
