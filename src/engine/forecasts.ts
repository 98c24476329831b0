import type { AnyTensor, Steps, Tensor } from "../model/index.ts";
import { fail } from "../model/index.ts";
import { sameShape, shapeText } from "./shape.ts";
import { materialise } from "./source.ts";

/** Rounding may put a probability this far outside [0, 1]. */
const SLACK = 1e-6;

/** p in memory. Throws Domain for an element outside [0, 1]; NaN passes. */
export function* checkedProbabilities(p: AnyTensor): Steps<Tensor> {
  const held = yield* materialise(p);
  for (const x of held.data) if (x < -SLACK || x > 1 + SLACK) fail("Domain", `p must be from 0 to 1, got ${x}`);
  return held;
}

/** A weight of the argument `name` as it is. Throws Domain for a negative one; NaN passes. */
export function notNegative(name: string): (x: number) => number {
  return (x) => (x < 0 ? fail("Domain", `${name} must be 0 or more, got ${x}`) : x);
}

/** One label per element of p, 0 or 1. Throws Shape, Domain. */
export function* binaryLabels(p: Tensor, given: AnyTensor): Steps<Float64Array> {
  const labels = yield* materialise(given);
  if (!sameShape(labels.shape, p.shape)) {
    const hint =
      "; p of one axis is the probability of class 1 in each sample, and a single sample of several classes is one row of a matrix";
    fail("Shape", `labels must have p's shape ${shapeText(p.shape)}, got ${shapeText(labels.shape)}${hint}`);
  }
  return Float64Array.from(labels.data, (y) =>
    y === 0 || y === 1 ? y : fail("Domain", `labels must be 0 or 1 for p of one axis, got ${y}`),
  );
}
