import type { AnyTensor, Steps } from "../model/index.ts";
import { sizeOf } from "../model/index.ts";
import { bin } from "./bin.ts";
import { eachBlock, type Visit } from "./blocks.ts";
import { layoutOf } from "./shape.ts";
import { planOf } from "./sketch/plan.ts";
import { Sketcher } from "./sketch/sketch.ts";
import { Temperatures } from "./sketch/temperatures.ts";

export { type AtTemperature, FEWEST, Temperatures } from "./sketch/temperatures.ts";

/** A sketch of a row in the making, for temperatures from `minTau` on; null where there is no plan for them. */
export function sketcherFor(size: number, minTau: number): Sketcher | null {
  const plan = planOf(size, minTau);
  return plan && new Sketcher(plan, bin());
}

/**
 * The figures of softmax(z / tau) over all elements of z for tau ≥ minTau, after one pass over z: within a stated bound or null, see
 * `Temperatures`. Null where there can be no sketch for minTau.
 */
export function* temperatures(z: AnyTensor, minTau: number): Steps<Temperatures | null> {
  const size = sizeOf(z.shape);
  const sketcher = sketcherFor(size, minTau);
  if (!sketcher) return null;
  const absorb: Visit = (_, data, start, end) => sketcher.absorb(data, start, end);
  yield* eachBlock(z, layoutOf([size], 0), absorb);
  return new Temperatures(sketcher.finish());
}
