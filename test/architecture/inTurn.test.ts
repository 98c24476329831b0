import { expect, it } from "vitest";
import { inTurn } from "../../scripts/inTurn.mjs";

interface Stage {
  readonly name: string;
  readonly needs: readonly string[];
  readonly alone?: boolean;
}

/** Runs stages that last one turn of the event loop each; gives what was running beside each one when it began. */
async function beside(stages: readonly Stage[]): Promise<Record<string, readonly string[]>> {
  const running = new Set<string>();
  const seen: Record<string, readonly string[]> = {};
  const done = await inTurn(stages, async ({ name, needs }, before) => {
    for (const need of needs) expect(before.map((one) => one.name)).toContain(need);
    seen[name] = [...running];
    running.add(name);
    await new Promise((resolve) => setTimeout(resolve, 5));
    running.delete(name);
    return { name };
  });
  expect(done.map(({ name }) => name).sort()).toEqual(stages.map(({ name }) => name).sort());
  return seen;
}

it("two stages run side by side, and a third when there is a place", async () => {
  const seen = await beside(["a", "b", "c"].map((name) => ({ name, needs: [] })));
  expect(seen.a).toEqual([]);
  expect(seen.b).toEqual(["a"]);
  expect(seen.c?.length).toBeLessThan(2);
});

it("a stage waits for what it needs", async () => {
  await beside([
    { name: "last", needs: ["first", "second"] },
    { name: "second", needs: ["first"] },
    { name: "first", needs: [] },
  ]);
});

it("a stage that must be alone is, and is not overtaken", async () => {
  const seen = await beside([
    { name: "a", needs: [] },
    { name: "alone", needs: [], alone: true },
    { name: "b", needs: [] },
  ]);
  expect(seen).toEqual({ a: [], alone: [], b: [] });
});

it("stages that wait for each other are said", async () => {
  const circle = [
    { name: "a", needs: ["b"] },
    { name: "b", needs: ["a"] },
  ];
  await expect(inTurn(circle, async ({ name }) => ({ name }))).rejects.toThrow("a, b");
});
