import { expect, it } from "vitest";
import { hintText, valueText } from "../../../src/extension/language/values.ts";

it("a name's hint tells its type, shape and sum, and no sum that is not known", () => {
  const z = { name: "z", type: "float64", shape: [3], value: "[1, 2, 3]" };
  expect(hintText({ ...z, sum: "6" })).toBe(": float64 [3], Σ 6");
  expect(hintText(z)).toBe(": float64 [3]");
  expect(hintText({ name: "tau", type: "slider", shape: [], value: "1" })).toBe(": slider");
  expect(valueText(z)).toBe("float64 [3]  [1, 2, 3]");
});
