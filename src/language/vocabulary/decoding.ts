import * as engine from "../../engine/index.ts";
import { fail } from "../../model/index.ts";
import { plain } from "../convert.ts";
import { choice, integer, lists, number, numbers, sequences, tensor } from "../kinds.ts";
import { define, optional, type RunnableEntry, required } from "./entry.ts";
import { seed } from "./parameters.ts";

export const FAMILY = "Decoding";

const z = required(tensor, "logits; each row of the last axis by itself");
const tokens = required(lists, "ids of the context so far, from 0; a list for each row, or one for all");
const min_keep = optional(integer, 1, "entries that survive in any case");

export const dialects = choice("hf", "llama.cpp", "vllm");
const dialect = optional(dialects, "hf", "whose tie and edge rules: Hugging Face transformers, llama.cpp or vLLM");
const llama = optional(dialects, "llama.cpp", "llama.cpp's rule in each of them; vllm compares in float64");
const rules = { min_keep, dialect };

function rulesOf(args: { min_keep: number; dialect: engine.Dialect }): engine.Rules {
  return { minKeep: args.min_keep, dialect: args.dialect };
}

/** Logits in, logits out: -Infinity where an entry is removed. A row with a NaN stays as it is. */
export const samplers: readonly RunnableEntry[] = [
  define({
    name: "temperature",
    family: FAMILY,
    docs: "Logits divided by t. In dialect hf t is above 0; in llama.cpp t ≤ 0, in vllm t below 1e-5, leaves the first maximum alone.",
    source: "transformers TemperatureLogitsWarper; llama.cpp temp; vLLM temperature",
    formula: "z_i / t",
    example: "temperature([1, 2, 3], 0.5)",
    parameters: { z, t: required(number), dialect },
    run: (args) => engine.temperature(args.z, args.t, { dialect: args.dialect }),
  }),
  define({
    name: "dynatemp",
    family: FAMILY,
    docs: "llama.cpp's dynamic temperature: from t - delta (at least 0) for a certain row to t + delta for a uniform one, by its entropy H over the log of the n entries left. delta ≤ 0 is plain temperature.",
    source: "llama.cpp temp_ext",
    formula: "T = T_{lo} + (T_{hi} - T_{lo}) \\left(\\frac{H}{\\ln n}\\right)^{exponent}",
    example: "dynatemp([1, 2, 3], 1, 0.5)",
    parameters: { z, t: required(number), delta: required(number), exponent: optional(number, 1), dialect: llama },
    run: (args) => engine.dynatemp(args.z, args.t, args.delta, args.exponent),
  }),
  define({
    name: "top_k",
    family: FAMILY,
    docs: "Keeps the k largest logits. hf and vllm keep all that equal the k-th, llama.cpp exactly k, of equals the first. k ≤ 0 is an error in hf; in llama.cpp it removes nothing, as do 0 and -1 in vllm.",
    source: "Fan, Lewis and Dauphin, arXiv 1805.04833; transformers TopKLogitsWarper; llama.cpp top_k; vLLM top_k",
    example: "top_k([1, 3, 2, 3], 1)",
    parameters: { z, k: required(integer), ...rules },
    run: (args) => engine.topK(args.z, args.k, rulesOf(args)),
  }),
  define({
    name: "top_p",
    family: FAMILY,
    docs: "Nucleus sampling. llama.cpp keeps the smallest set of largest entries with a mass of at least p; hf and vllm drop the smallest entries while their running mass is at most 1 - p. p = 1 removes nothing.",
    source: "Holtzman et al., arXiv 1904.09751; transformers TopPLogitsWarper; llama.cpp top_p; vLLM top_p",
    formula: "\\text{least } S: \\ \\sum_{i \\in S} p_i \\ge p",
    example: "top_p(log([0.5, 0.3, 0.15, 0.05]), 0.7)",
    parameters: { z, p: required(number), ...rules },
    run: (args) => engine.topP(args.z, args.p, rulesOf(args)),
  }),
  define({
    name: "min_p",
    family: FAMILY,
    docs: "Keeps the entries with at least p times the largest probability; p = 0 removes nothing. llama.cpp compares logits with max + log p.",
    source: "Nguyen et al., arXiv 2407.01082; transformers MinPLogitsWarper; llama.cpp min_p; vLLM min_p",
    formula: "p_i \\ge p \\cdot \\max_j p_j",
    example: "min_p(log([0.5, 0.3, 0.15, 0.05]), 0.2)",
    parameters: { z, p: required(number), ...rules },
    run: (args) => engine.minP(args.z, args.p, rulesOf(args)),
  }),
  define({
    name: "typical_p",
    family: FAMILY,
    docs: "Locally typical sampling: the entries whose surprise is nearest to the entropy H, up to a mass of p. hf stops at a mass of at least p and keeps entries as typical as the last one; llama.cpp stops above p.",
    source: "Meister et al., arXiv 2202.00666; transformers TypicalLogitsWarper; llama.cpp typical",
    formula: "\\text{order by } |-\\log p_i - H|",
    example: "typical_p(log([0.5, 0.3, 0.15, 0.05]), 0.5)",
    parameters: { z, p: required(number), ...rules },
    run: (args) => engine.typicalP(args.z, args.p, rulesOf(args)),
  }),
  define({
    name: "epsilon_cutoff",
    family: FAMILY,
    docs: "Keeps the entries with a probability of at least epsilon, which is above 0 and below 1, and the most likely one.",
    source: "Hewitt, Manning and Liang, arXiv 2210.15191; transformers EpsilonLogitsWarper",
    formula: "p_i \\ge \\varepsilon",
    example: "epsilon_cutoff(log([0.5, 0.3, 0.15, 0.05]), 0.1)",
    parameters: { z, epsilon: required(number), ...rules },
    run: (args) => engine.epsilonCutoff(args.z, args.epsilon, rulesOf(args)),
  }),
  define({
    name: "eta_cutoff",
    family: FAMILY,
    docs: "As epsilon_cutoff, with a bound that falls where the row's entropy H is large.",
    source: "Hewitt, Manning and Liang, arXiv 2210.15191; transformers EtaLogitsWarper",
    formula: "p_i \\ge \\min(\\varepsilon, \\sqrt{\\varepsilon}\\, e^{-H})",
    example: "eta_cutoff(log([0.5, 0.3, 0.15, 0.05]), 0.1)",
    parameters: { z, epsilon: required(number), ...rules },
    run: (args) => engine.etaCutoff(args.z, args.epsilon, rulesOf(args)),
  }),
  define({
    name: "top_h",
    family: FAMILY,
    docs: "Of the 100 largest entries, renormalised, the largest ones while their running entropy is at most h times the whole, and the first always; h is above 0 and at most 1.",
    source: "Potraghloo et al., arXiv 2509.02510; transformers TopHLogitsWarper",
    formula: "-\\sum_{j \\le i} p_j \\log p_j \\le h \\cdot H",
    example: "top_h(log([0.5, 0.3, 0.15, 0.05]), 0.7)",
    parameters: { z, h: required(number), ...rules },
    run: (args) => engine.topH(args.z, args.h, rulesOf(args)),
  }),
  define({
    name: "top_n_sigma",
    family: FAMILY,
    docs: "Keeps the logits within n standard deviations of the largest; the deviation is of the entries left. n ≤ 0 removes nothing.",
    source: "Tang et al., arXiv 2411.07641; llama.cpp top_n_sigma",
    formula: "z_i \\ge \\max_j z_j - n \\sigma",
    example: "top_n_sigma([1, 2, 3, 8], 1)",
    parameters: { z, n: required(number), min_keep, dialect: llama },
    run: (args) => engine.topNSigma(args.z, args.n, rulesOf(args)),
  }),
  define({
    name: "xtc",
    family: FAMILY,
    docs: "Excludes top choices: with this probability, drawn for each row, removes all entries that reach the threshold but the least likely of them. A threshold above 0.5 removes nothing.",
    source: "llama.cpp xtc",
    formula: "\\text{drop all } p_i \\ge t \\text{ but the least}",
    example: "xtc(log([0.5, 0.3, 0.15, 0.05]), 0.1)",
    parameters: { z, threshold: required(number), probability: optional(number, 1), seed, min_keep, dialect: llama },
    run: (args, call) => engine.xtc(args.z, args.threshold, args.probability, call.key(args.seed), rulesOf(args)),
  }),
  define({
    name: "p_less",
    family: FAMILY,
    docs: "Keeps the entries that are at least as likely as two draws are to agree. It has no parameter to tune.",
    source: "Tan et al., arXiv 2509.23234",
    formula: "p_i \\ge \\sum_j p_j^2",
    example: "p_less(log([0.5, 0.3, 0.15, 0.05]))",
    parameters: { z, min_keep, dialect: llama },
    run: (args) => engine.pLess(args.z, rulesOf(args)),
  }),
  define({
    name: "dry",
    family: FAMILY,
    docs: "Don't repeat yourself: a token that would prolong a repeat of len ≥ allowed_length tokens loses multiplier · base^(len - allowed_length). Repeats do not reach across breakers, and a token that is itself a breaker is never penalised.",
    source: "llama.cpp dry",
    formula: "z_i - multiplier \\cdot base^{len_i - allowed}",
    example: "dry([1, 1, 1, 1], [0, 1, 2, 3, 0, 1, 2], 0.8, breakers = [[3]])",
    parameters: {
      z,
      tokens,
      multiplier: required(number),
      base: optional(number, 1.75),
      allowed_length: optional(integer, 2),
      penalty_last_n: optional(integer, -1, "how many of the last tokens count; -1 means all, 0 none"),
      breakers: optional(sequences, [], "lists of tokens; a bare number is a list of one"),
      dialect: llama,
    },
    run: (args) =>
      engine.dry(args.z, args.tokens, {
        multiplier: args.multiplier,
        base: args.base,
        allowedLength: args.allowed_length,
        penaltyLastN: args.penalty_last_n,
        breakers: args.breakers,
      }),
  }),
  define({
    name: "penalties",
    family: FAMILY,
    docs: "For tokens that occur: divides positive logits by repeat and multiplies the others by it, then subtracts frequency for each occurrence and presence once.",
    source: "llama.cpp penalties; vLLM repetition, frequency and presence penalties",
    formula: "z_i' = (z_i > 0\\ ?\\ z_i / r : z_i r) - n_i f - [n_i > 0]\\, s",
    example: "penalties([1, 2, 3], [2, 2, 0], repeat = 1.2, frequency = 0.1)",
    parameters: {
      z,
      tokens,
      repeat: optional(number, 1),
      frequency: optional(number, 0),
      presence: optional(number, 0),
      dialect: optional(dialects, "llama.cpp", "the same in each of them"),
    },
    run: (args) => engine.penalties(args.z, args.tokens, args),
  }),
  define({
    name: "repetition_penalty",
    family: FAMILY,
    docs: "Divides the positive logits of tokens that occur by the penalty and multiplies the others by it, once each. In hf and vllm the penalty is above 0.",
    source: "Keskar et al., arXiv 1909.05858; transformers RepetitionPenaltyLogitsProcessor",
    formula: "z_i > 0\\ ?\\ z_i / r : z_i r",
    example: "repetition_penalty([-1, 2, 3], [0, 1], 1.5)",
    parameters: { z, tokens, penalty: required(number), dialect },
    run: (args) => engine.repetitionPenalty(args.z, args.tokens, args.penalty, args.dialect),
  }),
  define({
    name: "no_repeat_ngram",
    family: FAMILY,
    docs: "Removes every token that would complete n tokens in a row that have occurred before.",
    source: "transformers NoRepeatNGramLogitsProcessor",
    example: "no_repeat_ngram([1, 1, 1], [0, 1, 2, 0, 1], 3)",
    parameters: { z, tokens, n: required(integer), dialect: optional(dialects, "hf", "the same in each of them") },
    run: (args) => engine.noRepeatNgram(args.z, args.tokens, args.n),
  }),
  define({
    name: "bad_words",
    family: FAMILY,
    docs: "Removes the last token of every word whose other tokens end the context. hf passes over words that are longer than the context, and needs at least one word.",
    source: "transformers NoBadWordsLogitsProcessor; vLLM bad_words",
    example: "bad_words([1, 1, 1, 1, 1], [0, 1, 2], [[1, 2, 3], [4]])",
    parameters: { z, tokens, words: required(sequences, "lists of tokens; a bare number is a word of one"), dialect },
    run: (args) => engine.badWords(args.z, args.tokens, args.words, args.dialect),
  }),
  define({
    name: "logit_bias",
    family: FAMILY,
    docs: "Adds a bias to the logits of some tokens: one for all of them, or one each.",
    source: "OpenAI logit_bias; llama.cpp logit_bias; vLLM logit_bias",
    formula: "z_i + b_i",
    example: "logit_bias([1, 2, 3], [0, 2], [5, -Infinity])",
    parameters: {
      z,
      tokens: required(lists, "ids to bias, from 0; a list for each row, or one for all"),
      bias: required(numbers),
      dialect: optional(dialects, "hf", "the same in each of them"),
    },
    run: (args) => engine.logitBias(args.z, args.tokens, args.bias),
  }),
  define({
    name: "guidance",
    family: FAMILY,
    docs: "Classifier-free guidance: away from the unconditional logits. hf takes log_softmax of both first, the others take them as they are.",
    source: "Sanchez et al., arXiv 2306.17806; transformers UnbatchedClassifierFreeGuidanceLogitsProcessor",
    formula: "u + s (c - u)",
    example: "guidance([1, 2, 3], [1, 1, 1], 1.5)",
    parameters: { conditional: required(tensor), unconditional: required(tensor), scale: required(number), dialect },
    run: (args) => engine.guidance(args.conditional, args.unconditional, args.scale, args.dialect),
  }),
  define({
    name: "mirostat",
    family: FAMILY,
    docs: "One step of Mirostat as {logits, token, surprise, mu}: keeps the entries of at most mu bits of surprise (version 2; version 1 by a fit of Zipf's law), draws a token from them, and moves mu towards the target tau. mu starts at 2 tau.",
    source: "Basu et al., arXiv 2007.14966; llama.cpp mirostat and mirostat_v2",
    formula: "\\mu' = \\mu - \\eta\\,(-\\log_2 p_{token} - \\tau)",
    example: "mirostat([1, 2, 3, 4], 2, 1, 0.1, seed = 1)",
    parameters: {
      z,
      mu: required(number, "bits"),
      tau: required(number, "target surprise, bits"),
      eta: required(number, "learning rate"),
      version: optional(integer, 2),
      seed,
      dialect: llama,
    },
    *run({ z: logits, mu, tau, eta, version, seed: own }, call) {
      if (version !== 1 && version !== 2) return fail("Domain", `version is 1 or 2, got ${version}.`);
      const step = yield* engine.mirostat(logits, { mu, tau, eta, version }, call.key(own));
      return { logits: step.logits, token: plain(step.token), surprise: plain(step.surprise), mu: plain(step.mu) };
    },
  }),
  define({
    name: "adaptive_p",
    family: FAMILY,
    docs: "Favours entries of a probability near a: the target, corrected by the running mean of what the entries chosen so far had, of weight decay a step. A negative target changes nothing.",
    source: "llama.cpp adaptive_p",
    formula: "5 - \\frac{10 d^2}{1 + d}, \\quad d = \\frac{|p_i - a|}{0.3}",
    example: "adaptive_p(log([0.5, 0.3, 0.15, 0.05]), 0.3, 0.9)",
    parameters: {
      z,
      target: required(number),
      decay: required(number, "from 0 to 0.99"),
      history: optional(numbers, [], "probabilities that the chosen entries had, oldest first"),
      dialect: llama,
    },
    run: (args) => engine.adaptiveP(args.z, args.target, args.decay, args.history),
  }),
];
