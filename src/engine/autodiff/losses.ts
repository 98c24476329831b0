import { fail, type Steps, sizeOf, type Tensor } from "../../model/index.ts";
import { type Classes, classesOf, indicesOf, placeOf, weightsOf } from "../classes.ts";
import { full } from "../construct.ts";
import type { CrossEntropyOptions, Reduction } from "../differentiable.ts";
import { sameShape } from "../shape.ts";
import { tensorOf } from "../source.ts";
import { mapped2, mul, sub, unary, weighted } from "./elementwise.ts";
import { sum } from "./reductions.ts";
import { logSoftmax } from "./softmax.ts";
import { carried, lift, made, map2, type Operand, shaped, type Variable, wide } from "./variable.ts";

/** How much every log-probability counts in the sum of the losses, and what "mean" divides that sum by. */
interface Shares {
  readonly shares: Variable;
  readonly total: number;
}

/** As crossEntropy, with the derivatives by the logits and by a target of probabilities. Throws Shape, Domain. */
export function* crossEntropy(operand: Operand, target: Operand, options: CrossEntropyOptions): Steps<Variable> {
  const logits = yield* lift(operand);
  const logs = yield* logSoftmax(logits, { dim: Math.min(1, logits.shape.length - 1) });
  return yield* loss(logs, yield* sharesOf(logits.shape, target, options), options.reduction);
}

/** As nllLoss. */
export function* nllLoss(logProbs: Operand, target: Operand, options: CrossEntropyOptions): Steps<Variable> {
  const logs = yield* lift(logProbs);
  return yield* loss(logs, yield* sharesOf(logs.shape, target, options), options.reduction);
}

function* loss(logs: Variable, { shares, total }: Shares, reduction: Reduction = "mean"): Steps<Variable> {
  const terms = yield* unary(yield* weighted(shares, logs), "neg");
  if (reduction === "none") return yield* sum(terms, Math.min(1, logs.shape.length - 1));
  return yield* mul(yield* sum(terms), reduction === "mean" ? 1 / total : 1);
}

function* sharesOf(shape: readonly number[], target: Operand, options: CrossEntropyOptions): Steps<Shares> {
  const classes = classesOf(shape, "logits");
  const smoothing = options.labelSmoothing ?? 0;
  const { n, rows } = classes.layout;
  const weights = weightsOf(options.weight, n);
  const given = yield* lift(target);
  if (!sameShape(given.shape, shape)) {
    if (given.tracked) fail("Type", "a target of indices has no derivative");
    return yield* indexShares(given.value, classes, weights, options.ignoreIndex ?? -100, smoothing);
  }
  const along = yield* shaped(
    tensorOf("float64", [n], weights),
    shape.map((extent, axis) => (axis === Math.min(1, shape.length - 1) ? extent : 1)),
  );
  const smooth = yield* mapped2(given, full([], smoothing), (y, s) => (1 - s) * y + s / n, { x: (_, s) => 1 - s, y: () => 0 });
  return { shares: yield* mul(smooth, along), total: rows };
}

function* indexShares(target: Tensor, classes: Classes, weights: Float64Array, ignored: number, smoothing: number): Steps<Shares> {
  const { layout } = classes;
  const shares = new Float64Array(layout.rows * layout.n);
  let total = 0;
  for (const [row, index] of (yield* indicesOf(target, classes, "target", ignored)).entries()) {
    if (index < 0) continue;
    const { first, step } = placeOf(layout, row);
    total += weights[index] as number;
    for (let c = 0; c < layout.n; c++) {
      const share = (c === index ? 1 - smoothing : 0) + smoothing / layout.n;
      shares[first + c * step] = (weights[c] as number) * share;
    }
  }
  const shape = [...classes.samples];
  shape.splice(Math.min(1, shape.length), 0, layout.n);
  return { shares: yield* lift(tensorOf("float64", shape, shares)), total };
}

/** As klDivLoss: y (log y − x), 0 where y is 0. */
export function* klDivLoss(
  input: Operand,
  target: Operand,
  options: { readonly reduction: Reduction | "batchmean"; readonly logTarget: boolean },
): Steps<Variable> {
  const y = options.logTarget ? yield* unary(target, "exp") : yield* lift(target);
  const own = options.logTarget
    ? yield* weighted(y, target)
    : yield* mapped2(y, y, (a) => (a === 0 ? 0 : a * Math.log(a)), { x: (a) => Math.log(a) + 1, y: () => 0 });
  const terms = yield* sub(own, yield* weighted(y, input));
  if (options.reduction === "none") return terms;
  const divisor = { mean: sizeOf(terms.shape), sum: 1, batchmean: terms.shape[0] ?? 1 }[options.reduction];
  return yield* mul(yield* sum(terms), 1 / divisor);
}

/** What came true, as a share of 1 for each class: indices from 0 as one-hot rows, shares in the forecasts' own shape as they are. */
export function* classShares(shape: readonly number[], labels: Tensor): Steps<Tensor> {
  if (shape.length <= 1 || sameShape(labels.shape, shape)) return yield* wide(labels);
  return (yield* indexShares(labels, classesOf(shape, "p"), new Float64Array(shape[1] ?? 1).fill(1), -1, 0)).shares.value;
}

/** Σ_i over each row of a Fenchel–Young loss whose gradient by z is p − y. */
export function* fenchelYoung(z: Operand, p: Tensor, value: Tensor, target: Tensor): Steps<Variable> {
  const logits = yield* lift(z);
  const { data } = yield* wide(target);
  const n = logits.shape.at(-1) ?? 1;
  const y = sameShape(target.shape, logits.shape) ? data : oneHots(data, n);
  const slope = tensorOf(
    "float64",
    logits.shape,
    Float64Array.from(p.data, (x, i) => x - (y[i] as number)),
  );
  return yield* rowSlopes(logits, yield* wide(value), slope);
}

function oneHots(indices: Tensor["data"], n: number): Float64Array {
  const out = new Float64Array(indices.length * n);
  for (const [row, index] of indices.entries()) out[row * n + index] = 1;
  return out;
}

/** One number for each row of the last axis, with its slope by every entry of the row. */
function* rowSlopes(x: Variable, value: Tensor, slope: Tensor): Steps<Variable> {
  return made(value, [x], function* (g) {
    return [yield* map2(yield* shaped(g, [...g.shape, 1]), slope, carried)];
  });
}
