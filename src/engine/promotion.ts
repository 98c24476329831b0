import type { AnyTensor, Dtype } from "../model/index.ts";
import { floatOf } from "./rounding.ts";
import type { Kind } from "./unary.ts";

export type Operand = AnyTensor | number;

const rank: Record<Dtype, number> = { bool: 0, int32: 1, float16: 2, bfloat16: 2, float32: 3, float64: 4 };

/** The narrowest dtype that holds both, as NumPy: int32 with a float of 32 bits or fewer needs float64; the two halves meet in float32. */
export function promote(a: Dtype, b: Dtype): Dtype {
  if (a === b) return a;
  const [low, high] = rank[a] <= rank[b] ? [a, b] : [b, a];
  if (low === "int32" && high !== "int32") return "float64";
  return rank[low] === rank[high] ? "float32" : high;
}

/**
 * The dtype of an elementwise result. Numbers are weak: they take the tensors' float dtype, and leave int32 alone while whole.
 * Arithmetic on bool counts in int32; "same" picks among the operands and so keeps bool too.
 */
export function resultDtype(kind: Kind | "same", operands: readonly Operand[]): Dtype {
  if (kind === "bool") return "bool";
  const tensors = operands.filter((x) => typeof x !== "number").map((x) => x.dtype);
  const numbers = operands.filter((x) => typeof x === "number");
  if (tensors.length === 0) return "float64";
  const common = tensors.reduce(promote);
  if (kind === "float") return floatOf(common);
  if (common !== "int32" && common !== "bool") return common;
  if (!numbers.every((x) => x === (x | 0))) return "float64";
  return kind === "same" && common === "bool" && numbers.length === 0 ? "bool" : "int32";
}
