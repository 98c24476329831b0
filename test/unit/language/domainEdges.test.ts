import { describe, it } from "vitest";
import { expectFigures } from "./figures.ts";

const nan = Number.NaN;
const inf = Number.POSITIVE_INFINITY;

/**
 * The edge cases as SciPy 1.17, PyTorch 2.13, JAX 0.10 and the ONNX reference give them; where SciPy's log_softmax differs from the
 * others, the others are followed. Row, z, softmax, log_softmax, logsumexp.
 */
const ROWS: readonly (readonly [string, string, readonly number[], readonly number[], number])[] = [
  ["all −inf", "[-Infinity, -Infinity]", [nan, nan], [nan, nan], -inf],
  ["[+inf, 0]", "[Infinity, 0]", [nan, nan], [nan, nan], inf],
  ["[+inf, +inf, 0]", "[Infinity, Infinity, 0]", [nan, nan, nan], [nan, nan, nan], inf],
  ["[−inf, 0]", "[-Infinity, 0]", [0, 1], [-inf, 0], 0],
  ["any NaN", "[NaN, 0, 1]", [nan, nan, nan], [nan, nan, nan], nan],
  ["[]", "[]", [], [], -inf],
];

const DTYPES = ["float16", "bfloat16", "float32", "float64"];

describe.each(ROWS)("the edge case %s", (_, z, softmax, logSoftmax, logsumexp) => {
  it("softmax", () => {
    expectFigures(`softmax(${z}) .* 1`, softmax);
    for (const dtype of DTYPES) expectFigures(`softmax(${dtype}(tensor(${z}))) .* 1`, softmax);
    for (const tau of ["0.5", "2"]) expectFigures(`softmax(${z}, tau = ${tau}) .* 1`, softmax);
  });

  it("log_softmax", () => {
    expectFigures(`log_softmax(${z})`, logSoftmax);
    for (const dtype of DTYPES) expectFigures(`log_softmax(${dtype}(tensor(${z})))`, logSoftmax);
  });

  it("logsumexp", () => {
    expectFigures(`logsumexp(${z})`, [logsumexp]);
    for (const dtype of DTYPES) expectFigures(`logsumexp(${dtype}(tensor(${z})))`, [logsumexp]);
  });

  it("softmax is shown with its NaN, never as zeros", () => {
    if (!softmax.some(Number.isNaN)) return expectFigures(`sum(softmax(${z}))`, [softmax.length === 0 ? 0 : 1]);
    expectFigures(`sum(softmax(${z}))`, [nan]);
    expectFigures(`entropy(softmax(${z}))`, [nan]);
  });
});

describe("the edge case mask all false", () => {
  it("softmax, log_softmax, logsumexp", () => {
    expectFigures("softmax([1, NaN], mask = [false, false]) .* 1", [0, 0]);
    expectFigures("log_softmax([1, 2], mask = [false, false])", [-inf, -inf]);
    expectFigures("logsumexp([1, 2], mask = [false, false])", [-inf]);
  });
});

describe("the edge case fully masked attention row", () => {
  it("is 0, as in PyTorch's scaled_dot_product_attention and ONNX Attention", () => {
    expectFigures("attention([1, 0; 0, 1], [1, 0; 0, 1], [1, 2; 3, 4], mask = [false, false; true, false])", [0, 0, 1, 2]);
    expectFigures("attention([1, 0; 0, 1], [1, 0; 0, 1], [1, 2; 3, 4], mask = [-Infinity, -Infinity; 0, -Infinity])", [0, 0, 1, 2]);
  });

  it("is not that of a single number, whose softmax is 1", () => {
    expectFigures("softmax(5) .* 1", [1]);
  });
});
