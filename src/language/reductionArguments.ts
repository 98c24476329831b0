import type { Dim } from "../engine/index.ts";
import type { AnyTensor, Steps } from "../model/index.ts";
import { dims, integer } from "./kinds.ts";

/** The axes of a reduction: positional and counted from 1, as everywhere in mathjs's expressions, or `dim = …`, from 0. */
export function* dimOf(x: AnyTensor, positional: readonly unknown[], keywords: ReadonlyMap<string, unknown>): Steps<Dim> {
  if (keywords.has("dim")) return yield* dims.read(keywords.get("dim"));
  const given = positional.find((value) => typeof value !== "string");
  if (given === undefined) return null;
  const dim = yield* integer.read(given);
  // 0 and below are out of range here: let the engine say so in 0-based terms that can't be taken for an axis from the end.
  return dim >= 1 ? dim - 1 : x.shape.length;
}

/** variance and std: "unbiased" divides by n − 1, "uncorrected" by n, "biased" by n + 1. */
export function correctionOf(values: readonly unknown[]): number {
  const name = values.find((value) => typeof value === "string");
  return name === "uncorrected" ? 0 : name === "biased" ? -1 : 1;
}
