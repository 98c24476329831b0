import { describe, expect, it } from "vitest";
import type { Scope } from "../../../src/language/index.ts";
import { numbersOf, run } from "./run.ts";

const CELLS = [
  "randn([5])",
  "rand([5])",
  "sample(zipf(9), 5)",
  "gumbel_top_k([1, 2, 3, 4], 3)",
  "gumbel_noise([4])",
  "randint(0, 99, [5])",
  "random(5)",
];

const drawn = (cell: string, seed: number, scope: Scope = new Map()): number[] => numbersOf(run(cell, scope, { seed }));

describe("a draw", () => {
  it.each(CELLS)("%s is the same in any order of cells, and another for another seed", (cell) => {
    const alone = drawn(cell, 1);
    for (const order of [CELLS, [...CELLS].reverse()]) {
      const scope: Scope = new Map();
      const all = new Map(order.map((one) => [one, drawn(one, 1, scope)]));
      expect(all.get(cell)).toEqual(alone);
    }
    expect(drawn(cell, 2)).not.toEqual(alone);
  });

  it("with a seed of its own is the same in any cell, and its beginning the same for any length", () => {
    expect(drawn("1 + 1\nrandn([7], seed = 3)", 1)).toEqual(drawn("randn([7], seed = 3)", 2));
    expect(drawn("randn([100000], seed = 3)[1:7]", 1)).toEqual(drawn("randn([7], seed = 3)", 1));
  });
});
