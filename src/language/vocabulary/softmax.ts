import { type BinaryOp, hardmax, logSoftmax, logsumexp, mapBinary, mapUnary, softmax, type UnaryOp } from "../../engine/index.ts";
import type { AnyTensor, Steps } from "../../model/index.ts";
import { plain } from "../convert.ts";
import { boolean, dims, nullable, operand } from "../kinds.ts";
import { define, optional, type RunnableEntry } from "./entry.ts";
import { a, dim, keepdims, mask, one, tau, z } from "./parameters.ts";

const FAMILY = "Softmax family";

export const softmaxFamily: readonly RunnableEntry[] = [
  define({
    name: "softmax",
    family: FAMILY,
    docs: "Gives every entry a probability proportional to e^(z/tau). tau = 0 is the limit: equal shares on the maxima; tau = Infinity is uniform. Entries where the mask is false get 0.",
    source: "Bridle (1990); scipy.special.softmax, torch.nn.functional.softmax",
    formula: "p_i = \\frac{e^{z_i / \\tau}}{\\sum_j e^{z_j / \\tau}}",
    example: "softmax([1, 2, 3], tau = 0.5)",
    parameters: { z, tau, dim, mask },
    run: (args) => softmax(args.z, { tau: args.tau, dim: args.dim, mask: args.mask ?? undefined }),
  }),
  define({
    name: "log_softmax",
    family: FAMILY,
    docs: "The logarithms of softmax, computed without going through the probabilities, so that small ones keep their digits. Masked entries get -Infinity.",
    source: "scipy.special.log_softmax, torch.nn.functional.log_softmax",
    formula: "\\log p_i = \\frac{z_i}{\\tau} - \\log \\sum_j e^{z_j / \\tau}",
    example: "log_softmax([1, 2, 3])",
    parameters: { z, tau, dim, mask },
    run: (args) => logSoftmax(args.z, { tau: args.tau, dim: args.dim, mask: args.mask ?? undefined }),
  }),
  define({
    name: "softmin",
    family: FAMILY,
    docs: "softmax of -z: the smallest entry gets the largest probability.",
    source: "torch.nn.functional.softmin",
    formula: "p_i = \\frac{e^{-z_i / \\tau}}{\\sum_j e^{-z_j / \\tau}}",
    example: "softmin([1, 2, 3])",
    parameters: { z, tau, dim },
    *run(args) {
      return yield* softmax(yield* mapUnary(args.z, "neg"), { tau: args.tau, dim: args.dim });
    },
  }),
  define({
    name: "hardmax",
    family: FAMILY,
    docs: "1 at the first maximum, 0 elsewhere, as in ONNX.",
    source: "ONNX Hardmax, opset 13",
    formula: "h_i = [\\, i = \\min \\arg\\max_j z_j \\,]",
    example: "hardmax([1, 3, 3])",
    parameters: { z, dim },
    run: (args) => hardmax(args.z, args.dim),
  }),
  define({
    name: "logsumexp",
    family: FAMILY,
    docs: "The logarithm of a sum of exponentials, shifted by the maximum so that nothing overflows. b weighs the terms; a negative sum gives NaN unless return_sign, which gives {value, sign}.",
    source: "scipy.special.logsumexp; Blanchard, Higham and Higham, doi 10.1093/imanum/draa038",
    formula: "\\mathrm{lse}(a) = m + \\log \\sum_i b_i e^{a_i - m}, \\quad m = \\max_i a_i",
    example: "logsumexp([1000, 1000])",
    parameters: {
      a,
      dim: optional(dims, -1, "axis or axes to sum over; null means all"),
      b: optional(nullable(operand), null, "weights; b = 0 drops its term"),
      keepdims,
      return_sign: optional(boolean, false),
      mask,
    },
    *run({ a, dim: along, b, keepdims, return_sign, mask: part }) {
      const { value, sign } = yield* logsumexp(a, { dim: along, b: b ?? undefined, keepdims, mask: part ?? undefined });
      if (return_sign) return { value: plain(value), sign: plain(sign) };
      return plain(yield* mapBinary(value, sign, (x, s) => (s < 0 ? Number.NaN : x)));
    },
  }),
  unary(
    "sigmoid",
    "sigmoid",
    "The logistic function, 1 / (1 + e^-x): the softmax of [x, 0].",
    "\\sigma(x) = \\frac{1}{1 + e^{-x}}",
    "sigmoid([-1, 0, 1])",
    "scipy.special.expit, torch.sigmoid",
  ),
  unary(
    "log_sigmoid",
    "logSigmoid",
    "log(sigmoid(x)) without underflow.",
    "\\log \\sigma(x) = -\\log(1 + e^{-x})",
    "log_sigmoid(-1000)",
    "scipy.special.log_expit, torch.nn.functional.logsigmoid",
  ),
  unary(
    "logit",
    "logit",
    "The inverse of sigmoid: the log of the odds.",
    "\\log \\frac{x}{1 - x}",
    "logit([0.1, 0.5, 0.9])",
    "scipy.special.logit",
  ),
  unary(
    "log1mexp",
    "log1mexp",
    "log(1 - e^x) for x ≤ 0, accurate near 0 and far from it.",
    "\\log(1 - e^x)",
    "log1mexp([-1e-10, -1])",
    "Mächler, Accurately computing log(1 − exp(−|a|)) (2012); scipy.special.log1mexp",
  ),
  unary("entr", "entr", "-x log x; 0 at 0 and -Infinity below.", "-x \\log x", "entr([0, 0.5, 1])", "scipy.special.entr"),
  binary("logaddexp", "logaddexp", "log(e^x + e^y) without overflow.", "\\log(e^x + e^y)", "logaddexp(1000, 1000)", "numpy.logaddexp"),
  binary("xlogy", "xlogy", "x log y, and 0 where x is 0.", "x \\log y", "xlogy([0, 1], [0, 2])", "scipy.special.xlogy"),
  binary("xlog1py", "xlog1py", "x log(1 + y), and 0 where x is 0.", "x \\log(1 + y)", "xlog1py(2, 1e-12)", "scipy.special.xlog1py"),
  binary(
    "rel_entr",
    "relEntr",
    "x log(x / y), element by element; Infinity outside its domain.",
    "x \\log \\frac{x}{y}",
    "rel_entr([0.2, 0.8], [0.5, 0.5])",
    "scipy.special.rel_entr",
  ),
  binary(
    "kl_div",
    "klDiv",
    "x log(x / y) - x + y, element by element; Infinity outside its domain.",
    "x \\log \\frac{x}{y} - x + y",
    "kl_div([0.2, 0.8], [0.5, 0.5])",
    "scipy.special.kl_div",
  ),
];

function unary(name: string, op: UnaryOp, docs: string, formula: string, example: string, source: string): RunnableEntry {
  return define({
    name,
    family: FAMILY,
    docs,
    formula,
    source,
    example,
    parameters: { x: one },
    run: ({ x }) => elementwise(mapUnary(x, op)),
  });
}

function binary(name: string, op: BinaryOp, docs: string, formula: string, example: string, source: string): RunnableEntry {
  return define({
    name,
    family: FAMILY,
    docs,
    formula,
    source,
    example,
    parameters: { x: one, y: one },
    run: ({ x, y }) => elementwise(mapBinary(x, y, op)),
  });
}

/** A number where numbers went in. */
function* elementwise(work: Steps<AnyTensor>): Steps<unknown> {
  return plain(yield* work);
}
