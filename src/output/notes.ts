import { type DistributionView, fromJsonNumber, type TensorView, type View } from "../model/index.ts";
import { counted, plural, readable, shapeText } from "./numbers.ts";

/** One figure of a header line. */
export interface Fact {
  readonly name: string;
  readonly value: string;
  readonly unit?: string | undefined;
  /** What the name stands for. */
  readonly meaning: string;
}

/** The header line of a distribution or a tensor; empty for other views. */
export function factsOf(view: View): readonly Fact[] {
  if (view.kind === "distribution") return distributionFacts(view);
  return view.kind === "tensor" ? tensorFacts(view) : [];
}

function distributionFacts(view: DistributionView): Fact[] {
  const several = view.rows > 1;
  const rows = [{ name: "rows", value: counted(view.rows), meaning: `The shape is ${shapeText(view.shape)}` }];
  const first = [{ name: "first row", value: "", meaning: "What follows is of the first row" }];
  return [
    ...(several ? rows : []),
    { name: "K", value: counted(view.size), meaning: "Number of entries" },
    { name: "τ", value: readable(view.tau, 4), meaning: "Temperature" },
    ...(several ? first : []),
    { name: "entropy", value: readable(view.entropy), unit: "nats", meaning: "Shannon entropy in nats" },
    { name: "perplexity", value: readable(view.perplexity), meaning: "exp(entropy): how many equal entries would be as uncertain" },
    { name: "max", value: readable(view.max), meaning: "Largest probability" },
  ];
}

export function sumErrorFact(view: DistributionView): Fact {
  const meaning = `How far the ${view.dtype} probabilities miss a sum of 1, summed in float64`;
  return { name: "Σp − 1", value: readable(view.sumError, 2), meaning };
}

/** The line on a distribution's numerics: what its probabilities are stored in, and what went wrong with them. Empty for other views. */
export function numericsOf(view: View): readonly Fact[] {
  if (view.kind !== "distribution") return [];
  const infinite = view.infinite ?? 0;
  return [
    { name: "", value: view.dtype, meaning: "What the probabilities are stored in" },
    sumErrorFact(view),
    { name: "underflowed", value: counted(view.underflowed), meaning: "Finite logits whose probability came out as 0" },
    { name: "infinite", value: counted(infinite), meaning: "Logits that are +∞ or −∞; one of −∞ takes no part" },
    { name: "NaN", value: counted(view.nonFinite - infinite), meaning: "Logits that are not a number" },
  ];
}

/** The line that compares a distribution with a pinned one; empty without one. */
export function comparisonOf(view: View): readonly Fact[] {
  if (view.kind !== "distribution" || view.pinned === undefined) return [];
  const { tau, entropy, size, kl, js, tv } = view.pinned;
  const pinned = { name: "pinned", value: `τ ${readable(tau, 4)}`, meaning: "The temperature of the pinned distribution" };
  if (kl === undefined || js === undefined || tv === undefined)
    return [pinned, { name: "K", value: counted(size), meaning: "Its number of entries" }];
  return [
    pinned,
    { name: "entropy", value: readable(entropy), unit: "nats", meaning: "The entropy of the pinned distribution" },
    { name: "KL", value: readable(kl), unit: "nats", meaning: "Relative entropy of this distribution to the pinned one" },
    { name: "JS", value: readable(js), unit: "nats", meaning: "Jensen–Shannon divergence: 0 to log 2" },
    { name: "TV", value: readable(tv), meaning: "Total variation: the largest difference that any event can have" },
  ];
}

function tensorFacts(view: TensorView): Fact[] {
  const named: Fact[] = [
    { name: "shape", value: shapeText(view.shape), meaning: `${counted(view.size)} elements` },
    { name: "dtype", value: view.dtype, meaning: "Element type" },
  ];
  if (view.size === 0) return named;
  return [
    ...named,
    { name: "min", value: readable(view.min), meaning: "Least element" },
    { name: "mean", value: readable(view.mean), meaning: "Mean" },
    { name: "max", value: readable(view.max), meaning: "Greatest element" },
  ];
}

/** Warnings that belong beside a picture: what underflowed, what is not finite and so left out. */
export function notesOf(view: View): readonly string[] {
  if (view.kind === "distribution") return distributionNotes(view);
  if (view.kind === "tensor")
    return view.nonFinite > 0 ? [`${plural(view.nonFinite, "element is", "elements are")} not finite and left out of the picture.`] : [];
  if (view.kind === "sweep") return sweepNotes(view.lines.flat());
  return [];
}

// A logit of −∞ is how a filter says that an entry takes no part: no fault. NaN and +∞ are, and in `warning`.
function distributionNotes(view: DistributionView): string[] {
  const odd = view.bars.filter((bar) => !Number.isFinite(fromJsonNumber(bar.p))).length;
  // At temperature 0 all but the largest have none, which loses nothing.
  const why = view.tau === 0 ? "the limit at temperature 0" : `underflow in ${view.dtype}`;
  return [
    ...(view.underflowed > 0 ? [`${plural(view.underflowed, "finite logit", "finite logits")} came out as probability 0 (${why}).`] : []),
    ...(odd > 0 ? [`${plural(odd, "probability is", "probabilities are")} not a number and not drawn.`] : []),
    ...(view.warning === undefined ? [] : [view.warning]),
    ...(view.pinned === undefined || view.pinned.kl !== undefined
      ? []
      : [
          `The pinned distribution has ${plural(view.pinned.size, "entry", "entries")}, this one ${counted(view.size)}: they can't be compared.`,
        ]),
  ];
}

function sweepNotes(values: readonly Parameters<typeof fromJsonNumber>[0][]): string[] {
  const odd = values.filter((v) => !Number.isFinite(fromJsonNumber(v))).length;
  return odd > 0 ? [`${plural(odd, "value is", "values are")} not finite and left out of the picture.`] : [];
}
