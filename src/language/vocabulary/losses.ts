import {
  brier,
  crossEntropy,
  effectiveSupport,
  hellinger,
  jsDivergence,
  klDivergence,
  klDivLoss,
  nllLoss,
  type Probabilities,
  renyiEntropy,
  totalVariation,
} from "../../engine/index.ts";
import type { AnyTensor, Steps, Tensor } from "../../model/index.ts";
import { plain } from "../convert.ts";
import { boolean, choice, dense, integer, nullable, number, probable, tensor } from "../kinds.ts";
import { define, optional, type RunnableEntry, required } from "./entry.ts";

const FAMILY = "Information and losses";

const reduction = optional(choice("none", "mean", "sum"), "mean");
const weight = optional(nullable(dense), null, "one number for each class");
const ignored = optional(integer, -100, "index targets of this value count for nothing");

/** Distances between distributions, and the losses of classifiers. */
export const losses: readonly RunnableEntry[] = [
  between(
    "kl_divergence",
    klDivergence,
    "The relative entropy of p to q in nats, p and q taken as they are; entropy(p, q) divides them by their sums first. 0 only where they are equal, Infinity where q is 0 and p is not.",
    "D(p \\| q) = \\sum_i p_i \\log \\frac{p_i}{q_i}",
    "Kullback and Leibler (1951), doi 10.1214/aoms/1177729694; the sum of scipy.special.rel_entr",
  ),
  between(
    "js_divergence",
    jsDivergence,
    "The mean relative entropy of p and q to their middle m, in nats: symmetric, from 0 to log 2.",
    "\\tfrac{1}{2} D(p \\| m) + \\tfrac{1}{2} D(q \\| m), \\quad m = \\tfrac{1}{2}(p + q)",
    "Lin (1991), doi 10.1109/18.61115; the square of scipy.spatial.distance.jensenshannon",
  ),
  between(
    "total_variation",
    totalVariation,
    "Half the sum of the differences: the most that the two can differ in the probability of any event. At most the square root of half of kl_divergence (Pinsker).",
    "\\tfrac{1}{2} \\sum_i |p_i - q_i|",
    "Levin, Peres and Wilmer, Markov Chains and Mixing Times (2009), proposition 4.2",
  ),
  between(
    "hellinger",
    hellinger,
    "The Hellinger distance, from 0 where p and q are equal to 1 where they have nothing in common.",
    "\\sqrt{\\tfrac{1}{2} \\sum_i (\\sqrt{p_i} - \\sqrt{q_i})^2}",
    "Hellinger (1909), doi 10.1515/crll.1909.136.210",
  ),
  define({
    name: "renyi_entropy",
    family: FAMILY,
    docs: "Rényi's entropy of p divided by its sum, in nats: log of how many entries are not 0 for alpha = 0, Shannon's entropy for 1, -log of the largest for Infinity. A negative alpha is an error.",
    source: "Rényi, On measures of entropy and information (1961)",
    formula: "\\frac{1}{1 - \\alpha} \\log \\sum_i p_i^\\alpha",
    example: "renyi_entropy(softmax([1, 2, 3]), 2)",
    parameters: { p: required(probable), alpha: required(number, "0 or more") },
    run: ({ p, alpha }) => shown(renyiEntropy(p, alpha)),
  }),
  define({
    name: "effective_support",
    family: FAMILY,
    docs: "How many equally likely entries would collide as often as two draws from p: the inverse of the sum of squares, e to renyi_entropy(p, 2). From 1 to the number of entries; perplexity is its like for Shannon's entropy.",
    source: "Simpson (1949), doi 10.1038/163688a0; Hill (1973), doi 10.2307/1934352",
    formula: "\\frac{(\\sum_i p_i)^2}{\\sum_i p_i^2}",
    example: "effective_support([0.5, 0.5, 0])",
    parameters: { p: required(probable) },
    run: ({ p }) => shown(effectiveSupport(p)),
  }),
  define({
    name: "cross_entropy",
    family: FAMILY,
    docs: "-log softmax(logits) at the target. Classes lie along axis 1, or along axis 0 of a single axis. A target in the logits' shape holds probabilities, which must not be negative and must sum to 1 over the classes; any other indices from 0; for indices the mean divides by the sum of the weights that count, and is NaN where all are ignored. As torch.nn.functional.cross_entropy, but a target probability of 0 counts 0 even at a logit of -Infinity.",
    source: "torch.nn.functional.cross_entropy",
    formula: "-\\sum_c w_c \\left((1 - \\varepsilon) y_c + \\tfrac{\\varepsilon}{C}\\right) \\log \\mathrm{softmax}(z)_c",
    example: "cross_entropy([2, 1, 0; 0, 3, 1], [0, 2], label_smoothing = 0.1)",
    parameters: {
      logits: required(tensor),
      target: required(tensor, "indices from 0 or probabilities"),
      weight,
      ignore_index: ignored,
      label_smoothing: optional(number, 0, "from 0 to 1"),
      reduction,
    },
    run: ({ logits, target, ignore_index: ignoreIndex, label_smoothing: labelSmoothing, ...args }) =>
      shown(crossEntropy(logits, target, { weight: args.weight ?? undefined, ignoreIndex, labelSmoothing, reduction: args.reduction })),
  }),
  define({
    name: "nll_loss",
    family: FAMILY,
    docs: "-log_probs at the target's index (from 0). Classes lie along axis 1, or along axis 0 of a single axis; the mean divides by the sum of the weights that count, and is NaN where all are ignored.",
    source: "torch.nn.functional.nll_loss",
    formula: "-w_y \\log p_y",
    example: "nll_loss(log_softmax([2, 1, 0; 0, 3, 1]), [0, 2])",
    parameters: { log_probs: required(tensor), target: required(tensor, "indices from 0"), weight, ignore_index: ignored, reduction },
    run: ({ log_probs, target, ignore_index: ignoreIndex, ...args }) =>
      shown(nllLoss(log_probs, target, { weight: args.weight ?? undefined, ignoreIndex, reduction: args.reduction })),
  }),
  define({
    name: "kl_div_loss",
    family: FAMILY,
    docs: 'target (log target - input), element by element, of log-probabilities `input`. The mean is over all elements and so is no divergence; "batchmean", the sum over the extent of axis 0, is. As torch.nn.functional.kl_div, but a target of 0 counts 0 even at -Infinity.',
    source: "torch.nn.functional.kl_div",
    formula: "y (\\log y - x)",
    example: 'kl_div_loss(log_softmax([2, 1, 0; 0, 3, 1]), softmax([1, 1, 0; 0, 1, 1]), reduction = "batchmean")',
    parameters: {
      input: required(tensor, "log-probabilities"),
      target: required(tensor, "probabilities"),
      reduction: optional(choice("none", "mean", "sum", "batchmean"), "mean"),
      log_target: optional(boolean, false, "the target holds logarithms"),
    },
    run: ({ input, target, reduction: how, log_target: logTarget }) => shown(klDivLoss(input, target, { reduction: how, logTarget })),
  }),
  define({
    name: "brier",
    family: FAMILY,
    docs: "The mean squared distance of forecasts from what came true, summed over the classes (axis 1): from 0 to 2. p of one axis is the probability of class 1 in each sample, and the score then from 0 to 1. p outside [0, 1] is an error.",
    source: "Brier (1950), doi 10.1175/1520-0493(1950)078<0001:VOFEIT>2.0.CO;2",
    formula: "\\frac{1}{N} \\sum_n \\sum_c (p_{nc} - y_{nc})^2",
    example: "brier([0.9, 0.2, 0.6], [1, 0, 1])",
    parameters: { p: required(tensor), labels: required(tensor, "indices from 0, or probabilities in p's shape") },
    run: ({ p, labels }) => shown(brier(p, labels)),
  }),
];

function between(
  name: string,
  run: (p: Probabilities, q: Probabilities) => Steps<Tensor>,
  docs: string,
  formula: string,
  source: string,
): RunnableEntry {
  return define({
    name,
    family: FAMILY,
    docs,
    formula,
    source,
    example: `${name}([0.2, 0.8], [0.5, 0.5])`,
    parameters: { p: required(probable), q: required(probable) },
    run: ({ p, q }) => shown(run(p, q)),
  });
}

/** A number where there is one row. */
function* shown(work: Steps<AnyTensor>): Steps<unknown> {
  return plain(yield* work);
}
