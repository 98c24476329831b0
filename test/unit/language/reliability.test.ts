import { expect, it } from "vitest";
import { numbersOf, run } from "./run.ts";

it("reliability shows as its chart and has its fields by name", () => {
  const value = run("reliability([0.9, 0.8, 0.3, 0.6], [1, 1, 0, 0], bins = 5)");
  expect(value).toMatchObject({
    kind: "chart",
    sentence: "reliability of 4 samples in 4 bins; widest gap: confidence 0.6, accuracy 0",
  });
  for (const [field, expected] of [
    ["accuracy", [0, 0, 1, 1]],
    ["count", [1, 1, 1, 1]],
    ["upper", [0.4, 0.6, 0.8, 1]],
  ] as const) {
    expect(numbersOf(run(`r = reliability([0.9, 0.8, 0.3, 0.6], [1, 1, 0, 0], bins = 5); r.${field}`))).toEqual(expected);
  }
});

it("thermo has its fields by name, p among them", () => {
  expect(run("t = thermo([0, 1], 0.4167783); t.C")).toMatchObject({ kind: "number", value: expect.closeTo(0.4392288, 7) });
  expect(run("thermo([0, 1], 1).p").kind).toBe("distribution");
  expect(numbersOf(run("heat_capacity([0, 1], [0, Infinity])"))).toEqual([0, 0]);
});
