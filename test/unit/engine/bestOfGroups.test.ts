import { expect, it } from "vitest";
import { bestRunner } from "../../../src/engine/parallel/bestJob.ts";
import { groupingOf } from "../../../src/engine/parallel/groups.ts";
import type { Runner } from "../../../src/engine/parallel/run.ts";
import { KEPT, surveyRunner } from "../../../src/engine/parallel/surveyJob.ts";
import { layoutOf } from "../../../src/engine/shape.ts";
import { taskCount } from "../../../src/engine/tasks.ts";

/** A row of two groups, as many 5s in each as are looked for, and nothing that is larger. */
const layout = layoutOf([131_072], 0);
const grouping = groupingOf(taskCount(layout));
const data = new Float32Array(131_072).map((_, i) => (i % 65_536 < KEPT ? 5 : 0));
const x = { kind: "held", dtype: "float32", data } as const;
const unopened = (): never => expect.fail("nothing is stored");

function indicesOf(order: readonly number[], runner: Runner, found: Float64Array): number[] {
  for (const group of order) runner.run(group);
  return [...found];
}

const kinds: Record<string, (order: readonly number[]) => number[]> = {
  best(order) {
    const found = new Float64Array(2 * (1 + 2 * KEPT));
    const runner = bestRunner({ kind: "best", x, layout, k: KEPT, grouping, found }, unopened);
    return indicesOf(order, runner, found.subarray(1 + KEPT, 1 + 2 * KEPT));
  },
  survey(order) {
    const [parts, extents, best] = [4 * 32, 4 * 2, 4 * KEPT].map((length) => new Float64Array(length)) as [
      Float64Array,
      Float64Array,
      Float64Array,
    ];
    const runner = surveyRunner({ kind: "survey", x, layout, grouping, parts, extents, best }, unopened);
    expect(grouping.groups).toBe(2);
    return indicesOf(order, runner, best.subarray(KEPT, 2 * KEPT));
  },
};

it.each(Object.keys(kinds))("of equal entries the first are found by a %s whose first group is done late", (kind) => {
  const inOrder = kinds[kind]?.([0, 1]);
  expect(inOrder?.toSorted((a, b) => a - b)).toEqual(Array.from({ length: KEPT }, (_, i) => i));
  expect(kinds[kind]?.([1, 0])).toEqual(inOrder);
});
