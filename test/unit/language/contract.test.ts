import { describe, expect, it } from "vitest";
import { formOf, keywordsOf } from "../../../src/language/forms/index.ts";
import { vocabulary } from "../../../src/language/index.ts";
import { run } from "./run.ts";

/** The signatures that others call: names, order, defaults. What we have beyond them follows and has a default. */
const CONTRACT = `
softmax(z, tau = 1, dim = -1, mask = none)
log_softmax(z, tau = 1, dim = -1, mask = none)
softmin(z, tau = 1, dim = -1)
hardmax(z, dim = -1)
softargmax(z, tau = 1)
logsumexp(a, dim = -1, b = none, keepdims = false, return_sign = false, mask = none)
logmeanexp(a, dim = -1)
logcumsumexp(a, dim = -1)
logaddexp(x, y)
log1mexp(x)
sigmoid(x)
logit(x)
log_sigmoid(x)
xlogy(x, y)
xlog1py(x, y)
entr(x)
rel_entr(x, y)
kl_div(x, y)
standardize(x, dim = -1, epsilon = 1e-5, mask = none)
softmax1(z, dim = -1, sink = 0)
sparsemax(z, dim = -1)
entmax15(z, dim = -1)
entmax(z, alpha = 1.5, dim = -1)
sparsemax_loss(z, target)
entmax15_loss(z, target)
mellowmax(z, omega = 1, dim = -1)
boltzmann_operator(z, beta = 1, dim = -1)
smooth_max(z, tau = 1, dim = -1)
grad(expression, name)
softmax_jacobian(z, tau = 1)
softmax_jvp(z, tangent, tau = 1, dim = -1, mask = none)
softmax_vjp(z, cotangent, tau = 1, dim = -1, mask = none)
softmax_hessian(z)
log_softmax_jacobian(z)
log_softmax_vjp(z, cotangent, dim = -1, mask = none)
logsumexp_grad(a, mask = none)
logsumexp_hessian(a)
entropy(p, q = none, base = e, dim = -1)
perplexity(p, dim = -1)
kl_divergence(p, q)
js_divergence(p, q)
total_variation(p, q)
hellinger(p, q)
renyi_entropy(p, alpha)
effective_support(p)
cross_entropy(logits, target, weight = none, ignore_index = -100, label_smoothing = 0, reduction = "mean")
nll_loss(log_probs, target, weight = none, ignore_index = -100, reduction = "mean")
kl_div_loss(input, target, reduction = "mean", log_target = false)
brier(p, labels)
sweep(expression, name = values)
boltzmann(energies, T)
thermo(energies, T)
heat_capacity(energies, T)
fit_temperature(logits, labels)
fit_vector_scaling(logits, labels)
ece(p, labels, bins = 15, norm = 1, strategy = "width")
reliability(p, labels, bins = 15, strategy = "width")
temperature(z, t)
dynatemp(z, t, delta, exponent = 1)
top_k(z, k)
top_p(z, p)
min_p(z, p)
typical_p(z, p)
epsilon_cutoff(z, epsilon)
eta_cutoff(z, epsilon)
top_h(z, h)
top_n_sigma(z, n)
xtc(z, threshold, probability = 1, seed = none)
p_less(z)
dry(z, tokens, multiplier, base = 1.75, allowed_length = 2, penalty_last_n = -1, breakers = [])
penalties(z, tokens, repeat = 1, frequency = 0, presence = 0)
repetition_penalty(z, tokens, penalty)
no_repeat_ngram(z, tokens, n)
bad_words(z, tokens, words)
logit_bias(z, tokens, bias)
guidance(conditional, unconditional, scale)
mirostat(z, mu, tau, eta, version = 2, seed = none)
adaptive_p(z, target, decay)
topk(x, k, dim = -1)
sample(p, n = 1, seed = none, replacement = true)
gumbel_noise(shape, seed = none)
gumbel_softmax(z, tau = 1, hard = false, dim = -1, noise = none, seed = none)
gumbel_top_k(z, k, seed = none)
plackett_luce(p, indices)
speculative(p, q)
speculative_verify(draft, p, q, seed = none)
attention(q, k, v, scale = none, mask = none, causal = false, softcap = 0, window = none, qk_norm = none, sink = none, weights = false)
rms_norm(x, dim = -1, epsilon = 1e-6)
l2_norm(x, dim = -1)
attention_trace(q, k, v, block)
merge_state(m1, l1, m2, l2)
naive_softmax(z)
compare_numerics(z, dtypes = ["float16", "bfloat16", "float32", "float64"])
ulp_error(x, reference)
float16(x)
bfloat16(x)
float32(x)
float64(x)
int32(x)
dtype(x)
tensor(x, dtype = none)
linspace(a, b, n)
logspace(a, b, n)
arange(a, b, step = 1)
full(shape, value)
one_hot(i, n)
argmax(x, dim = -1)
argmin(x, dim = -1)
argsort(x, dim = -1)
where(cond, a, b)
clip(x, lo, hi)
stack(list, dim = 0)
causal_mask(n)
spline(x, y, at)
randn(shape, seed = none)
rand(shape, seed = none)
randint(lo, hi, shape, seed = none)
zipf(n, s = 1)
load(path, key = none, column = none, dtype = none)
labels(x, names)
heatmap(x)
histogram(x, bins = 30)
table(x)
vega_lite(spec)
slider(min, max, value = none, step = none, scale = "linear", label = none)
number_input(value)
select(options, value = none)
play(min, max, step, fps = 10)
assert(condition, message = none)
close(x, y, rtol = 1e-9, atol = 0)`
  .trim()
  .split("\n");

