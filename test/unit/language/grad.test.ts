import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { vocabulary } from "../../../src/language/index.ts";
import { failureOf, numbersOf, pointed, run } from "./run.ts";

/** Expressions of z, four numbers from 0.2 to 0.8; `{}` is where z's value goes. Each is differentiated by z. */
const SMOOTH = `
sum(z .^ 2)
sum(z .^ 3 ./ (1 + z))
z * z
dot(z, [1, 2, 3, 4])
z[1] * z[end] + z[2] / z[3]
sum(z[2:3]) ^ 2
sum(z[[true, false, true, false]] .* [1, 2])
sum(2 .^ z)
sum(z .^ z)
prod(z)
mean(z) * max(z) - min(z)
std(z)
variance(z, "uncorrected")
sum(cumsum(z) .* [1, 2, 3, 4])
sum(exp(z) + log(z) + sqrt(z) + cbrt(z) + square(z) + cube(z))
sum(sin(z) .* cos(z) + tan(z) + asin(z) + acos(z) + atan(z))
sum(sinh(z) + cosh(z) + tanh(z) + asinh(z) + acosh(1 + z) + atanh(z))
sum(sec(z) + csc(z) + cot(z) + sech(z) + csch(z) + coth(z))
sum(acot(z) + asec(2 + z) + acsc(2 + z) + acoth(2 + z) + asech(z) + acsch(z))
sum(log2(z) + log10(z) + log1p(z) + expm1(z) + log(z, 3))
sum(erf(z) + gamma(1 + z) + lgamma(2 + z))
sum(abs(z - 0.1) + mod(z, 0.15) + atan2(z, 1 + z) + hypot(tensor(z), 2) + nthRoot(z, 3))
sum(floor(10 z) .* z)
norm(z)
sum(transpose(reshape(z, [2, 2])) * [1, 2])
sum([z, 2 z][2, :] .* [1, 2, 3, 4])
sum([1, 2; 3, 4] * reshape(z, [2, 2]) * [1; -1])
sum(reshape(z, [2, 2]) ^ 3)
sum(concat(z, exp(z)) .* [1, 2, 3, 4, 5, 6, 7, 8])
sum(reshape(z, [4, 1]) .* tensor([1, 2, 3]) + z[1])
mean(z) > 0.1 ? sum(z) ^ 2 : 0
sum(softmax(z) .* [1, 2, 3, 4])
sum(softmax(z, tau = 0.5) .* [1, -1, 2, 0])
sum(softmax([1, 2, 3, 4], tau = z[1]) .* [1, 2, 3, 4])
sum(softmax(z, mask = [true, false, true, true]) .* [1, 2, 3, 4])
sum(softmax(reshape(z, [2, 2]), dim = 0) .* [1, 2; 3, 4])
sum(log_softmax(z) .* [1, 2, 3, 4])
log_softmax(z, tau = 2)[2]
sum(softmin(z) .* [1, 2, 3, 4])
logsumexp(z)
logsumexp(z, b = [1, -2, 3, 0.5], return_sign = true).value
logsumexp([1, 2, 3, 4], b = z)
logsumexp(z, mask = [true, true, false, true])
logsumexp(reshape(z, [2, 2]), dim = null)
logmeanexp(z)
sum(logcumsumexp(z) .* [1, 2, 3, 4])
sum(sigmoid(z) + log_sigmoid(z) + logit(z) + log1mexp(-z) + entr(z))
sum(logaddexp(z, 2 z) + xlogy(z, 1 + z) + xlog1py(z, z) + rel_entr(z, 0.5) + kl_div(0.3, z))
softargmax(z)
softargmax([1, 2, 3], tau = z[1])
sum(standardize(z) .* [1, 2, 3, 4])
sum(standardize(z, mask = [true, true, true, false]) .* [1, 2, 3, 4])
sum(softmax1(z) .* [1, 2, 3, 4])
softmax1([1, 2], sink = z[1])[1]
sum(sparsemax(3 z) .* [1, 2, 3, 4])
sum(entmax15(z) .* [1, 2, 3, 4])
sum(entmax(z, 1.25) .* [1, 2, 3, 4])
sparsemax_loss(z, 1)
entmax15_loss(z, [0.1, 0.2, 0.3, 0.4])
mellowmax(z, 3)
boltzmann_operator(z, 2)
boltzmann_operator([1, 2, 3], z[2])
smooth_max(z, 0.5)
smooth_max([1, 2, 3], z[2])
sum(softmax_vjp(z, [1, 2, 3, 4]) .^ 2)
sum(softmax_jvp([1, 2, 3, 4], z, tau = 2) .* [1, 2, 3, 4])
sum(log_softmax_vjp(z, [1, 2, 3, 4]) .^ 2)
sum(log_softmax_vjp([1, 2, 3, 4], z, mask = [true, false, true, true]) .* [1, 2, 3, 4])
sum(logsumexp_grad(z) .^ 2)
entropy(z)
entropy(z, [0.1, 0.2, 0.3, 0.4])
entropy([0.1, 0.2, 0.3, 0.4], z, base = 2)
entropy(softmax(z))
perplexity(softmax(z))
kl_divergence(softmax(z), [0.1, 0.2, 0.3, 0.4])
kl_divergence(softmax([1, 2, 3, 4]), z)
js_divergence(softmax(z), [0.1, 0.2, 0.3, 0.4])
total_variation(z, [0, 0, 1, 1])
hellinger(softmax(z), [0.1, 0.2, 0.3, 0.4])
renyi_entropy(z, 2)
renyi_entropy(z, Infinity)
effective_support(z)
cross_entropy(z, 2)
cross_entropy(reshape(z, [2, 2]), [0, 1], weight = [1, 3], label_smoothing = 0.2)
cross_entropy(reshape(z, [2, 2]), [0, -100], reduction = "sum")
cross_entropy(z, [0.1, 0.2, 0.3, 0.4], label_smoothing = 0.1)
cross_entropy([1, 2, 3, 4], softmax(z))
nll_loss(reshape(z, [2, 2]), [1, 0], weight = [2, 1])
kl_div_loss(log_softmax(z), [0.1, 0.2, 0.3, 0.4], reduction = "sum")
kl_div_loss([-1, -2, -3, -4], z)
kl_div_loss([-1, -2, -3, -4], log(z), log_target = true)
brier(z, [0, 1, 1, 0])
brier(reshape(z, [2, 2]), [0, 1])
sum(boltzmann(z, 0.5) .* [1, 2, 3, 4])
thermo(z, 0.7).F + thermo(z, 0.7).S
thermo([1, 2, 4], z[1]).C + thermo([1, 2, 4], z[1]).U + thermo([1, 2, 4], z[1]).logZ
heat_capacity([0, 1], z[3])
sum(attention(reshape(z, [2, 2]), [1, 0; 0, 1; 1, 1], [1, 2; 3, 4; 5, 6]) .* [1, 2; 3, 4])
sum(attention([1, 2; 0, 1], reshape(z, [2, 2]), reshape(z, [2, 2]), causal = true) .* [1, 2; 3, 4])
sum(attention([1, 2; 0, 1], reshape(z, [2, 2]), [1, 2; 3, 4], softcap = 2, sink = 0.3, qk_norm = "rms") .* [1, 2; 3, 5])
sum(attention([1, 2; 0, 1], [1, 1; 0, 2], [1, 2; 3, 4], mask = reshape(z, [2, 2])) .* [1, 2; 3, 5])
sum(attention([1, 2; 0, 1], [1, 1; 0, 2], [1, 2; 3, 4], mask = [true, false; true, true], scale = z[1], sink = z[2]) .* [1, 2; 3, 5])
sum(attention(reshape(z, [2, 1, 2]), reshape(z, [1, 2, 2]), reshape(2 z, [1, 2, 2]), qk_norm = "l2", window = [1, 1]))
sum(attention(reshape(z, [2, 2]), [1, 0; 0, 1], [1, 2; 3, 4], weights = true).weights .* [1, 2; 3, 4])
sum(rms_norm(z) .* [1, 2, 3, 4]) + sum(l2_norm(z) .* [1, 2, 3, 4])
merge_state(z[1], z[2], 1, 2).l
sum(temperature(z, 2) + guidance(z, [1, 2, 3, 4], 1.5) .* [1, 2, 3, 4])
sum(where(z > 0.5, z .^ 2, 3 z))
sum(clip(z, 0.3, 0.6) .* [1, 2, 3, 4])
sum(stack([z, 2 z], dim = 1) .* [1, 2; 3, 4; 5, 6; 7, 8])
sum(full([2], z[1]))
topk(z, 2).values[2]
sum(tensor(z) .* float64(z))
sum(labels(z, ["a", "b", "c", "d"]))
sum(naive_softmax(z) .* [1, 2, 3, 4])
sum(gumbel_softmax(z, tau = 0.7, noise = [0.1, 0.2, 0.3, 0.4]) .* [1, 2, 3, 4])
`
  .trim()
  .split("\n");

