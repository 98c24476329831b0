import { rand, randint, randn } from "../../engine/index.ts";
import { integer, shape } from "../kinds.ts";
import { define, type RunnableEntry, required } from "./entry.ts";
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
];
