import { describe, expect, it } from "vitest";
import { Stage } from "./stage.ts";

const CELLS = { read: 'z = load("z.json")', use: "sum(z)", apart: "1 + 1", other: 'load("other.json")' };

async function ran(mode: "auto" | "lazy" = "auto"): Promise<Stage> {
  const stage = new Stage(CELLS, mode);
  stage.files.set("z.json", "[1, 2]").set("other.json", "[3]");
  await stage.runAll();
  return stage;
}

describe("a file that a cell read", () => {
  it("runs that cell and what follows from it when it changes", async () => {
    const stage = await ran();
    expect(stage.text("use")).toBe("3");
    expect(await stage.write("z.json", "[1, 2, 4]")).toEqual(["read", "use"]);
    expect(stage.text("use")).toBe("7");
    expect(stage.stale).toEqual([]);
  });

  it("stops the cascade where its numbers are the same", async () => {
    const stage = await ran();
    expect(await stage.write("z.json", "[ 1.0, 2 ]")).toEqual(["read"]);
  });

  it("makes them stale in lazy mode, until they are run", async () => {
    const stage = await ran("lazy");
    expect(await stage.write("z.json", "[5]")).toEqual([]);
    expect(stage.stale).toEqual(["read", "use"]);
    expect(await stage.refresh()).toEqual(["read", "use"]);
    expect(stage.text("use")).toBe("5");
    expect(stage.stale).toEqual([]);
  });

  it("runs its cell when it comes, and when it goes", async () => {
    const stage = new Stage({ read: 'sum(load("late.json"))' });
    await stage.runAll();
    expect(stage.text("read")).toBe("File");
    expect(await stage.write("late.json", "[1, 1]")).toEqual(["read"]);
    expect(stage.text("read")).toBe("2");
    expect(await stage.write("late.json", null)).toEqual(["read"]);
    expect(stage.text("read")).toBe("File");
  });

  it("is told to the host once, and is nobody's when no cell reads it any more", async () => {
    const stage = new Stage({ read: 'load("z.json"); load("z.json")' });
    stage.files.set("z.json", "[1]");
    await stage.runAll();
    await stage.run("read");
    expect(stage.events.filter(({ type }) => type === "opened")).toEqual([]);
    expect(await stage.edit({ read: "2" })).toEqual(["read"]);
    expect(await stage.write("z.json", "[2]")).toEqual([]);
  });

  it("is told to the host where it cannot be read, too", async () => {
    const stage = new Stage({ read: 'load("missing.json")' });
    stage.send({ type: "run", cells: ["read"] });
    await stage.until(({ type }) => type === "opened");
    expect(stage.events.find(({ type }) => type === "opened")).toEqual({ type: "opened", path: "missing.json" });
  });
});

describe("a file of logprobs", () => {
  it("shows its rows in words, and gives them to expressions", async () => {
    const token = (text: string) => ({ token: text, logprob: -0.5, top_logprobs: [{ token: text, logprob: -0.5 }] });
    const stage = new Stage({ read: 'r = load("r.json")', row: "sum(exp(r.top[2]))", labels: "softmax(r.top[1])" });
    stage.files.set("r.json", JSON.stringify([token("a"), token("b")]));
    await stage.runAll();
    expect(stage.text("read")).toMatch(
      /^\{tokens: \["a", "b"\], logprobs: \[-0.5, -0.5\], top: \[\[-0.5, -0.93\d+\], \[-0.5, -0.93\d+\]\]\}$/,
    );
    expect(Number(stage.text("row"))).toBeCloseTo(1, 14);
    expect(stage.text("labels")).toMatch(/other/);
  });
});