const text = (z: readonly number[]): string => `[${z.join(", ")}]`;
const valueAt = (expression: string, z: readonly number[]): number => numbersOf(run(`z = ${text(z)}\n${expression}`))[0] ?? Number.NaN;
const gradAt = (expression: string, z: string): number[] => numbersOf(run(`z = ${z}\ngrad(${expression}, z)`));

/** Of fourth order: an error of about 1e-10 for these functions. */
function centralDifferences(expression: string, z: readonly number[]): number[] {
  const h = 1e-3;
  const moved = (i: number, by: number): number => valueAt(expression, z.with(i, (z[i] ?? 0) + by));
  return z.map((_, i) => (8 * (moved(i, h) - moved(i, -h)) - (moved(i, 2 * h) - moved(i, -2 * h))) / (12 * h));
}

/** Whether no kink of any of the expressions above is within a few steps. */
function isSmooth(z: readonly number[]): boolean {
  const kinks = [
    ...z.flatMap((x, i) => z.slice(i + 1).map((y) => x - y)),
    ...z.flatMap((x) => [0.3, 0.45, 0.5, 0.6, 0.75].map((k) => x - k)),
    ...z.map((x) => 10 * x - Math.round(10 * x)),
  ];
  return kinks.every((gap) => Math.abs(gap) > 0.021) && isInterior(z);
}

