import { type AnyTensor, done, type Steps, type Tensor } from "../../model/index.ts";
import { probabilitiesOf } from "./mass.ts";
import { editRows, unchanged } from "./rows.ts";
import { inRange } from "./rules.ts";

const PEAK = 5;
const SHARPNESS = 10;
const WIDTH = 0.3;

/** llama.cpp clamps the decay to this. */
const MAX_DECAY = 0.99;

/**
 * llama.cpp's adaptive-p: logits 5 − 10·d²/(1 + d), d = |p − a|/0.3, which favour entries of a probability near a. The target a is
 * 2·target less the running mean, of weight `decay` a step, of the probabilities that the entries chosen so far had (`history`, oldest
 * first); without a history a = target. A negative target changes nothing. Throws Domain for NaN.
 */
export function* adaptiveP(z: AnyTensor, target: number, decay: number, history: readonly number[] = []): Steps<Tensor> {
  inRange("target", target, target === target, "a number");
  inRange("decay", decay, decay === decay, "a number");
  if (target < 0) return yield* unchanged(z);
  const near = adapted(Math.min(target, 1), Math.min(Math.max(decay, 0), MAX_DECAY), history);
  return yield* editRows(z, (row) => {
    const p = probabilitiesOf(row);
    if (p) transform(row, p, near);
    return done(undefined);
  });
}

function transform(row: Float64Array, p: Float64Array, near: number): void {
  for (let i = 0; i < row.length; i++) {
    if (row[i] === Number.NEGATIVE_INFINITY) continue;
    const d = Math.abs((p[i] as number) - near) / WIDTH;
    row[i] = PEAK - (SHARPNESS * d * d) / (1 + d);
  }
}

/** The sums start as if the target had been met for ever. */
function adapted(target: number, decay: number, history: readonly number[]): number {
  let sum = target / (1 - decay);
  let weight = 1 / (1 - decay);
  for (const p of history) {
    sum = p + decay * sum;
    weight = 1 + decay * weight;
  }
  return Math.min(Math.max(2 * target - sum / weight, 0), 1);
}
