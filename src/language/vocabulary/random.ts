import { rand, randint, randn, zipf } from "../../engine/index.ts";
import { done } from "../../model/index.ts";
import { integer, number, shape } from "../kinds.ts";
import { define, optional, type RunnableEntry, required } from "./entry.ts";
import { seed } from "./parameters.ts";

const FAMILY = "Random numbers";

/** Draws depend on the notebook's seed, the cell's text and their place in it: the same in any order of cells. */
export const random: readonly RunnableEntry[] = [
  define({
    name: "randn",
    family: FAMILY,
    docs: "Standard normal numbers. The same cell of the same notebook draws the same ones; seed = n fixes them anywhere.",
    source: "Salmon et al., Parallel random numbers: as easy as 1, 2, 3 (2011); Box and Muller (1958)",
    formula: "x \\sim \\mathcal N(0, 1)",
    example: "randn([2, 3], seed = 1)",
    parameters: { shape: required(shape), seed },
    run: (args, call) => randn(args.shape, call.key(args.seed)),
  }),
  define({
    name: "rand",
    family: FAMILY,
    docs: "Uniform numbers from 0 up to but without 1.",
    source: "Salmon et al., Parallel random numbers: as easy as 1, 2, 3 (2011)",
    formula: "x \\sim U[0, 1)",
    example: "rand([3], seed = 1)",
    parameters: { shape: required(shape), seed },
    run: (args, call) => rand(args.shape, call.key(args.seed)),
  }),
  define({
    name: "randint",
    family: FAMILY,
    docs: "Whole numbers from lo up to but without hi, all equally likely.",
    source: "Salmon et al., Parallel random numbers: as easy as 1, 2, 3 (2011)",
    example: "randint(0, 10, [5], seed = 1)",
    parameters: { lo: required(integer), hi: required(integer), shape: required(shape), seed },
    run: (args, call) => randint(args.lo, args.hi, args.shape, call.key(args.seed)),
  }),
  define({
    name: "zipf",
    family: FAMILY,
    docs: "The probabilities of Zipf's law for ranks 1 to n, the first the largest: what word counts look like at s = 1. s = 0 is uniform, s = Infinity gives all to the first. They are no draws; sample(zipf(n)) draws.",
    source: "Zipf (1949); scipy.stats.zipfian",
    formula: "p_k = \\frac{k^{-s}}{\\sum_{j=1}^n j^{-s}}",
    example: "zipf(5)",
    parameters: { n: required(integer), s: optional(number, 1, "0 or more") },
    run: ({ n, s }) => done(zipf(n, s)),
  }),
];
