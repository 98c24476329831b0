import { attention, attentionTrace, l2Norm, rmsNorm } from "../../engine/index.ts";
import { boolean, choice, integer, nullable, number, numbers, operand, tensor } from "../kinds.ts";
import { brand } from "../values.ts";
import { define, optional, type RunnableEntry, required } from "./entry.ts";
import { reduced as dim, x } from "./parameters.ts";

const FAMILY = "Attention";

const q = required(tensor, "queries, … × L × E");
const k = required(tensor, "keys, … × S × E");
const v = required(tensor, "values, … × S × V");

export const attentionFamily: readonly RunnableEntry[] = [
  define({
    name: "attention",
    family: FAMILY,
    docs: "Scaled dot-product attention: each query's softmax over its scores with the keys, as weights of the values. The leading axes are batch and heads; k and v may have fewer heads, each for a group of q's. A query that may look nowhere gives 0. causal lets query i see keys up to i, counted from the upper left.",
    source: "Vaswani et al., arXiv 1706.03762; torch.nn.functional.scaled_dot_product_attention; ONNX Attention, opset 23",
    formula: "\\mathrm{softmax}\\left(\\frac{q k^\\top}{\\sqrt{E}} + M\\right) v",
    example: "attention([1, 0; 0, 1], [1, 0; 0, 1], [10, 20; 30, 40], causal = true)",
    parameters: {
      q,
      k,
      v,
      scale: optional(nullable(number), null, "1/sqrt(E) where it is none"),
      mask: optional(nullable(tensor), null, "boolean, true = attend; or numbers to add to the scores"),
      causal: optional(boolean, false),
      softcap: optional(number, 0, "bounds scores to ± softcap by tanh, before the mask; 0 does not"),
      window: optional(nullable(numbers), null, "[left, right]: how many keys before and after its own a query sees; -1 is no limit"),
      qk_norm: optional(nullable(choice("rms", "l2")), null, "divides queries and keys by their length first"),
      sink: optional(nullable(operand), null, "a logit for each head that takes its share and has no value"),
      weights: optional(boolean, false, "gives {output, weights}"),
    },
    *run({ q: queries, k: keys, v: values, scale, mask, window, qk_norm, sink, ...args }) {
      const options = { ...args, scale: scale ?? undefined, mask: mask ?? undefined, window: window ?? undefined };
      const result = yield* attention(queries, keys, values, { ...options, qkNorm: qk_norm ?? undefined, sink: sink ?? undefined });
      return args.weights ? { output: result.output, weights: result.weights } : result.output;
    },
  }),
  define({
    name: "rms_norm",
    family: FAMILY,
    docs: "x over its root mean square, to which epsilon is added under the root: 0 stays 0.",
    source: "Zhang and Sennrich, arXiv 1910.07467; torch.nn.functional.rms_norm",
    formula: "\\frac{x}{\\sqrt{\\frac{1}{n} \\sum_i x_i^2 + \\epsilon}}",
    example: "rms_norm([3, 4])",
    parameters: { x, dim, epsilon: optional(number, 1e-6, "0 or more") },
    run: (args) => rmsNorm(args.x, args.dim, args.epsilon),
  }),
  define({
    name: "l2_norm",
    family: FAMILY,
    docs: "x over its Euclidean length, or over 1e-12 where it is shorter: 0 stays 0.",
    source: "torch.nn.functional.normalize",
    formula: "\\frac{x}{\\max(\\|x\\|_2, 10^{-12})}",
    example: "l2_norm([3, 4])",
    parameters: { x, dim },
    run: (args) => l2Norm(args.x, args.dim),
  }),
  define({
    name: "attention_trace",
    family: FAMILY,
    docs: "What FlashAttention holds of each query of one head after each block of keys: the running maximum m, sum l and weighted values o1, o2, … of an online softmax; o / l after the last block is the output of attention.",
    source: "Dao et al., FlashAttention, arXiv 2205.14135",
    formula: "o_i = e^{m_{i-1} - m_i} o_{i-1} + \\sum_j e^{s_j - m_i} v_j",
    example: "attention_trace([[1, 0]], [1, 0; 0, 1; 1, 1], [10; 20; 30], 1)",
    parameters: {
      q: required(tensor, "queries, L × E"),
      k: required(tensor, "keys, S × E"),
      v: required(tensor, "values, S × V"),
      block: required(integer, "keys of a block"),
    },
    *run(args) {
      const { o, ...columns } = yield* attentionTrace(args.q, args.k, args.v, args.block);
      const values = Object.fromEntries(o.map((column, e) => [`o${e + 1}`, column]));
      return brand({ kind: "trace", columns: { ...columns, ...values } });
    },
  }),
];
