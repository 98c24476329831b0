import { describe, expect, it } from "vitest";
import type { View } from "../../../src/model/index.ts";
import { Stage } from "./stage.ts";

async function shown(source: string): Promise<View | undefined> {
  const stage = new Stage({ cell: source });
  await stage.runAll();
  return stage.envelopes("cell")[0]?.view;
}

describe("a list or an object", () => {
  it("of numbers and texts is text", async () => {
    expect(await shown("{a: 1, b: 2}")).toEqual({ kind: "text", text: "{a: 1, b: 2}" });
  });

  it("with a picture among its entries shows each by its name", async () => {
    const view = await shown("thermo([0, 1, 2], 0.5)");
    if (view?.kind !== "group") throw new Error(`a ${view?.kind}`);
    expect(view.items.map(({ name }) => name)).toEqual(["logZ", "F", "U", "S", "C", "p"]);
    expect(view.items.map(({ view }) => view.kind)).toEqual(["text", "text", "text", "text", "text", "distribution"]);
    expect(view.left).toBe(0);
  });

  it("counts its entries from 1 where they have no names", async () => {
    const view = await shown("[softmax([1, 2]), softmax([3, 1])]");
    if (view?.kind !== "group") throw new Error(`a ${view?.kind}`);
    expect(view.items.map(({ name, view }) => [name, view.kind])).toEqual([
      ["1", "distribution"],
      ["2", "distribution"],
    ]);
  });

  it("leaves out what is beyond twelve, and says how many", async () => {
    const many = Array.from({ length: 15 }, (_, i) => `k${i}: softmax([${i}, 1])`).join(", ");
    const view = await shown(`{${many}}`);
    if (view?.kind !== "group") throw new Error(`a ${view?.kind}`);
    expect([view.items.length, view.left]).toEqual([12, 3]);
  });

  it("within one is text", async () => {
    const view = await shown("{p: softmax([1, 2]), more: {q: softmax([1, 2])}}");
    if (view?.kind !== "group") throw new Error(`a ${view?.kind}`);
    expect(view.items[1]?.view.kind).toBe("text");
  });
});

describe("an assertion that holds", () => {
  it.each([
    ['assert(1 < 2, "one is less")', "✓ one is less"],
    ['assert(1 < 2, message = "one is less")', "✓ one is less"],
    ["assert(\n  close(1,\n  1))", "✓ close(1, 1)"],
    ["assert([1, 2] > 0)", "✓ [1, 2] > 0"],
  ])("%s says what holds", async (source, text) => {
    expect(await shown(source)).toEqual({ kind: "text", text });
  });

  it("says so for a statement alone, and leaves other truths as they are", async () => {
    expect(await shown("1 < 2")).toEqual({ kind: "text", text: "true" });
    expect(await shown("[assert(1 < 2)]")).toEqual({ kind: "text", text: "[true]" });
  });
});
