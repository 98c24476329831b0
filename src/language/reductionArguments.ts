import type { Dim } from "../engine/index.ts";
import { type AnyTensor, fail, type Steps } from "../model/index.ts";
import { dims, integer } from "./kinds.ts";

/** The axes of a reduction: positional and counted from 1, as everywhere in mathjs's expressions, or `dim = …`, from 0. */
export function* dimOf(x: AnyTensor, positional: readonly unknown[], keywords: ReadonlyMap<string, unknown>): Steps<Dim> {
  if (keywords.has("dim")) return yield* dims.read(keywords.get("dim"));
  const given = positional.find((value) => typeof value !== "string");
  if (given === undefined) return null;
  const dim = yield* integer.read(given);
  const axes = Math.max(1, x.shape.length);
  if (dim < 1 || dim > axes) fail("Shape", `dim without its name counts from 1: it must be from 1 to ${axes}, got ${dim}`);
  return dim - 1;
}

/** variance and std: "unbiased" divides by n − 1, "uncorrected" by n, "biased" by n + 1. */
export function correctionOf(values: readonly unknown[]): number {
  const name = values.find((value) => typeof value === "string");
  return name === "uncorrected" ? 0 : name === "biased" ? -1 : 1;
}
