export { absorb, empty, merge, type State } from "./accumulator.ts";
export { cumsum, permute, reshape, stack, take, transpose } from "./arrange.ts";
export { type AttentionOptions, attention } from "./attention/attention.ts";
export { l2Norm, rmsNorm } from "./attention/norms.ts";
export { type AttentionTrace, attentionTrace } from "./attention/trace.ts";
export * as autodiff from "./autodiff/index.ts";
export type { BinaryOp } from "./binary.ts";
export { broadcastShapes } from "./broadcast.ts";
export { type Bin, binned, type Strategy } from "./calibration/bins.ts";
export { type EceOptions, ece } from "./calibration/ece.ts";
export { type FittedTemperature, fitTemperature } from "./calibration/fitTemperature.ts";
export { type FittedScaling, fitVectorScaling } from "./calibration/fitVectorScaling.ts";
export { arange, cast, fromNested, full, linspace, logspace, type Nested, scalar, toNested, withLabels, zipf } from "./construct.ts";
export * from "./decoding/index.ts";
export { logSoftmaxJacobian, logsumexpHessian, softmaxHessian, softmaxJacobian } from "./derivatives/matrices.ts";
export { logSoftmaxVjp, logsumexpGrad, softmaxProduct } from "./derivatives/products.ts";
export { type Pin, pinOf } from "./describe/comparison.ts";
export { describeDistribution } from "./describe/distribution.ts";
export { describeSweep } from "./describe/sweep.ts";
export { describeTensor } from "./describe/tensor.ts";
export { clip, mapBinary, mapUnary, where } from "./elementwise.ts";
export { distributionStats, type EntropyOptions, entropy, perplexity } from "./entropy.ts";
export { countsOf, extentOf } from "./histogram.ts";
export { brier } from "./information/brier.ts";
export {
  effectiveSupport,
  hellinger,
  jsDivergence,
  klDivergence,
  type Probabilities,
  renyiEntropy,
  totalVariation,
} from "./information/divergence.ts";
export { type CrossEntropyOptions, crossEntropy, klDivLoss, type NllOptions, nllLoss } from "./information/losses.ts";
export { type Helper, helpWith } from "./jobs.ts";
export { type Kernels, kernels, referenceKernels } from "./kernels.ts";
export { lendLargeArrays } from "./lender.ts";
export { CHUNK, MAX_ELEMENTS } from "./limits.ts";
export { type LogsumexpOptions, logsumexp } from "./logsumexp.ts";
export { entmax } from "./maps/entmax.ts";
export { logcumsumexp } from "./maps/logcumsumexp.ts";
export { boltzmannOperator, logmeanexp, mellowmax, smoothMax, softargmax } from "./maps/means.ts";
export { softmax1 } from "./maps/sink.ts";
export { entmax15Loss, sparsemaxLoss } from "./maps/sparseLoss.ts";
export { entmax15, sparsemax } from "./maps/sparsemax.ts";
export { type StandardizeOptions, standardize } from "./maps/standardize.ts";
export { matrixProduct } from "./matrixProduct.ts";
export { compareNumerics, type Method, type Numerics } from "./online/compare.ts";
export { mergeStates } from "./online/mergeStates.ts";
export { naiveSoftmax } from "./online/naive.ts";
export { type OnlineTrace, onlineBlocks, onlineSoftmax } from "./online/online.ts";
export { ulpError } from "./online/ulp.ts";
export { argmax, argmin, argsort, hardmax, topk } from "./order.ts";
export type { Key } from "./philox.ts";
export { Joined } from "./posted.ts";
export { promote } from "./promotion.ts";
export { rand, randint, randn } from "./random.ts";
export { type ReduceOp, type ReduceOptions, reduce } from "./reduce.ts";
export { floatOf, roundTo } from "./rounding.ts";
export { type AtTemperature, type Temperatures, temperatures } from "./rowSketch.ts";
export { axesOf, axisOf, type Dim } from "./shape.ts";
export { logProbabilities, logSoftmax, probabilities, relabelled, type SoftmaxOptions, softmax, streamedProbabilities } from "./softmax.ts";
export { type SoftmaxTensorOptions, softmaxTensor } from "./softmaxTensor.ts";
export { materialise } from "./source.ts";
export { boltzmann, heatCapacity, type Thermo, thermo } from "./thermal/thermo.ts";
export type { UnaryOp } from "./unary.ts";