const byName = new Map(vocabulary.map((entry) => [entry.name, entry]));

/** "softmax", ["z", "tau = 1", …] */
function parts(signature: string): [string, string[]] {
  const open = signature.indexOf("(");
  return [signature.slice(0, open), signature.slice(open + 1, -1).split(/, (?=[\w…]+(?: =|,|$))/)];
}

describe("the signature that others call", () => {
  it.each(CONTRACT)("%s", (promised) => {
    const [name, parameters] = parts(promised);
    const ours = parts(byName.get(name)?.signature ?? `${name}(missing)`)[1];
    expect(ours.slice(0, parameters.length)).toEqual(parameters);
    expect(ours.slice(parameters.length).filter((parameter) => !parameter.includes(" = "))).toEqual([]);
  });

  it("is the contract's for every function, save those whose parameters it leaves open", () => {
    const promised = new Set(CONTRACT.map((line) => parts(line)[0]));
    const open = vocabulary.map(({ name }) => name).filter((name) => !promised.has(name));
    expect(open.sort()).toEqual(["checkbox", "decode", "online_softmax", "plot", "save"].filter((name) => byName.has(name)));
  });
});

/** The parameters that name an option, and what they take. */
const OPTIONS: readonly (readonly [string, string, readonly string[]])[] = [
  ["cross_entropy", "reduction", ["none", "mean", "sum"]],
  ["nll_loss", "reduction", ["none", "mean", "sum"]],
  ["kl_div_loss", "reduction", ["none", "mean", "sum", "batchmean"]],
  ["ece", "strategy", ["width", "mass"]],
  ["reliability", "strategy", ["width", "mass"]],
  ["attention", "qk_norm", ["rms", "l2"]],
  ["plot", "kind", ["line", "bar", "area", "point"]],
  ["slider", "scale", ["linear", "log"]],
  ["tensor", "dtype", ["float16", "bfloat16", "float32", "float64", "int32", "bool"]],
  ["decode", "dialect", ["hf", "llama.cpp", "vllm"]],
];

describe("the options that a parameter takes", () => {
  it.each(OPTIONS)("%s: %s", (name, parameter, options) => {
    const kind = byName.get(name)?.parameters.find((one) => one.name === parameter)?.kind ?? "";
    expect([...kind.matchAll(/"([^"]+)"/g)].map(([, option]) => option)).toEqual(options);
  });

  it("every sampler has a dialect, and min_keep where it removes entries by a rule of probability", () => {
    const keepers = "top_k top_p min_p typical_p epsilon_cutoff eta_cutoff top_h top_n_sigma xtc p_less".split(" ");
    const samplers = CONTRACT.map((line) => parts(line)[0]).slice(
      CONTRACT.findIndex((line) => line.startsWith("temperature(")),
      CONTRACT.findIndex((line) => line.startsWith("topk(")),
    );
    for (const name of samplers) expect([name, byName.get(name)?.parameters.some((one) => one.name === "dialect")]).toEqual([name, true]);
    for (const name of keepers) expect([name, byName.get(name)?.parameters.some((one) => one.name === "min_keep")]).toEqual([name, true]);
  });
});

describe("mathjs's own functions take tensors, with dim where it makes sense", () => {
  it.each("sum mean std variance max min sort concat cumsum prod".split(" "))("%s takes dim", (name) => {
    expect(keywordsOf(name)).toContain("dim");
  });

  it.each("reshape squeeze transpose size".split(" "))("%s takes a tensor", (name) => {
    expect(formOf(name)).toBeDefined();
  });

  it("dim is a number, a list or null in every reduction, and axis is the same word", () => {
    const x = "tensor([1, 2; 3, 4])";
    for (const name of "sum mean std variance max min prod logsumexp logmeanexp mellowmax boltzmann_operator smooth_max argmax argmin".split(
      " ",
    )) {
      const of = (dim: string) => run(`${name}(${x}, ${dim})`);
      expect(of("dim = [0, 1]")).toEqual(of("dim = null"));
      expect(of("axis = 1")).toEqual(of("dim = -1"));
    }
  });
});
