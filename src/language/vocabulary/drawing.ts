import * as engine from "../../engine/index.ts";
import { reshape } from "../../engine/index.ts";
import { plain } from "../convert.ts";
import { boolean, dense, integer, nullable, numbers, shape, tensor, weights } from "../kinds.ts";
import { FAMILY } from "./decoding.ts";
import { define, optional, type RunnableEntry, required } from "./entry.ts";
import { dim, seed, tau, z } from "./parameters.ts";

/** Draws depend on the notebook's seed, the cell's text and their place in it: the same in any order of cells. */
export const drawing: readonly RunnableEntry[] = [
  define({
    name: "sample",
    family: FAMILY,
    docs: "Indices (from 0) drawn by their probabilities, n from each row; n = 1 gives the index itself. Weights need not sum to 1. Without replacement, in the order of drawing, no index comes twice.",
    source: "numpy.random.Generator.choice; torch.multinomial",
    formula: "i \\sim p",
    example: "sample(softmax([1, 2, 3]), 5, seed = 1)",
    parameters: { p: required(weights), n: optional(integer, 1), seed, replacement: optional(boolean, true) },
    *run({ p, n, seed: own, replacement }, call) {
      const drawn = yield* engine.sample(p, { n, replacement }, call.key(own));
      return n === 1 ? plain(yield* reshape(drawn, drawn.shape.slice(0, -1))) : drawn;
    },
  }),
  define({
    name: "gumbel_noise",
    family: FAMILY,
    docs: "Standard Gumbel numbers: the largest of logits plus such noise is a draw from their softmax.",
    source: "Gumbel (1954); numpy.random.Generator.gumbel",
    formula: "g = -\\log(-\\log u), \\quad u \\sim U(0, 1)",
    example: "gumbel_noise([3], seed = 1)",
    parameters: { shape: required(shape), seed },
    run: (args, call) => engine.gumbelNoise(args.shape, call.key(args.seed)),
  }),
  define({
    name: "gumbel_softmax",
    family: FAMILY,
    docs: "A relaxed draw from softmax(z), nearer to one-hot for a smaller tau; hard = true gives the one-hot draw itself. noise replaces the draws.",
    source: "Jang, Gu and Poole, arXiv 1611.01144; torch.nn.functional.gumbel_softmax",
    formula: "\\mathrm{softmax}((z + g) / \\tau)",
    example: "gumbel_softmax([1, 2, 3], tau = 0.5, seed = 1)",
    parameters: {
      z,
      tau,
      hard: optional(boolean, false),
      dim,
      noise: optional(nullable(tensor), null, "Gumbel noise to add, of a shape that broadcasts to z"),
      seed,
    },
    run: ({ z, tau, hard, dim, noise, seed: own }, call) => {
      const draw = hard ? engine.gumbelHard : engine.gumbelSoftmax;
      return draw(z, { tau, dim, noise: noise ?? undefined }, call.key(own));
    },
  }),
  define({
    name: "gumbel_top_k",
    family: FAMILY,
    docs: "The indices (from 0) of the k largest logits after Gumbel noise, largest first: k draws from softmax(z) without replacement.",
    source: "Kool, van Hoof and Welling, arXiv 1903.06059",
    formula: "\\arg\\mathrm{top}_k (z + g)",
    example: "gumbel_top_k([1, 2, 3, 4], 2, seed = 1)",
    parameters: { z, k: required(integer), seed },
    run: (args, call) => engine.gumbelTopK(args.z, args.k, call.key(args.seed)),
  }),
  define({
    name: "plackett_luce",
    family: FAMILY,
    docs: "The probability of drawing these indices (from 0) in this order without replacement.",
    source: "Plackett (1975), doi 10.2307/2346567; Luce (1959)",
    formula: "\\prod_j \\frac{p_{i_j}}{1 - \\sum_{l < j} p_{i_l}}",
    example: "plackett_luce(softmax([1, 2, 3]), [2, 0])",
    parameters: { p: required(weights), indices: required(dense) },
    *run({ p, indices }) {
      return plain(yield* engine.plackettLuce(p, indices));
    },
  }),
  define({
    name: "speculative",
    family: FAMILY,
    docs: "Speculative sampling of a target p from a draft q as {accept, residual, rate}: the chance to accept each token, what a rejected one is drawn from instead (not normalised, its sum is 1 - rate), and the chance to accept at all.",
    source: "Leviathan, Kalman and Matias, arXiv 2211.17192",
    formula: "\\min(1, p_i / q_i), \\quad \\max(p_i - q_i, 0), \\quad \\sum_i \\min(p_i, q_i)",
    example: "speculative([0.5, 0.3, 0.2], [0.2, 0.3, 0.5])",
    parameters: { p: required(weights, "target"), q: required(weights, "draft") },
    *run({ p, q }) {
      const { accept, residual, rate } = yield* engine.speculative(p, q);
      return { accept: plain(accept), residual: plain(residual), rate: plain(rate) };
    },
  }),
  define({
    name: "speculative_verify",
    family: FAMILY,
    docs: "Verifies a draft of tokens: those accepted, then one more, drawn from the residual at the first rejection, or from the last row of p where all are accepted. p has one row more than q; the draft may be empty.",
    source: "Leviathan, Kalman and Matias, arXiv 2211.17192; Chen et al., arXiv 2302.01318",
    formula: "\\text{accept } x_j \\text{ with chance } \\min(1, p_j(x_j) / q_j(x_j))",
    example: "speculative_verify([0, 1], [0.5, 0.5; 0.2, 0.8; 0.5, 0.5], [0.9, 0.1; 0.5, 0.5], seed = 1)",
    parameters: {
      draft: required(numbers, "token ids, from 0"),
      p: required(weights, "target, a row for each token of the draft and one more"),
      q: required(weights, "what the draft was drawn from, a row each"),
      seed,
    },
    run: (args, call) => engine.speculativeVerify(args.draft, args.p, args.q, call.key(args.seed)),
  }),
];