/** sparsemax(3z) keeps its support. */
function isInterior(z: readonly number[]): boolean {
  const p = numbersOf(run(`sparsemax(3 * ${text(z)})`));
  return p.every((x) => x === 0 || x > 0.03) && p.filter((x) => x > 0).length > 1;
}

describe("the gradient agrees with central differences", () => {
  const points = fc.sample(fc.array(fc.double({ min: 0.2, max: 0.8, noNaN: true }), { minLength: 4, maxLength: 4 }).filter(isSmooth), {
    seed: 42,
    numRuns: 2,
  });
  it.each(SMOOTH)("%s", (expression) => {
    for (const z of points) {
      const expected = centralDifferences(expression, z);
      const got = gradAt(expression, text(z));
      for (const [i, value] of got.entries()) {
        expect(Math.abs(value - (expected[i] ?? Number.NaN)), `by z[${i + 1}] at ${text(z)}: ${value}, ${expected[i]}`).toBeLessThan(
          2e-7 * Math.max(1, Math.abs(value)),
        );
      }
    }
  });

  it("of random chains of operations", () => {
    const leaf = fc.constantFrom("z", "softmax(z)", "[1, 2, 3, 4]", "sin(z)", "z[1]");
    const tree = fc.letrec<{ node: string }>((tie) => ({
      node: fc.oneof(
        { depthSize: "small", withCrossShrink: true },
        leaf,
        fc.tuple(tie("node"), fc.constantFrom("+", "-", ".*"), tie("node")).map(([a, op, b]) => `(${a} ${op} ${b})`),
        fc
          .tuple(fc.constantFrom("exp(0.1 * $)", "tanh($)", "sigmoid($)", "($ .^ 2)", "log_softmax($ + z)", "mean($)"), tie("node"))
          .map(([f, a]) => f.replaceAll("$", a)),
      ),
    })).node;
    fc.assert(
      fc.property(tree, (expression) => {
        const whole = `sum((${expression}) .* [1, 2, 3, 4] + z)`;
        const z = [0.31, 0.47, 0.62, 0.78];
        const expected = centralDifferences(whole, z);
        for (const [i, value] of gradAt(whole, text(z)).entries()) {
          expect(Math.abs(value - (expected[i] ?? Number.NaN))).toBeLessThan(1e-6 * Math.max(1, Math.abs(value)));
        }
      }),
      { seed: 7, numRuns: 40 },
    );
  });
});

