import { expect, it } from "vitest";
import * as engine from "../../../src/engine/index.ts";

it("exports these names and no others", () => {
  expect(Object.keys(engine).sort().join(" ")).toMatchInlineSnapshot(
    `"CHUNK MAX_ELEMENTS absorb adaptiveP arange argmax argmin argsort attention attentionTrace axesOf axisOf badWords binned boltzmann boltzmannOperator brier broadcastShapes cast clip compareNumerics crossEntropy cumsum describeDistribution describeSweep describeTensor distributionStats dry dynatemp ece effectiveSupport empty entmax entmax15 entmax15Loss entropy epsilonCutoff etaCutoff fitTemperature fitVectorScaling floatOf fromNested full guidance gumbelHard gumbelNoise gumbelSoftmax gumbelTopK hardmax heatCapacity hellinger jsDivergence kernels klDivLoss klDivergence l2Norm linspace logProbabilities logSoftmax logSoftmaxJacobian logSoftmaxVjp logcumsumexp logitBias logmeanexp logspace logsumexp logsumexpGrad logsumexpHessian mapBinary mapUnary materialise mellowmax merge mergeStates minP mirostat naiveSoftmax nllLoss noRepeatNgram onlineBlocks onlineSoftmax pLess penalties permute perplexity plackettLuce probabilities promote rand randint randn reduce referenceKernels renyiEntropy repetitionPenalty reshape rmsNorm roundTo sample scalar smoothMax softargmax softmax softmax1 softmaxHessian softmaxJacobian softmaxProduct sparsemax sparsemaxLoss speculative speculativeVerify stack standardize streamedProbabilities take temperature thermo toNested topH topK topNSigma topP topk totalVariation transpose typicalP ulpError where withLabels xtc zipf"`,
  );
});
