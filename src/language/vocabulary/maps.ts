import {
  boltzmannOperator,
  entmax,
  entmax15,
  entmax15Loss,
  logcumsumexp,
  logmeanexp,
  mellowmax,
  smoothMax,
  softargmax,
  softmax1,
  sparsemax,
  sparsemaxLoss,
  standardize,
} from "../../engine/index.ts";
import type { AnyTensor, Steps } from "../../model/index.ts";
import { plain } from "../convert.ts";
import { dense, integer, number, operand } from "../kinds.ts";
import { define, optional, type RunnableEntry, required } from "./entry.ts";
import { a, dim as axis, reduced as dim, mask, tau, x, z } from "./parameters.ts";

const FAMILY = "Softmax family";

const target = required(dense, "indices from 0, one for each row, or probabilities in the shape of z");

/** The relatives of softmax: sparse maps and their losses, smooth maxima, means of exponentials. */
export const softmaxMaps: readonly RunnableEntry[] = [
  define({
    name: "logmeanexp",
    family: FAMILY,
    docs: "The logarithm of a mean of exponentials: logsumexp less the log of the count. All -Infinity gives -Infinity, no elements NaN.",
    source: "jax.nn.logmeanexp",
    formula: "\\log \\frac{1}{n} \\sum_i e^{a_i}",
    example: "logmeanexp([1000, 1000])",
    parameters: { a, dim },
    run: (args) => shown(logmeanexp(args.a, args.dim)),
  }),
  define({
    name: "logcumsumexp",
    family: FAMILY,
    docs: "logsumexp of each entry and all before it, without overflow: -Infinity while all are, NaN from the first NaN on.",
    source: "torch.logcumsumexp",
    formula: "y_i = \\log \\sum_{j \\le i} e^{a_j}",
    example: "logcumsumexp([1, 2, 3])",
    parameters: { a, dim: optional(integer, -1, "axis to go along") },
    run: (args) => logcumsumexp(args.a, args.dim),
  }),
  define({
    name: "softargmax",
    family: FAMILY,
    docs: "The expected index (from 0) under softmax(z / tau), along the last axis: a smooth argmax. tau = 0 gives the mean index of the maxima, tau = Infinity the middle.",
    source: "Finn et al., arXiv 1509.06113",
    formula: "\\sum_i i \\, p_i, \\quad p = \\mathrm{softmax}(z / \\tau)",
    example: "softargmax([1, 2, 5], tau = 0.1)",
    parameters: { z, tau },
    run: (args) => shown(softargmax(args.z, args.tau)),
  }),
  define({
    name: "standardize",
    family: FAMILY,
    docs: "x less its mean, over its standard deviation: the variance is divided by n and epsilon added to it. Entries where the mask is false do not count, but are standardized too.",
    source: "jax.nn.standardize",
    formula: "\\frac{x - \\mu}{\\sqrt{\\sigma^2 + \\epsilon}}",
    example: "standardize([1, 2, 3])",
    parameters: {
      x,
      dim,
      epsilon: optional(number, 1e-5, "0 or more"),
      mask,
    },
    run: ({ x, dim: along, epsilon, mask }) => standardize(x, { dim: along, epsilon, mask: mask ?? undefined }),
  }),
  define({
    name: "softmax1",
    family: FAMILY,
    docs: "softmax with a sink: one more logit that takes its share and is left out, so that a row may sum to less than 1 and all -Infinity gives 0. A tensor of sinks broadcasts against z.",
    source: "Miller, Attention is off by one (2023); OpenAI gpt-oss",
    formula: "p_i = \\frac{e^{z_i}}{e^{s} + \\sum_j e^{z_j}}",
    example: "softmax1([-5, -5, -5])",
    parameters: { z, dim: axis, sink: optional(operand, 0, "the sink's logit") },
    run: (args) => softmax1(args.z, args.dim, args.sink),
  }),
  define({
    name: "sparsemax",
    family: FAMILY,
    docs: "The nearest point of the simplex: a distribution with exact zeros. -Infinity gets 0; a row with NaN or Infinity, or of -Infinity alone, is NaN.",
    source: "Martins and Astudillo, arXiv 1602.02068; deep-spin/entmax",
    formula: "p = [z - \\tau]_+, \\quad \\sum_i p_i = 1",
    example: "sparsemax([1, 0.6, -1])",
    parameters: { z, dim: axis },
    run: (args) => sparsemax(args.z, args.dim),
  }),
  define({
    name: "entmax15",
    family: FAMILY,
    docs: "1.5-entmax, halfway between softmax and sparsemax, computed exactly by sorting. Edge cases as sparsemax.",
    source: "Peters, Niculae and Martins, arXiv 1905.05702; deep-spin/entmax",
    formula: "p = [z / 2 - \\tau]_+^2, \\quad \\sum_i p_i = 1",
    example: "entmax15([1, 0.6, -1])",
    parameters: { z, dim: axis },
    run: (args) => entmax15(args.z, args.dim),
  }),
  define({
    name: "entmax",
    family: FAMILY,
    docs: "alpha-entmax: softmax for alpha = 1, sparsemax for alpha = 2, sparser the larger alpha is. Edge cases as sparsemax; alpha below 1 or infinite is an error.",
    source: "Peters, Niculae and Martins, arXiv 1905.05702; deep-spin/entmax",
    formula: "p = [(\\alpha - 1) z - \\tau]_+^{1 / (\\alpha - 1)}, \\quad \\sum_i p_i = 1",
    example: "entmax([1, 0.6, -1], alpha = 1.25)",
    parameters: { z, alpha: optional(number, 1.5, "1 or more"), dim: axis },
    run: (args) => entmax(args.z, args.alpha, args.dim),
  }),
  define({
    name: "sparsemax_loss",
    family: FAMILY,
    docs: "The Fenchel-Young loss that belongs to sparsemax, for every row of the last axis: 0 exactly where the target leads by 1 or more, and with gradient p - y.",
    source: "Blondel, Martins and Niculae, arXiv 1901.02324",
    formula: "\\tfrac{1}{2}\\left(1 - \\sum_i p_i^2\\right) + \\sum_i (p_i - y_i) z_i",
    example: "sparsemax_loss([1, 0.6, -1], 1)",
    parameters: { z, target },
    run: (args) => shown(sparsemaxLoss(args.z, args.target)),
  }),
  define({
    name: "entmax15_loss",
    family: FAMILY,
    docs: "The Fenchel-Young loss that belongs to entmax15, for every row of the last axis: 0 exactly where the target leads by 2 or more, and with gradient p - y.",
    source: "Peters, Niculae and Martins, arXiv 1905.05702",
    formula: "\\tfrac{4}{3}\\left(1 - \\sum_i p_i^{3/2}\\right) + \\sum_i (p_i - y_i) z_i",
    example: "entmax15_loss([1, 0.6, -1], 1)",
    parameters: { z, target },
    run: (args) => shown(entmax15Loss(args.z, args.target)),
  }),
  define({
    name: "mellowmax",
    family: FAMILY,
    docs: "A smooth maximum that is a non-expansion, log(mean e^(omega z)) / omega: the mean for omega = 0, the maximum for Infinity, the minimum for -Infinity.",
    source: "Asadi and Littman, arXiv 1612.05628",
    formula: "\\frac{1}{\\omega} \\log \\frac{1}{n} \\sum_i e^{\\omega z_i}",
    example: "mellowmax([1, 2, 3], omega = 5)",
    parameters: { z, omega: optional(number, 1), dim },
    run: (args) => shown(mellowmax(args.z, args.omega, args.dim)),
  }),
  define({
    name: "boltzmann_operator",
    family: FAMILY,
    docs: "The mean of z under softmax(beta z): the mean for beta = 0, the maximum for Infinity, the minimum for -Infinity.",
    source: "Asadi and Littman, arXiv 1612.05628",
    formula: "\\frac{\\sum_i z_i e^{\\beta z_i}}{\\sum_i e^{\\beta z_i}}",
    example: "boltzmann_operator([1, 2, 3], beta = 5)",
    parameters: { z, beta: optional(number, 1), dim },
    run: (args) => shown(boltzmannOperator(args.z, args.beta, args.dim)),
  }),
  define({
    name: "smooth_max",
    family: FAMILY,
    docs: "tau logsumexp(z / tau), from above within tau log n of the maximum, which it is for tau = 0; Infinity for tau = Infinity and more than one entry.",
    source: "Nesterov (2005), doi 10.1007/s10107-004-0552-5",
    formula: "\\tau \\log \\sum_i e^{z_i / \\tau}",
    example: "smooth_max([1, 2, 3], tau = 0.1)",
    parameters: { z, tau, dim },
    run: (args) => shown(smoothMax(args.z, args.tau, args.dim)),
  }),
];

/** A number where there is one row. */
function* shown(work: Steps<AnyTensor>): Steps<unknown> {
  return plain(yield* work);
}
