import { mapBinary, reduce } from "../../engine/index.ts";
import { fail, sizeOf } from "../../model/index.ts";
import { isNumeric, tensorOf } from "../convert.ts";
import { any, nullable, number, string, tensor } from "../kinds.ts";
import { define, optional, type RunnableEntry, required } from "./entry.ts";

const FAMILY = "Checks";

export const checks: readonly RunnableEntry[] = [
  define({
    name: "assert",
    family: FAMILY,
    docs: "Stops with an error unless the condition holds, for every element where it is a tensor.",
    source: "Python's assert",
    example: "assert(close(sum(softmax([1, 2, 3])), 1))",
    parameters: { condition: required(any), message: optional(nullable(string), null) },
    *run({ condition, message }, call) {
      const span = call.span("condition");
      if (!isNumeric(condition)) return fail("Type", "assert needs a condition: true or false, or a tensor of them.", span ? { span } : {});
      const t = yield* tensorOf(condition);
      const holds = sizeOf(t.shape) === 0 || ((yield* reduce(yield* mapBinary(t, 0, "ne"), "min", { dim: null })).data[0] ?? 0) !== 0;
      return holds ? true : fail("Assertion", message ?? "The assertion does not hold.", span ? { span } : {});
    },
  }),
  define({
    name: "close",
    family: FAMILY,
    docs: "Whether x and y agree within rtol of the larger one or atol, in every element; NaN agrees with nothing.",
    source: "Python's math.isclose",
    formula: "|x - y| \\le \\max(rtol \\cdot \\max(|x|, |y|),\\ atol)",
    example: "close(0.1 + 0.2, 0.3)",
    parameters: { x: required(tensor), y: required(tensor), rtol: optional(number, 1e-9), atol: optional(number, 0) },
    *run({ x, y, rtol, atol }) {
      const near = (a: number, b: number): number =>
        a === b || Math.abs(a - b) <= Math.max(rtol * Math.max(Math.abs(a), Math.abs(b)), atol) ? 1 : 0;
      const finite = (a: number, b: number): number => (Number.isFinite(a) && Number.isFinite(b) ? near(a, b) : Number(a === b));
      const all = yield* mapBinary(x, y, finite);
      return sizeOf(all.shape) === 0 || (yield* reduce(all, "min", { dim: null })).data[0] === 1;
    },
  }),
];
