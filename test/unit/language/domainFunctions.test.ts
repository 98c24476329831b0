import { describe, expect, it } from "vitest";
import { expectFigures } from "./figures.ts";
import { failureOf, run } from "./run.ts";

const nan = Number.NaN;
const inf = Number.POSITIVE_INFINITY;

/** Each row of the table of functions, with cells and their figures; the source is in the row's words or beside the figures. */
const ROWS: Readonly<Record<string, readonly (readonly [string, readonly number[], number?])[]>> = {
  "softmax(z, tau, dim, mask)": [
    ["softmax([1, 2], tau = 0.5) .* 1", [0.11920292202211755, 0.8807970779778824]],
    ["softmax([1, 3, 3], tau = 0) .* 1", [0, 0.5, 0.5]],
    ["softmax([1, 3, 3], tau = inf) .* 1", [1 / 3, 1 / 3, 1 / 3]],
    ["softmax([1, 2; 2, 2]) .* 1", [0.2689414213699951, 0.7310585786300049, 0.5, 0.5]],
    ["softmax([1, 2; 2, 2], dim = 0) .* 1", [0.2689414213699951, 0.5, 0.7310585786300049, 0.5]],
    ["softmax([1, 2, 9], mask = [true, true, false]) .* 1", [0.2689414213699951, 0.7310585786300049, 0]],
  ],
  "logsumexp(a, axis, b, keepdims, return_sign)": [
    // scipy.special.logsumexp
    ["logsumexp([NaN, 0, Infinity], b = [0, 1, 0])", [0]],
    ["logsumexp([0, 0], b = [1, -3])", [nan]],
    ["logsumexp([0, 0], b = [1, -3], return_sign = true).value", [Math.LN2]],
    ["logsumexp([0, 0], b = [1, -3], return_sign = true).sign", [-1]],
    ["logsumexp([0, 0], b = [1, -1], return_sign = true).value", [-inf]],
    ["logsumexp([0, 0], b = [1, -1], return_sign = true).sign", [0]],
    ["size(logsumexp([1, 2; 3, 4], axis = 0, keepdims = true))", [1, 2]],
  ],
  "logaddexp, logmeanexp, log1mexp": [
    ["logaddexp(1000, 1000)", [1000.6931471805599]],
    ["logaddexp(-Infinity, -Infinity)", [-inf]],
    ["logmeanexp([1000, 1000])", [1000]],
    // SciPy's sign: log(1 − eˣ) for x ≤ 0.
    ["log1mexp([-1e-20, -1, 0, 1])", [-46.051701859880914, -0.45867514538708193, -inf, nan]],
  ],
  "xlogy, xlog1py, entr, rel_entr, kl_div": [
    ["xlogy([0, 0, 2], [0, NaN, e])", [0, nan, 2]],
    ["xlog1py([0, 0, 1], [-1, NaN, 1e-20])", [0, nan, 1e-20]],
    ["entr([-1, 0, 1 / e])", [-inf, 0, 0.36787944117144233]],
    ["rel_entr([1, 0, -1, 1], [2, 0, 1, 0])", [-Math.LN2, 0, inf, inf]],
    ["kl_div([1, 0, -1, 1], [2, 3, 1, -1])", [1 - Math.LN2, 3, inf, inf]],
  ],
  hardmax: [["hardmax([1, 3, 3])", [0, 1, 0]]],
  "softmin, log_softmax, log_sigmoid, sigmoid, standardize(eps 1e-5)": [
    ["softmin([1, 2]) .* 1", [0.7310585786300049, 0.2689414213699951]],
    ["log_softmax([0, 1000])", [-1000, 0]],
    ["log_sigmoid([-800, 0, 800])", [-800, -Math.LN2, 0]],
    ["sigmoid([-800, 0, 800])", [0, 0.5, 1]],
    ["standardize([1, 2, 3])", [-1.2247356859083902, 0, 1.2247356859083902]],
    ["standardize([2, 2])", [0, 0]],
  ],
  "gumbel_softmax(z, tau, hard, dim)": [
    ["gumbel_softmax([1, 2], tau = 2, noise = [1, 0]) .* 1", [0.5, 0.5]],
    ["gumbel_softmax([1, 2], noise = [1.5, 0], hard = true)", [1, 0]],
    ["z = [1, 2]\ngrad(sum(gumbel_softmax(z, noise = [1, 0], hard = true) .* [1, 0]), z)", [0.25, -0.25]],
  ],
  cross_entropy: [
    // torch.nn.functional.cross_entropy
    ["cross_entropy([2, 1, 0; 0, 3, 1], [0, -100])", [0.40760596444438013]],
    ["cross_entropy([2, 1, 0; 0, 3, 1], [0, 2], weight = [1, 2, 3])", [1.7292860057783095]],
    ["cross_entropy([2, 1, 0; 0, 3, 1], [1, 0, 0; 0, 0, 1], weight = [1, 2, 3])", [3.458572011556619]],
    ["cross_entropy([2, 1, 0; 0, 3, 1], [0, 2], label_smoothing = 0.1)", [1.3220593253336663]],
    ['cross_entropy([2, 1, 0], -100, reduction = "sum")', [0]],
    ["cross_entropy([2, 1, 0], -100)", [nan]],
  ],
  "kl_div (PyTorch form)": [
    ['kl_div_loss(log([0.5, 0.5; 0.5, 0.5]), [0.2, 0.8; 0.2, 0.8], "mean")', [0.09637237851087874]],
    ['kl_div_loss(log([0.5, 0.5; 0.5, 0.5]), [0.2, 0.8; 0.2, 0.8], "batchmean")', [0.19274475702175747]],
  ],
  "scaled dot-product attention": [
    [
      "attention([1, 0; 0, 1], [1, 0; 0, 1], [10, 20; 30, 40])",
      [16.604769013466864, 26.604769013466864, 23.395230986533136, 33.395230986533136],
    ],
    ["attention([[0, 0]], [1, 0; 0, 1], [10; 30], mask = [[true, false]])", [10]],
    // Upper left: the first of two queries sees the first of three keys.
    ["attention([0, 0; 0, 0], [1, 0; 0, 1; 1, 1], [10; 20; 90], causal = true)", [10, 15]],
  ],
  "sparsemax, α-entmax": [
    ["sparsemax([1, 0.6, -1])", [0.7, 0.3, 0]],
    ["entmax([1, 0.6, -1], 2)", [0.7, 0.3, 0]],
    ["entmax([1, 2], 1)", [0.2689414213699951, 0.7310585786300049]],
    ["entmax15([1, 0.6, -1])", [0.64, 0.36, 0]],
    ["entmax([1, 0.6, -1], 1.25)", [0.6049288980399417, 0.37379652696106175, 0.02127457499899697]],
  ],
  "softmax1 / sinks": [
    ["softmax1([0, 0])", [1 / 3, 1 / 3]],
    ["softmax1([-Infinity, -Infinity])", [0, 0]],
    ["softmax1([0, 0], sink = log(2))", [0.25, 0.25]],
  ],
  mellowmax: [
    ["mellowmax([1, 2, 3], omega = 5)", [2.7816296309758024]],
    ["boltzmann_operator([1, 2, 3], beta = 5)", [2.9932172628009384]],
  ],
  "thermodynamics, E = −z, k = 1": [
    ["thermo([0, 1, 2], 0.5).F", [-0.07146581424994984]],
    ["thermo([0, 1, 2], 0.5).U", [0.1490629077791319]],
    ["thermo([0, 1, 2], 0.5).S", [0.4410574440581635]],
    ["thermo([0, 1, 2], 0.5).C", [0.6343825490259817]],
    ["heat_capacity([0, 1], 0.4167783)", [0.4392288], 1e-7],
    // dS/dT = C/T and dH/dτ = Var_p(z)/τ³
    ["E = [0, 1, 2]\nT = 0.5\ngrad(thermo(E, T).S, T) - thermo(E, T).C / T", [0]],
    [
      "z = [0, 1, 2]\nt = 0.5\np = softmax(z, tau = t)\ngrad(entropy(softmax(z, tau = t)), t) - (sum(p .* z .^ 2) - sum(p .* z) ^ 2) / t ^ 3",
      [0],
      1e-11,
    ],
  ],
  derivatives: [
    ["softmax_jacobian([1, 2]) - logsumexp_hessian([1, 2])", [0, 0, 0, 0]],
    ["p = softmax([1, 2])\nsoftmax_jacobian([1, 2]) - (diag([p[1], p[2]]) - [p[1] ^ 2, p[1] p[2]; p[1] p[2], p[2] ^ 2])", [0, 0, 0, 0]],
    ["softmax_jvp([1, 2, 3], [0, 0, 1]) - softmax_vjp([1, 2, 3], [0, 0, 1])", [0, 0, 0]],
    // The norm of the Jacobian reaches 1/(2τ) at two equal entries.
    [
      "max(eigs(matrix([softmax_jacobian([0, 0], tau = 0.5)[1, 1], softmax_jacobian([0, 0], tau = 0.5)[1, 2]; softmax_jacobian([0, 0], tau = 0.5)[2, 1], softmax_jacobian([0, 0], tau = 0.5)[2, 2]])).values)",
      [1],
    ],
  ],
  "online softmax": [
    ["online_softmax([1, 3, 2, 5], block = 2).m", [3, 5]],
    ["online_softmax([1, 3, 2, 5], block = 2).l", [1.1353352832366128, 1.2034379904932109]],
    ["merge_state(-Infinity, 0, 2, 3).m", [2]],
    ["merge_state(-Infinity, 0, 2, 3).l", [3]],
    ["online_softmax([1, 2, -Infinity, -Infinity, 0], blocks = [[1, 2], [-Infinity, -Infinity], [0]]).m", [2, 2, 2]],
    ["online_softmax([1, 2, -Infinity, -Infinity, 0], blocks = [[1, 2], [-Infinity, -Infinity], [0]]).correction[2]", [1]],
  ],
  calibration: [
    ["fit_temperature([2, 0; 0, 2; 2, 0; 0, 2], [0, 1, 0, 0]).tau", [2 / Math.log(3)]],
    ["ece([0.9, 0.8, 0.3, 0.6], [1, 1, 0, 0], bins = 5)", [0.3]],
    // (lo, hi]: 0.5 belongs to the lower of two bins.
    ["reliability([0.5, 0.6], [1, 0], bins = 2).count", [1, 1]],
    ["fit_vector_scaling([2, 0; 0, 2; 2, 0; 0, 2], [0, 1, 0, 0]).nll_after", [0.34657359027997264]],
  ],
  "speculative sampling": [
    ["speculative([0.5, 0.5], [0.25, 0.75]).accept", [1, 2 / 3]],
    ["speculative([0.5, 0.5], [0.25, 0.75]).residual", [0.25, 0]],
    ["speculative([0.5, 0.5], [0.25, 0.75]).rate", [0.75]],
  ],
};

describe.each(Object.entries(ROWS))("the row %s of the table of functions", (_, cells) => {
  it.each(cells.map(([cell, expected, within = 1e-12]) => [cell, expected, within] as const))("%s", (cell, expected, within) =>
    expectFigures(cell, expected, within),
  );
});

describe("what the table says beside figures", () => {
  it("cross_entropy: ignore_index is for index targets only", () => {
    expect(failureOf("cross_entropy([1, 2], [0.5, 0.5], ignore_index = 0)").code).toBe("Domain");
  });

  it("large K: there is no function of its own; softmax streams", () => {
    expect(run("size(softmax(linspace(-1, 1, 1000000)))")).toMatchObject({ shape: [1] });
  });
});
