import type { AnyTensor, Steps } from "../../model/index.ts";
import { decay } from "../accumulator.ts";
import { mapBinary } from "../elementwise.ts";

type Operand = AnyTensor | number;

/** The states (m, l) of two parts as the state of both, element by element; (−∞, 0) is neutral. Throws Shape. */
export function* mergeStates(m1: Operand, l1: Operand, m2: Operand, l2: Operand): Steps<{ m: AnyTensor; l: AnyTensor }> {
  const m = yield* mapBinary(m1, m2, "max");
  const first = yield* mapBinary(l1, yield* mapBinary(m1, m, decay), "mul");
  const second = yield* mapBinary(l2, yield* mapBinary(m2, m, decay), "mul");
  return { m, l: yield* mapBinary(first, second, "add") };
}
