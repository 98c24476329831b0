import { ORDERS, decode as runChain, type Stages } from "../decode.ts";
import { integer, lists, loose, nullable, strings, tensor } from "../kinds.ts";
import { dialects, FAMILY, samplers } from "./decoding.ts";
import { define, optional, required } from "./entry.ts";
import { seed } from "./parameters.ts";

const OUTSIDE = new Set(["guidance", "mirostat"]);

const stages: Stages = new Map(samplers.filter(({ name }) => !OUTSIDE.has(name)).map((entry) => [entry.name, entry]));

export const decode = define({
  name: "decode",
  family: FAMILY,
  docs: "A chain of samplers, stage by stage, as a chart of who survives where. Each keyword is a stage and its value the stage's argument: a number, a list of arguments in order, an object of them by name, or true for none. Fields: stages, kept and entropy (after each stage, the raw logits first), by_stage (logits after each), logits, p.",
  source: "llama.cpp's chain of samplers; transformers' list of logits processors; vLLM's sampler",
  example: "decode([2, 1, 0.5, -1, -3], top_k = 4, top_p = 0.9, temperature = 0.7)",
  parameters: {
    z: required(tensor, "logits; the chart shows the first row"),
    order: optional(
      { ...nullable(strings), options: [...stages.keys()].map((name) => `"${name}"`) },
      null,
      "names of the stages; by default the library's own order",
    ),
    dialect: optional(dialects, "llama.cpp"),
    tokens: optional(lists, [[]], "context of penalties, dry, no_repeat_ngram and bad_words", "[]"),
    min_keep: optional(integer, 1),
    seed,
  },
  named: loose,
  namedShown: "name = value…",
  words: [...stages.keys()],
  run: (args, call) => runChain(args, call, stages, ORDERS[args.dialect]),
});
