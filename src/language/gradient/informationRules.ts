import { autodiff, entmax15, entmax15Loss, sparsemax, sparsemaxLoss } from "../../engine/index.ts";
import type { AnyTensor, Steps, Tensor } from "../../model/index.ts";
import type { Given } from "./arguments.ts";
import type { Rules } from "./rule.ts";

/** Entropies, divergences, losses and thermodynamics. */
export const informationRules: Rules = {
  *entropy(given) {
    const base = given.fixed<number | null>("base") ?? undefined;
    return yield* autodiff.entropy(yield* given.operand("p"), yield* given.optional("q"), base, given.dims());
  },
  *perplexity(given) {
    return yield* autodiff.unary(yield* autodiff.entropy(yield* given.operand("p"), undefined, undefined, given.dims()), "exp");
  },
  kl_divergence: between(autodiff.klDivergence),
  js_divergence: between(autodiff.jsDivergence),
  total_variation: between(autodiff.totalVariation),
  hellinger: between(autodiff.hellinger),
  *renyi_entropy(given) {
    return yield* autodiff.renyiEntropy(yield* given.operand("p"), given.fixed("alpha"), given.axisOf("p"));
  },
  *effective_support(given) {
    return yield* autodiff.effectiveSupport(yield* given.operand("p"), given.axisOf("p"));
  },
  *cross_entropy(given) {
    const options = { ...optionsOf(given), labelSmoothing: given.fixed<number>("label_smoothing") };
    return yield* autodiff.crossEntropy(yield* given.operand("logits"), yield* given.operand("target"), options);
  },
  *nll_loss(given) {
    return yield* autodiff.nllLoss(yield* given.operand("log_probs"), yield* given.operand("target"), optionsOf(given));
  },
  *kl_div_loss(given) {
    const options = {
      reduction: given.fixed<"none" | "mean" | "sum" | "batchmean">("reduction"),
      logTarget: given.fixed<boolean>("log_target"),
    };
    return yield* autodiff.klDivLoss(yield* given.operand("input"), yield* given.operand("target"), options);
  },
  *brier(given) {
    const p = yield* autodiff.lift(yield* given.operand("p"));
    const labels = yield* given.tensor("labels");
    return yield* autodiff.brier(p, yield* autodiff.classShares(p.shape, labels));
  },
  sparsemax_loss: sparse((z) => sparsemax(z), sparsemaxLoss),
  entmax15_loss: sparse((z) => entmax15(z), entmax15Loss),
  *boltzmann(given) {
    return (yield* thermo(given)).p;
  },
  thermo,
  *heat_capacity(given) {
    return (yield* thermo(given)).C;
  },
};

function thermo(given: Given): ReturnType<typeof autodiff.thermo> {
  const run = function* (): ReturnType<typeof autodiff.thermo> {
    return yield* autodiff.thermo(yield* given.operand("energies"), yield* given.operand("T"));
  };
  return run();
}

function optionsOf(given: Given): { weight: Tensor | undefined; ignoreIndex: number; reduction: "none" | "mean" | "sum" } {
  return {
    weight: given.fixed<Tensor | null>("weight") ?? undefined,
    ignoreIndex: given.fixed<number>("ignore_index"),
    reduction: given.fixed<"none" | "mean" | "sum">("reduction"),
  };
}

function between(work: typeof autodiff.klDivergence): Rules[string] {
  return function* (given) {
    return yield* work(yield* given.operand("p"), yield* given.operand("q"), given.axisOf("p", "q"));
  };
}

/** A Fenchel–Young loss, whose gradient is its map less the target. */
function sparse(map: (z: AnyTensor) => Steps<Tensor>, loss: (z: AnyTensor, target: AnyTensor) => Steps<Tensor>): Rules[string] {
  return function* (given) {
    const z = yield* autodiff.lift(yield* given.operand("z"));
    const target = given.fixed<Tensor>("target");
    return yield* autodiff.fenchelYoung(z, yield* map(z.value), yield* loss(z.value, target), target);
  };
}
