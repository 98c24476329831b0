export { type AttentionBy, attention, l2Norm, rmsNorm } from "./attention.ts";
export { add, binary, clip, div, mapped, mapped2, moreSlopes, mul, slopes, sub, unary, weighted } from "./elementwise.ts";
export { brier, effectiveSupport, entropy, hellinger, jsDivergence, klDivergence, renyiEntropy, totalVariation } from "./information.ts";
export { classShares, crossEntropy, fenchelYoung, klDivLoss, nllLoss } from "./losses.ts";
export {
  boltzmannOperator,
  logmeanexp,
  logSoftmaxProduct,
  mellowmax,
  smoothMax,
  softargmax,
  softmax1,
  softmaxProduct,
  standardize,
} from "./maps.ts";
export { dot, multiply } from "./products.ts";
export { extreme, logsumexp, mean, prod, sum, variance } from "./reductions.ts";
export { concat, cumsum, permute, reshape, stack, take, transpose, where } from "./shapes.ts";
export { constant, entmax, logcumsumexp, logSoftmax, softmax, straightThrough } from "./softmax.ts";
export { thermo } from "./thermal.ts";
export { gradient, leaf, lift, type Operand, Variable } from "./variable.ts";
