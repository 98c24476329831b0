import type { AnyTensor, Dtype, Steps, Tensor } from "../../model/index.ts";
import { fail, sizeOf } from "../../model/index.ts";
import { type Classes, classesOf, indicesOf, placeOf, weightsOf } from "../classes.ts";
import { cast } from "../construct.ts";
import { fuse } from "../elementwise.ts";
import { promote, resultDtype } from "../promotion.ts";
import { reduce, resultOf } from "../reduce.ts";
import { floatOf } from "../rounding.ts";
import { sameShape } from "../shape.ts";
import { logSoftmax } from "../softmax.ts";
import { materialise, progress } from "../source.ts";
import { xlogy } from "../special.ts";

export type Reduction = "none" | "mean" | "sum";

export interface NllOptions {
  /** One number per class. */
  readonly weight?: Tensor | undefined;
  /** Index targets of this value count for nothing. Default −100. */
  readonly ignoreIndex?: number;
  readonly reduction?: Reduction;
}

export interface CrossEntropyOptions extends NllOptions {
  /** ε from 0 to 1: the target becomes (1 − ε)·target + ε/C. */
  readonly labelSmoothing?: number;
}

/**
 * −log_probs at the target class, as torch.nn.functional.nll_loss: classes along axis 1 (axis 0 of one axis), indices from 0, "mean" divides
 * by the sum of the weights that count. All ignored: sum 0, mean NaN. Throws Shape, Domain.
 */
export function* nllLoss(logProbs: AnyTensor, target: AnyTensor, options: NllOptions = {}): Steps<Tensor> {
  const classes = classesOf(logProbs.shape, "log_probs");
  const logs = yield* materialise(yield* cast(logProbs, "float64"));
  return yield* indexed(logs, target, classes, options, 0, floatOf(logProbs.dtype));
}

/**
 * The cross-entropy of softmax(logits) to the target, as torch.nn.functional.cross_entropy: a target in the logits' shape holds probabilities and
 * "mean" divides by the number of samples; any other holds indices, as in nllLoss. A probability of 0 counts 0 even at a logit of −∞, where
 * PyTorch gives NaN. Throws Shape, Domain.
 */
export function* crossEntropy(logits: AnyTensor, target: AnyTensor, options: CrossEntropyOptions = {}): Steps<Tensor> {
  const smoothing = options.labelSmoothing ?? 0;
  if (!(smoothing >= 0 && smoothing <= 1)) fail("Domain", `label_smoothing must be from 0 to 1, got ${smoothing}`);
  const classes = classesOf(logits.shape, "logits");
  const wide = yield* cast(logits, "float64");
  const logs = yield* materialise(yield* logSoftmax(wide, { dim: Math.min(1, logits.shape.length - 1) }));
  if (!sameShape(target.shape, logits.shape)) return yield* indexed(logs, target, classes, options, smoothing, floatOf(logits.dtype));
  if ((options.ignoreIndex ?? -100) >= 0) fail("Domain", "ignore_index is for targets that are indices; these are probabilities");
  const dtype = floatOf(promote(logits.dtype, target.dtype));
  return yield* dense(logs, yield* materialise(target), classes, options, smoothing, dtype);
}

function* indexed(logs: Tensor, given: AnyTensor, classes: Classes, options: NllOptions, smoothing: number, dtype: Dtype): Steps<Tensor> {
  const target = yield* indicesOf(given, classes, "target", options.ignoreIndex ?? -100);
  const { n } = classes.layout;
  const weights = weightsOf(options.weight, n);
  const losses = new Float64Array(target.length);
  let total = 0;
  for (const [row, index] of target.entries()) {
    if (index < 0) continue;
    const { first, step } = placeOf(classes.layout, row);
    const weight = weights[index] as number;
    total += weight;
    const hit = -weight * (logs.data[first + index * step] as number);
    losses[row] = smoothing === 0 ? hit : (1 - smoothing) * hit + (smoothing / n) * spread(logs.data, first, step, weights);
    if (row % 4096 === 4095) yield progress(row, target.length);
  }
  return yield* reduced(losses, classes.samples, options.reduction, total, dtype);
}

