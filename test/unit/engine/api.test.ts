import { expect, it } from "vitest";
import * as engine from "../../../src/engine/index.ts";

it("exports these names and no others", () => {
  expect(Object.keys(engine).sort().join(" ")).toMatchInlineSnapshot(
    `"CHUNK MAX_ELEMENTS absorb arange argmax argmin argsort axesOf axisOf broadcastShapes cast clip cumsum describeDistribution describeSweep describeTensor distributionStats empty entropy fromNested full hardmax kernels linspace logProbabilities logSoftmax logspace logsumexp mapBinary mapUnary materialise merge permute perplexity probabilities promote rand randint randn reduce referenceKernels reshape roundTo scalar softmax stack streamedProbabilities take toNested topk transpose where withLabels"`,
  );
});