describe("the gradient agrees with closed forms", () => {
  const z = "z = tensor([0.5, -1.25, 3, 0.125])\n";
  it.each([
    ["grad(sum(softmax(z, tau = 0.7) .* [1, 2, 3, 4]), z)", "softmax_vjp(z, [1, 2, 3, 4], tau = 0.7)"],
    ["grad(sum(log_softmax(z) .* [1, 2, 3, 4]), z)", "log_softmax_vjp(z, [1, 2, 3, 4])"],
    ["grad(logsumexp(z), z)", "softmax(z) .* 1"],
    ["grad(cross_entropy(z, 2), z)", "softmax(z) - one_hot(2, 4)"],
    ["grad(cross_entropy(z, [0.1, 0.2, 0.3, 0.4]), z)", "softmax(z) - [0.1, 0.2, 0.3, 0.4]"],
    ["grad(entropy(softmax(z)), z)", "-softmax(z) .* (log_softmax(z) + entropy(softmax(z)))"],
    ["grad(kl_divergence(softmax(z), [0.1, 0.2, 0.3, 0.4]), z)", "softmax_vjp(z, log_softmax(z) - log([0.1, 0.2, 0.3, 0.4]))"],
    ["grad(sparsemax_loss(z, 1), z)", "sparsemax(z) - one_hot(1, 4)"],
    ["grad(thermo(z, 2).F, z)", "boltzmann(z, 2) .* 1"],
    ["t = 2\ngrad(thermo(z, t).F, t)", "-thermo(z, 2).S"],
    ["t = 2\ngrad(thermo(z, t).U, t)", "thermo(z, 2).C"],
    [
      "t = 2\ngrad(entropy(softmax(z, tau = t)), t)",
      "variance(z, 1) * 0 + sum(softmax(z, tau = 2) .* (z - sum(softmax(z, tau = 2) .* z)) .^ 2) / 8",
    ],
    [
      "v = tensor([1, 2; 3, 4])\nq = [1, 0; 0.5, 2]\ngrad(sum(attention(q, q, v)), v)",
      "q = [1, 0; 0.5, 2]\ntranspose(attention(q, q, [1, 2; 3, 4], weights = true).weights) * ones(2, 2)",
    ],
    ["grad(sum(gumbel_softmax(z, hard = true, noise = [1, 0, 0, 2]) .* [1, 2, 3, 4]), z)", "softmax_vjp(z + [1, 0, 0, 2], [1, 2, 3, 4])"],
  ])("%s", (gradient, closed) => {
    const got = numbersOf(run(z + gradient));
    const expected = numbersOf(run(z + closed));
    expect(got).toHaveLength(expected.length);
    for (const [i, value] of got.entries()) expect(value).toBeCloseTo(expected[i] ?? Number.NaN, 12);
  });

  it("has the shape of the name's value, and its dtype", () => {
    expect(run("x = 3\ngrad(x ^ 2, x)")).toEqual({ kind: "number", value: 6 });
    expect(run("A = float32([1, 2; 3, 4])\ngrad(sum(A .^ 2), A)")).toMatchObject({ dtype: "float32", shape: [2, 2] });
    expect(run('A = [1, 2; 3, 4]\ngrad(sum(A .^ 2), "A")')).toMatchObject({ dtype: "float64", shape: [2, 2] });
  });

  it("goes through functions of the user's, and what they capture", () => {
    expect(numbersOf(run("w = 2\nf(x) = w * x ^ 3\ng(x) = f(x) + f(2 x)\ny = 1\ngrad(g(y), y)"))).toEqual([54]);
    expect(numbersOf(run("w = 2\nf(x) = w * x ^ 3\ngrad(f(3), w)"))).toEqual([27]);
    expect(numbersOf(run("power(x, n) = n == 0 ? 1 : x * power(x, n - 1)\ny = 2\ngrad(power(y, 5), y)"))).toEqual([80]);
    expect(run("x = 1\nsweep(grad(x ^ 2, x), x = [1, 2, 3])")).toMatchObject({ results: [{ value: 2 }, { value: 4 }, { value: 6 }] });
  });

  it("is a subgradient at a kink, and 0 where only steps move", () => {
    expect(numbersOf(run("z = [0, 1]\ngrad(sum(abs(z)), z)"))).toEqual([0, 1]);
    expect(numbersOf(run("z = [2, 2, 1]\ngrad(max(z), z)"))).toEqual([0.5, 0.5, 0]);
    expect(numbersOf(run("z = [0.5, 1]\ngrad(sum(hardmax(z)) + argmax(z) + sum(round(z)), z)"))).toEqual([0, 0]);
    expect(numbersOf(run("z = [1, 2]\ngrad(z[1] > 0 ? 1 : 2, z)"))).toEqual([0, 0]);
    expect(numbersOf(run("z = [-1, 4]\ngrad(sum(where(z > 0, sqrt(z), 0)), z)"))).toEqual([0, 0.25]);
    expect(numbersOf(run("z = [0, 0, 800]\ngrad(entropy(softmax(z)), z)"))).toEqual([0, 0, 0]);
  });
});

