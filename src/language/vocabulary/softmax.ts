import { logSoftmax, softmax } from "../../engine/index.ts";
import { dense, integer, nullable, temperature, tensor } from "../kinds.ts";
import { define, optional, required } from "./entry.ts";

const FAMILY = "Softmax family";

export const softmaxFamily = [
  define({
    name: "softmax",
    family: FAMILY,
    docs: "The distribution that gives every entry a probability proportional to e^(z/tau). tau = 0 is the limit: equal shares on the maxima; tau = Infinity is uniform. Entries where the mask is false get 0.",
    formula: "p_i = \\frac{e^{z_i / \\tau}}{\\sum_j e^{z_j / \\tau}}",
    example: "softmax([1, 2, 3], tau = 0.5)",
    parameters: {
      z: required(tensor, "logits"),
      tau: optional(temperature, 1, "temperature, from 0 to Infinity"),
      dim: optional(integer, -1, "axis along which the probabilities sum to 1"),
      mask: optional(nullable(dense), null, "true = takes part"),
    },
    run: ({ z, tau, dim, mask }) => softmax(z, { tau, dim, mask: mask ?? undefined }),
  }),
  define({
    name: "log_softmax",
    family: FAMILY,
    docs: "The logarithms of softmax, computed without going through the probabilities, so that small ones keep their digits.",
    formula: "\\log p_i = z_i / \\tau - \\log \\sum_j e^{z_j / \\tau}",
    example: "log_softmax([1, 2, 3])",
    parameters: {
      z: required(tensor, "logits"),
      tau: optional(temperature, 1),
      dim: optional(integer, -1),
      mask: optional(nullable(dense), null, "true = takes part; others get -Infinity"),
    },
    run: ({ z, tau, dim, mask }) => logSoftmax(z, { tau, dim, mask: mask ?? undefined }),
  }),
];
