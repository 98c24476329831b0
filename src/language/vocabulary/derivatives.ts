import {
  logSoftmaxJacobian,
  logSoftmaxVjp,
  logsumexpGrad,
  logsumexpHessian,
  softmaxHessian,
  softmaxJacobian,
  softmaxProduct,
} from "../../engine/index.ts";
import { temperature, tensor } from "../kinds.ts";
import { define, optional, type RunnableEntry, required } from "./entry.ts";
import { a, dim, mask, z } from "./parameters.ts";

const FAMILY = "Derivatives";

const tau = optional(temperature, 1, "temperature, above 0; at 0 softmax jumps");

/** Derivatives of softmax, log_softmax and logsumexp in closed form. */
export const derivatives: readonly RunnableEntry[] = [
  define({
    name: "softmax_jacobian",
    family: FAMILY,
    docs: "The derivatives of softmax(z / tau) by z: row i, column j is how p_i moves with z_j. Symmetric, rows sum to 0, norm at most 1 / (2 tau). A matrix for each row of the last axis. Also the Fisher information of z.",
    source: "Gao and Pavel, arXiv 1704.00805; norm: arXiv 2510.23012",
    formula: "J = \\frac{1}{\\tau} (\\mathrm{diag}(p) - p p^\\top)",
    example: "softmax_jacobian([1, 2, 3])",
    parameters: { z, tau },
    run: (args) => softmaxJacobian(args.z, args.tau),
  }),
  define({
    name: "softmax_jvp",
    family: FAMILY,
    docs: "How softmax(z / tau) moves when z moves along the tangent: the Jacobian times it, without making the Jacobian. Masked entries do not move.",
    source: "jax.jvp of jax.nn.softmax",
    formula: "J v = \\frac{1}{\\tau} \\, p \\circ \\left(v - \\sum_i p_i v_i\\right)",
    example: "softmax_jvp([1, 2, 3], [0, 0, 1])",
    parameters: { z, tangent: required(tensor, "in the shape of z"), tau, dim, mask },
    run: ({ z: logits, tangent, ...args }) => softmaxProduct(logits, tangent, "tangent", { ...args, mask: args.mask ?? undefined }),
  }),
  define({
    name: "softmax_vjp",
    family: FAMILY,
    docs: "The gradient by z of the sum of cotangent .* softmax(z / tau): what backpropagation carries through a softmax, without making the Jacobian. Masked entries get 0.",
    source: "PyTorch's backward of torch.nn.functional.softmax",
    formula: "J^\\top v = \\frac{1}{\\tau} \\, p \\circ \\left(v - \\sum_i p_i v_i\\right)",
    example: "softmax_vjp([1, 2, 3], [0, 0, 1])",
    parameters: { z, cotangent: required(tensor, "in the shape of z"), tau, dim, mask },
    run: ({ z: logits, cotangent, ...args }) => softmaxProduct(logits, cotangent, "cotangent", { ...args, mask: args.mask ?? undefined }),
  }),
  define({
    name: "softmax_hessian",
    family: FAMILY,
    docs: "The second derivatives of softmax(z) by z, K × K × K: entry (i, j, k) is how p_i bends with z_j and z_k. Symmetric in j and k. One for each row of the last axis.",
    source: "torch.func.jacfwd twice over torch.nn.functional.softmax",
    formula:
      "\\frac{\\partial^2 p_i}{\\partial z_j \\partial z_k} = p_i \\left( (\\delta_{ij} - p_j)(\\delta_{ik} - p_k) - p_j (\\delta_{jk} - p_k) \\right)",
    example: "softmax_hessian([1, 2])",
    parameters: { z },
    run: (args) => softmaxHessian(args.z),
  }),
  define({
    name: "log_softmax_jacobian",
    family: FAMILY,
    docs: "The derivatives of log_softmax(z) by z: row i, column j is how log p_i moves with z_j. Rows sum to 0. A matrix for each row of the last axis.",
    source: "torch.func.jacrev of torch.nn.functional.log_softmax",
    formula: "J_{ij} = \\delta_{ij} - p_j",
    example: "log_softmax_jacobian([1, 2, 3])",
    parameters: { z },
    run: (args) => logSoftmaxJacobian(args.z),
  }),
  define({
    name: "log_softmax_vjp",
    family: FAMILY,
    docs: "The gradient by z of the sum of cotangent .* log_softmax(z), without making the Jacobian. What the cotangent has at masked entries counts for nothing, and they get 0.",
    source: "PyTorch's backward of torch.nn.functional.log_softmax",
    formula: "J^\\top v = v - p \\sum_i v_i",
    example: "log_softmax_vjp([1, 2, 3], [0, 0, 1])",
    parameters: { z, cotangent: required(tensor, "in the shape of z"), dim, mask },
    run: ({ z: logits, cotangent, dim: along, mask: part }) => logSoftmaxVjp(logits, cotangent, { dim: along, mask: part ?? undefined }),
  }),
  define({
    name: "logsumexp_grad",
    family: FAMILY,
    docs: "The gradient of logsumexp along the last axis, which is softmax(a): its entries sum to 1. Masked entries get 0.",
    source: "Boyd and Vandenberghe, Convex Optimization (2004), section 3.1.5",
    formula: "\\nabla \\log \\sum_i e^{a_i} = \\mathrm{softmax}(a)",
    example: "logsumexp_grad([1, 2, 3])",
    parameters: { a, mask },
    run: (args) => logsumexpGrad(args.a, args.mask ?? undefined),
  }),
  define({
    name: "logsumexp_hessian",
    family: FAMILY,
    docs: "The second derivatives of logsumexp along the last axis, which are softmax_jacobian(a): positive semi-definite, so that logsumexp is convex.",
    source: "Boyd and Vandenberghe, Convex Optimization (2004), section 3.1.5",
    formula: "\\nabla^2 \\log \\sum_i e^{a_i} = \\mathrm{diag}(p) - p p^\\top",
    example: "logsumexp_hessian([1, 2, 3])",
    parameters: { a },
    run: (args) => logsumexpHessian(args.a),
  }),
];