/** Functions that have no derivative by their first argument. */
const NONE = vocabulary.map(({ name }) => name).filter((name) => failsToDifferentiate(name));

function failsToDifferentiate(name: string): boolean {
  const example = vocabulary.find((entry) => entry.name === name)?.example ?? "";
  const call = example.split("\n").at(-1) ?? "";
  const moving = /^\w+\((log\()?(\[[^;\]]*\]|-?[\d.]+)/.exec(call)?.[2];
  return moving === undefined ? false : failsOn(`x = ${moving}\ngrad(sum(${call.replace(moving, "x")}), x)`, name);
}

function failsOn(cell: string, name: string): boolean {
  try {
    run(cell);
    return false;
  } catch {
    return failureOf(cell).message.includes(`no derivative of ${name}`);
  }
}

describe("what grad can't do is said", () => {
  it("names the functions without a derivative", () => {
    expect(NONE.join(" ")).toMatchInlineSnapshot(
      `"softmax_jacobian softmax_hessian log_softmax_jacobian logsumexp_hessian dynatemp top_k top_p min_p typical_p epsilon_cutoff eta_cutoff top_h top_n_sigma xtc p_less dry penalties repetition_penalty no_repeat_ngram bad_words logit_bias mirostat adaptive_p decode gumbel_noise gumbel_top_k speculative speculative_verify ece reliability online_softmax compare_numerics linspace logspace arange full causal_mask spline randn rand randint zipf"`,
    );
  });

  it.each([
    ["z = [1, 2]\ngrad(softmax(z), z)", "Shape", "softmax(z)"],
    ["z = [1, 2]\ngrad(top_k(z, 1), z)", "Type", "top_k(z, 1)"],
    ["z = [1, 2]\ngrad(det([z; z]), z)", "Type", "det([z; z])"],
    ["z = [1, 2]\ngrad(sum(map(z, x ^ 2)), z)", "Type", "map(z, x ^ 2)"],
    ["z = [1, 2]\ny = sum(z)\ngrad(y, z)", "Domain", "y"],
    ["z = [1, 2]\ngrad(sum(z), 3)", "Type", "3"],
    ['z = "a"\ngrad(1, z)', "Type", "z"],
    ["grad(1, unheard)", "UnknownName", "unheard"],
    ["z = [1, 2]\ngrad(sum(softmax(z, tau = 0)), z)", "Domain", "0"],
    ["z = [1, 2]\ngrad(sum(softmax(z, dim = 3)), z)", "Shape", "3"],
    ["z = [1, 2]\ngrad(sum(grad(sum(z .^ 2), z)), z)", "Type", "z"],
    ["z = [1, 2]\ngrad(sum(sum(sweep(z[1], t = [1, 2]))), z)", "Type", "z[1]"],
    ["z = [1, 2]\ngrad(mellowmax([1, 2], z[1]), z)", "Type", "z[1]"],
  ])("%s is an error of code %s at %s", (cell, code, at) => {
    expect([failureOf(cell).code, pointed(cell)], failureOf(cell).message).toEqual([code, at]);
  });
});