/** −Σ w·log p over the classes. */
function spread(logs: Tensor["data"], first: number, step: number, weights: Float64Array): number {
  let sum = 0;
  for (let c = 0; c < weights.length; c++) sum -= (weights[c] as number) * (logs[first + c * step] as number);
  return sum;
}

function* dense(logs: Tensor, target: Tensor, classes: Classes, options: NllOptions, smoothing: number, dtype: Dtype): Steps<Tensor> {
  const { n, rows } = classes.layout;
  const weights = weightsOf(options.weight, n);
  const losses = new Float64Array(rows);
  for (let row = 0; row < rows; row++) {
    const { first, step } = placeOf(classes.layout, row);
    checkShares(target.data, first, step, n);
    for (let c = 0; c < n; c++) {
      const share = (1 - smoothing) * (target.data[first + c * step] as number) + smoothing / n;
      if (share !== 0) losses[row] = (losses[row] as number) - (weights[c] as number) * share * (logs.data[first + c * step] as number);
    }
    if (row % 1024 === 1023) yield progress(row, rows);
  }
  return yield* reduced(losses, classes.samples, options.reduction, rows, dtype);
}

/** Probabilities in float16 and bfloat16 sum to 1 no better than this. */
const SUM_SLACK = 1e-3;

/** Throws Domain where one sample's n target probabilities are negative or do not sum to 1; NaN passes. */
function checkShares(data: Tensor["data"], first: number, step: number, n: number): void {
  let sum = 0;
  for (let c = 0; c < n; c++) {
    const share = data[first + c * step] as number;
    if (share < 0) fail("Domain", `target must be probabilities of 0 or more, got ${share}`);
    sum += share;
  }
  if (n > 0 && Math.abs(sum - 1) > SUM_SLACK)
    fail("Domain", `target must be probabilities that sum to 1 over the classes, got a sum of ${sum}`);
}

/** "mean" divides the sum by `total`. */
function* reduced(
  losses: Float64Array,
  samples: readonly number[],
  reduction: Reduction = "mean",
  total: number,
  dtype: Dtype,
): Steps<Tensor> {
  if (reduction === "none") return resultOf(losses, dtype, samples);
  const sum = (yield* reduce({ kind: "tensor", dtype: "float64", shape: [losses.length], data: losses }, "sum")).data[0] as number;
  return resultOf(Float64Array.of(reduction === "sum" ? sum : sum / total), dtype, []);
}

export interface KlDivLossOptions {
  /** "batchmean" divides the sum by the extent of axis 0, which is what makes it a divergence; "mean" by the number of elements. */
  readonly reduction?: Reduction | "batchmean";
  /** The target holds logarithms. */
  readonly logTarget?: boolean;
}

/**
 * target·(log target − input) of log-probabilities `input`, as torch.nn.functional.kl_div; both broadcast. A target of 0 counts 0 even at −∞,
 * where PyTorch gives NaN. Throws Shape.
 */
export function* klDivLoss(input: AnyTensor, target: AnyTensor, options: KlDivLossOptions = {}): Steps<AnyTensor> {
  const { reduction = "mean", logTarget = false } = options;
  const dtype = resultDtype("float", [input, target]);
  const terms = yield* fuse([input, target], "float64", ([x, y], n) => klTerms(x as Float64Array, y as Float64Array, n, logTarget));
  if (reduction === "none") return yield* cast(terms, dtype);
  const sum = (yield* reduce(terms, "sum")).data[0] as number;
  const count = reduction === "mean" ? sizeOf(terms.shape) : reduction === "batchmean" ? (input.shape[0] ?? 1) : 1;
  return resultOf(Float64Array.of(sum / count), dtype, []);
}

function klTerms(input: Float64Array, target: Float64Array, n: number, logTarget: boolean): void {
  for (let i = 0; i < n; i++) {
    const y = target[i] as number;
    const weight = logTarget ? Math.exp(y) : y;
    const x = input[i] as number;
    input[i] = weight === 0 ? 0 : logTarget ? weight * (y - x) : xlogy(y, y) - y * x;
  }
}
