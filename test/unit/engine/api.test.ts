import { expect, it } from "vitest";
import * as engine from "../../../src/engine/index.ts";

it("exports these names and no others", () => {
  expect(Object.keys(engine).sort().join(" ")).toMatchInlineSnapshot(
    `"CHUNK MAX_ELEMENTS absorb adaptiveP arange argmax argmin argsort axesOf axisOf badWords broadcastShapes cast clip cumsum describeDistribution describeSweep describeTensor distributionStats dry dynatemp empty entropy epsilonCutoff etaCutoff fromNested full guidance gumbelHard gumbelNoise gumbelSoftmax gumbelTopK hardmax kernels linspace logProbabilities logSoftmax logitBias logspace logsumexp mapBinary mapUnary materialise merge minP mirostat noRepeatNgram pLess penalties permute perplexity plackettLuce probabilities promote rand randint randn reduce referenceKernels repetitionPenalty reshape roundTo sample scalar softmax speculative speculativeVerify stack streamedProbabilities take temperature toNested topH topK topNSigma topP topk transpose typicalP where withLabels xtc"`,
  );
});
