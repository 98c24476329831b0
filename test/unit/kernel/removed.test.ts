import { describe, expect, it } from "vitest";
import { Stage } from "./stage.ts";

const cells = { a: "a = 2", q: "q = 5", q2: "q2 = q * 2", q3: "q3 = q2 + 1" };

/** Edits after which no cell defines q. */
const removals = [
  ["retyping its cell", { q: "r + 9" }],
  ["retyping its cell so that it shares a name with another", { q: "a = 9" }],
  ["renaming it", { q: "p = 5" }],
  ["renaming it so that its user needs the new name", { q: "q2 = 5" }],
  ["emptying its cell", { q: "" }],
  ["deleting its cell", { q: null }],
] as const;

describe("a name that an edit removes", () => {
  it.each(removals)("by %s is unknown to its users in auto, and what follows is stale", async (_how, edit) => {
    const stage = new Stage(cells);
    await stage.runAll();
    await stage.edit(edit);
    expect(stage.stale).toContain("q3");
    // A user that is blocked by a duplicate does not run by itself.
    expect(stage.text("q2") === "UnknownName" || stage.stale.includes("q2")).toBe(true);
  });

  it.each(removals)("by %s leaves its users stale in lazy, and unknown when they run", async (_how, edit) => {
    const stage = new Stage(cells, "lazy");
    await stage.runAll();
    expect(await stage.edit(edit)).toEqual([]);
    expect(stage.stale).toEqual(expect.arrayContaining(["q2", "q3"]));
    await stage.run("q2");
    expect(stage.text("q2")).toBe("UnknownName");
  });

  it.each(["auto", "lazy"] as const)("is there again in %s when the edit is taken back, though nothing is computed", async (mode) => {
    for (const [how, edit] of removals) {
      const stage = new Stage(cells, mode);
      await stage.runAll();
      await stage.edit(edit);
      const ids = Object.entries(cells).map(([id, source]) => ({ id, source }));
      expect(await stage.place(ids), how).toEqual([]);
      expect([stage.stale, stage.text("q2"), stage.text("q3")], how).toEqual([[], "10", "11"]);
    }
  });

  it("while its cell runs is gone when that has ended", async () => {
    const long = "sweep(softmax(linspace(0, 1, 100000), tau = t), t = linspace(1, 2, 20))";
    const stage = new Stage({ a: "a = 2", q: `${long}\nq = 5`, q2: "q2 = q * 2" });
    stage.send({ type: "run", cells: ["q"] });
    await stage.until((event) => event.type === "started" && event.cell === "q");
    await stage.edit({ q: "a = 9" });
    expect(stage.text("q2")).toBe("UnknownName");
  });
});
