import { autodiff } from "../../engine/index.ts";
import type { Steps, Tensor } from "../../model/index.ts";
import type { Operand } from "../variables.ts";
import { type Given, markAxis } from "./arguments.ts";
import type { Rules } from "./rule.ts";

const { binary, unary } = autodiff;

/** The softmax family, its derivatives in closed form, and the draws that go through it. */
export const softmaxRules: Rules = {
  *softmax(given) {
    return markAxis(yield* autodiff.softmax(yield* given.operand("z"), yield* optionsOf(given)), given.dim());
  },
  *log_softmax(given) {
    return yield* autodiff.logSoftmax(yield* given.operand("z"), yield* optionsOf(given));
  },
  *softmin(given) {
    const z = yield* unary(yield* given.operand("z"), "neg");
    return markAxis(yield* autodiff.softmax(z, { tau: yield* given.operand("tau"), dim: given.dim() }), given.dim());
  },
  *logsumexp(given) {
    const [keepdims, mask] = [given.fixed<boolean>("keepdims"), given.mask()];
    const b = yield* given.optional("b");
    const { value, sign } = yield* autodiff.logsumexp(yield* given.operand("a"), { dim: given.dims(), b, keepdims, mask });
    return given.fixed<boolean>("return_sign") ? { value, sign } : value;
  },
  sigmoid: elementwise("sigmoid"),
  log_sigmoid: elementwise("logSigmoid"),
  logit: elementwise("logit"),
  log1mexp: elementwise("log1mexp"),
  entr: elementwise("entr"),
  logaddexp: pairwise("logaddexp"),
  xlogy: pairwise("xlogy"),
  xlog1py: pairwise("xlog1py"),
  rel_entr: pairwise("relEntr"),
  kl_div: pairwise("klDiv"),
  *logmeanexp(given) {
    return yield* autodiff.logmeanexp(yield* given.operand("a"), given.dims());
  },
  *logcumsumexp(given) {
    return yield* autodiff.logcumsumexp(yield* given.operand("a"), given.dim());
  },
  *softargmax(given) {
    return yield* autodiff.softargmax(yield* given.operand("z"), yield* given.operand("tau"));
  },
  *standardize(given) {
    const mask = given.mask();
    return yield* autodiff.standardize(yield* given.operand("x"), given.dims(), given.fixed("epsilon"), mask);
  },
  *softmax1(given) {
    return yield* autodiff.softmax1(yield* given.operand("z"), given.dim(), yield* given.operand("sink"));
  },
  *sparsemax(given) {
    return markAxis(yield* autodiff.entmax(yield* given.operand("z"), 2, given.dim()), given.dim());
  },
  *entmax15(given) {
    return markAxis(yield* autodiff.entmax(yield* given.operand("z"), 1.5, given.dim()), given.dim());
  },
  *entmax(given) {
    return markAxis(yield* autodiff.entmax(yield* given.operand("z"), given.fixed("alpha"), given.dim()), given.dim());
  },
  *mellowmax(given) {
    return yield* autodiff.mellowmax(yield* given.operand("z"), given.fixed("omega"), given.dims());
  },
  *boltzmann_operator(given) {
    return yield* autodiff.boltzmannOperator(yield* given.operand("z"), yield* given.operand("beta"), given.dims());
  },
  *smooth_max(given) {
    return yield* autodiff.smoothMax(yield* given.operand("z"), yield* given.operand("tau"), given.dims());
  },
  softmax_jvp: product("tangent"),
  softmax_vjp: product("cotangent"),
  *log_softmax_vjp(given) {
    return yield* autodiff.logSoftmaxProduct(yield* given.operand("z"), yield* given.operand("cotangent"), given.dim(), given.mask());
  },
  *logsumexp_grad(given) {
    return yield* autodiff.softmax(yield* given.operand("a"), { mask: given.mask() });
  },
  *naive_softmax(given) {
    return markAxis(yield* autodiff.softmax(yield* given.operand("z")), -1);
  },
  *gumbel_softmax(given) {
    const z = yield* autodiff.lift(yield* given.operand("z"));
    const noise = (yield* given.optional("noise")) ?? (yield* given.noise(z.shape));
    const by = { tau: yield* given.operand("tau"), dim: given.dim() };
    const perturbed = yield* autodiff.add(z, noise);
    if (given.fixed<boolean>("hard")) return yield* autodiff.straightThrough(perturbed, by);
    return markAxis(yield* autodiff.softmax(perturbed, by), given.dim());
  },
};

function* optionsOf(given: Given): Steps<{ tau: Operand; dim: number; mask: Tensor | undefined }> {
  return { tau: yield* given.operand("tau"), dim: given.dim(), mask: given.mask() };
}

function elementwise(op: keyof typeof autodiff.slopes): Rules[string] {
  return function* (given) {
    return yield* unary(yield* given.operand("x"), op);
  };
}

function pairwise(op: "logaddexp" | "xlogy" | "xlog1py" | "relEntr" | "klDiv"): Rules[string] {
  return function* (given) {
    return yield* binary(yield* given.operand("x"), yield* given.operand("y"), op);
  };
}

function product(name: "tangent" | "cotangent"): Rules[string] {
  return function* (given) {
    const { tau, dim, mask } = yield* optionsOf(given);
    return yield* autodiff.softmaxProduct(yield* given.operand("z"), yield* given.operand(name), tau, dim, mask);
  };
}
