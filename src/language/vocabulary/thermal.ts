import { binned, boltzmann, ece, fitTemperature, fitVectorScaling, heatCapacity, thermo } from "../../engine/index.ts";
import { plain } from "../convert.ts";
import { choice, dense, integer, number, temperature, tensor } from "../kinds.ts";
import { reliabilityChart } from "../reliability.ts";
import { define, optional, type RunnableEntry, required } from "./entry.ts";

const FAMILY = "Temperature and statistical mechanics";

const energies = required(tensor, "energies of the states, along the last axis");
const T = required(temperature, "temperature in units of energy, from 0 to Infinity");
const logits = required(tensor, "held-out logits, classes along axis 1");
const p = required(tensor, "probabilities: of class 1 where there is one axis, else of the classes along axis 1");
const labels = required(tensor, "the class of each sample, from 0");
const bins = optional(integer, 15);
const strategy = optional(choice("width", "mass"), "width", "bins of equal width, or of equally many samples");

/** Boltzmann's distribution and its thermodynamics; calibration. */
export const thermalFamily: readonly RunnableEntry[] = [
  define({
    name: "boltzmann",
    family: FAMILY,
    docs: "The Boltzmann distribution of states with these energies: softmax of -energies at temperature T. T = 0 shares out the ground states, T = Infinity all; a state of energy Infinity gets 0. Boltzmann's constant is 1.",
    source: "Boltzmann (1868); Landau and Lifshitz, Statistical Physics, section 28",
    formula: "p_i = \\frac{e^{-E_i / T}}{Z}, \\quad Z = \\sum_j e^{-E_j / T}",
    example: "boltzmann([0, 1, 2], 0.5)",
    parameters: { energies, T },
    run: (args) => boltzmann(args.energies, args.T),
  }),
  define({
    name: "thermo",
    family: FAMILY,
    docs: "The thermodynamics of boltzmann(energies, T) as {logZ, F, U, S, C, p}: log of the partition function, free energy, mean energy, entropy in nats, heat capacity, probabilities. T = 0 and T = Infinity are limits: S is then the log of how many ground states or states there are, C is 0, and F is -Infinity for T = Infinity. Boltzmann's constant is 1.",
    source: "Landau and Lifshitz, Statistical Physics, sections 31 to 36",
    formula: "F = -T \\log Z, \\quad U = \\langle E \\rangle, \\quad S = \\frac{U - F}{T}, \\quad C = \\frac{\\mathrm{Var}(E)}{T^2}",
    example: "thermo([0, 1], 0.4167783)",
    parameters: { energies, T },
    *run(args) {
      const { logZ, F, U, S, C, p: shares } = yield* thermo(args.energies, args.T);
      return { logZ: plain(logZ), F: plain(F), U: plain(U), S: plain(S), C: plain(C), p: shares };
    },
  }),
  define({
    name: "heat_capacity",
    family: FAMILY,
    docs: "The variance of the energy over T squared, which is how fast the mean energy grows with T; 0 in the limits T = 0 and T = Infinity. A tensor of temperatures gives one for each, so that it can be plotted. Two levels 1 apart have the Schottky peak, 0.4392288 at T = 0.4167783.",
    source: "Schottky (1922); Landau and Lifshitz, Statistical Physics",
    formula: "C = \\frac{\\mathrm{Var}(E)}{T^2} = \\frac{dU}{dT}",
    example: "plot(heat_capacity([0, 1], linspace(0, 2, 101)), x = linspace(0, 2, 101))",
    parameters: { energies, T: required(dense, "one temperature or a tensor of them") },
    *run(args) {
      return plain(yield* heatCapacity(args.energies, args.T));
    },
  }),
  define({
    name: "fit_temperature",
    family: FAMILY,
    docs: "The temperature tau that makes held-out labels most likely under softmax(logits / tau), with the mean negative log-likelihood and the expected calibration error before (tau = 1) and after. The most likely class stays the same. tau is 0 where every label has the largest logit and Infinity where the labels are no better than chance.",
    source: "Guo et al., arXiv 1706.04599",
    formula: "\\tau^* = \\arg\\min_\\tau -\\frac{1}{N} \\sum_n \\log \\mathrm{softmax}(z_n / \\tau)_{y_n}",
    example: "fit_temperature([4, 0; 3, 0; 0, 5; 2, 0], [0, 0, 1, 1])",
    parameters: { logits, labels },
    *run(args) {
      const { tau, nllBefore, nllAfter, eceBefore, eceAfter } = yield* fitTemperature(args.logits, args.labels);
      return { tau, nll_before: nllBefore, nll_after: nllAfter, ece_before: eceBefore, ece_after: eceAfter };
    },
  }),
  define({
    name: "fit_vector_scaling",
    family: FAMILY,
    docs: "The scale and the bias for each class that make held-out labels most likely under softmax(scale .* z + bias), with the mean negative log-likelihood before and after. The bias sums to 0. Where scaled logits can tell the classes apart without a mistake there is no best one, and the result is merely far out.",
    source: "Guo et al., arXiv 1706.04599",
    formula: "\\arg\\min_{w, b} -\\frac{1}{N} \\sum_n \\log \\mathrm{softmax}(w \\circ z_n + b)_{y_n}",
    example: "fit_vector_scaling([4, 0; 3, 0; 0, 5; 2, 0; 0, 1], [0, 0, 1, 1, 0])",
    parameters: { logits, labels },
    *run(args) {
      const { scale, bias, nllBefore, nllAfter } = yield* fitVectorScaling(args.logits, args.labels);
      return { scale, bias, nll_before: nllBefore, nll_after: nllAfter };
    },
  }),
  define({
    name: "ece",
    family: FAMILY,
    docs: "The expected calibration error: how far accuracy and confidence are apart, averaged over bins (lower, upper] of confidence; 0 to 1, NaN for no samples. norm = 2 takes the root of the mean square, Infinity the widest gap. p outside [0, 1] is an error.",
    source: "Naeini, Cooper and Hauskrecht (2015); Guo et al., arXiv 1706.04599",
    formula: "\\left(\\sum_b \\frac{n_b}{N} |\\mathrm{acc}_b - \\mathrm{conf}_b|^r\\right)^{1/r}",
    example: "ece([0.9, 0.8, 0.3, 0.6], [1, 1, 0, 0], bins = 5)",
    parameters: { p, labels, bins, norm: optional(number, 1, "1 or more, or Infinity"), strategy },
    run: ({ p: shares, labels: classes, ...options }) => ece(shares, classes, options),
  }),
  define({
    name: "reliability",
    family: FAMILY,
    docs: "The reliability diagram: accuracy over confidence in bins (lower, upper], beside the diagonal of perfect calibration. Its fields lower, upper, confidence, accuracy and count leave empty bins out; bins of equal mass have their edges midway between neighbours. p outside [0, 1] is an error.",
    source: "DeGroot and Fienberg (1983), doi 10.2307/2987588; sklearn.calibration.calibration_curve",
    example: "reliability([0.9, 0.8, 0.3, 0.6], [1, 1, 0, 0], bins = 5)",
    parameters: { p, labels, bins, strategy },
    *run({ p: shares, labels: classes, bins: count, strategy: how }) {
      return reliabilityChart(yield* binned(shares, classes, count, how));
    },
  }),
];
