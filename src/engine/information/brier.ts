import type { AnyTensor, Steps, Tensor } from "../../model/index.ts";
import { classesOf, indicesOf, placeOf } from "../classes.ts";
import { binaryLabels, checkedProbabilities } from "../forecasts.ts";
import { resultOf } from "../reduce.ts";
import { floatOf } from "../rounding.ts";
import { sameShape } from "../shape.ts";
import { materialise, progress } from "../source.ts";

/**
 * The mean over samples of Σ (p − y)², from 0 to 2 (Brier 1950). Of one axis, p is the probability of class 1 and the score (p − y)², from 0 to 1.
 * Labels are indices from 0, one per sample, or probabilities in p's shape. Throws Domain for p outside [0, 1], Shape.
 */
export function* brier(p: AnyTensor, labels: AnyTensor): Steps<Tensor> {
  const held = yield* checkedProbabilities(p);
  const score = held.shape.length <= 1 ? yield* binaryScore(held, labels) : yield* classScore(held, labels);
  return resultOf(Float64Array.of(score), floatOf(p.dtype), []);
}

function* binaryScore(p: Tensor, labels: AnyTensor): Steps<number> {
  const y = yield* binaryLabels(p, labels);
  let sum = 0;
  for (let i = 0; i < y.length; i++) sum += ((p.data[i] as number) - (y[i] as number)) ** 2;
  return sum / y.length;
}

function* classScore(p: Tensor, labels: AnyTensor): Steps<number> {
  const classes = classesOf(p.shape, "p");
  const dense = sameShape(labels.shape, p.shape) ? yield* materialise(labels) : undefined;
  const index = dense ? undefined : yield* indicesOf(labels, classes, "labels");
  const { rows, n } = classes.layout;
  let sum = 0;
  for (let row = 0; row < rows; row++) {
    const { first, step } = placeOf(classes.layout, row);
    for (let c = 0; c < n; c++) {
      const y = dense ? (dense.data[first + c * step] as number) : Number(index?.[row] === c);
      sum += ((p.data[first + c * step] as number) - y) ** 2;
    }
    if (row % 1024 === 1023) yield progress(row, rows);
  }
  return sum / rows;
}
