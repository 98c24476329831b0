import { entropy, perplexity } from "../../engine/index.ts";
import { plain } from "../convert.ts";
import { nullable, number, probable } from "../kinds.ts";
import { define, optional, type RunnableEntry, required } from "./entry.ts";
import { reduced } from "./parameters.ts";

const FAMILY = "Information and losses";

export const information: readonly RunnableEntry[] = [
  define({
    name: "entropy",
    family: FAMILY,
    docs: "Shannon entropy of p divided by its sum, in nats unless base says otherwise; with q the relative entropy of p to q.",
    source: "scipy.stats.entropy",
    formula: "H(p) = -\\sum_i p_i \\log p_i, \\qquad D(p \\| q) = \\sum_i p_i \\log \\frac{p_i}{q_i}",
    example: "entropy(softmax([1, 2, 3]))",
    parameters: {
      p: required(probable),
      q: optional(nullable(probable), null, "gives the relative entropy"),
      base: optional(nullable(number), null, "base of the logarithm", "e"),
      dim: reduced,
    },
    *run({ p, q, base, dim }) {
      return plain(yield* entropy(p, { q: q ?? undefined, base: base ?? undefined, dim }));
    },
  }),
  define({
    name: "perplexity",
    family: FAMILY,
    docs: "e to the entropy: how many equally likely entries would be as uncertain. From 1 to the number of entries.",
    source: "Jelinek et al. (1977); e to scipy.stats.entropy",
    formula: "e^{H(p)}",
    example: "perplexity([0.25, 0.25, 0.25, 0.25])",
    parameters: { p: required(probable), dim: reduced },
    *run({ p, dim }) {
      return plain(yield* perplexity(p, dim));
    },
  }),
];
