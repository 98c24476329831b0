import type { Steps, Tensor } from "../../model/index.ts";
import { full } from "../construct.ts";
import { entmax as entmaxOf, logcumsumexp as logcumsumexpOf, smoothTau, softmaxProduct } from "../differentiable.ts";
import { hardmax } from "../order.ts";
import { reduce } from "../reduce.ts";
import { axisOf, layoutOf } from "../shape.ts";
import { logSoftmax as logSoftmaxOf, probabilities, softmax as softmaxOf } from "../softmax.ts";
import { tensorOf } from "../source.ts";
import { div } from "./elementwise.ts";
import { carried, lift, made, map2, type Operand, Variable, wide } from "./variable.ts";

export interface SoftmaxBy {
  readonly tau?: Operand;
  readonly dim?: number;
  readonly mask?: Tensor | undefined;
}

/** z/tau where tau moves too, with the temperature that is left to apply. Throws Domain for tau = 0, where softmax jumps. */
function* tempered(z: Operand, tau: Operand = 1): Steps<{ readonly z: Variable; readonly tau: number }> {
  if (typeof tau === "number") return { z: yield* lift(z), tau: smoothTau(tau) };
  const t = yield* lift(tau);
  for (const value of t.value.data) smoothTau(value);
  return { z: yield* div(z, t), tau: 1 };
}

export function* softmax(operand: Operand, options: SoftmaxBy = {}): Steps<Variable> {
  const { z, tau } = yield* tempered(operand, options.tau);
  const by = { tau, dim: options.dim ?? -1, mask: options.mask };
  const p = yield* probabilities(yield* softmaxOf(z.value, by));
  return made(p, [z], function* (g) {
    return [yield* wide(yield* softmaxProduct(z.value, g, "cotangent", by))];
  });
}

export function* logSoftmax(operand: Operand, options: SoftmaxBy = {}): Steps<Variable> {
  const { z, tau } = yield* tempered(operand, options.tau);
  const by = { tau, dim: options.dim ?? -1, mask: options.mask };
  const value = yield* wide(yield* logSoftmaxOf(z.value, by));
  return made(value, [z], function* (g) {
    const kept = by.mask ? yield* map2(g, yield* wide(by.mask), (x, keep) => (keep === 0 ? 0 : x)) : g;
    const total = yield* reduce(kept, "sum", { dim: axisOf(by.dim, z.shape.length), keepdims: true });
    const back = yield* map2(yield* map2(value, total, (x, all) => carried(all, Math.exp(x))), kept, (share, x) => x - share);
    return [tau === Number.POSITIVE_INFINITY ? full(z.shape, 0) : yield* map2(back, full([], tau), (x, t) => x / t)];
  });
}

/** The one-hot draw at the largest logit, with the gradient of the soft one (straight-through; Bengio, Léonard and Courville, arXiv 1308.3432). */
export function* straightThrough(z: Operand, options: SoftmaxBy): Steps<Variable> {
  const soft = yield* softmax(z, options);
  return made(yield* hardmax(soft.value, options.dim ?? -1), [soft], function* (g) {
    return [yield* wide(g)];
  });
}

/** α-entmax: on its support the Jacobian is diag(s) − ssᵀ/Σs with s = p^(2 − α) (Peters, Niculae and Martins, arXiv 1905.05702). */
export function* entmax(operand: Operand, alpha: number, dim: number): Steps<Variable> {
  if (alpha === 1) return yield* softmax(operand, { dim });
  const z = yield* lift(operand);
  const p = yield* wide(yield* entmaxOf(z.value, alpha, dim));
  return made(p, [z], function* (g) {
    const s = yield* map2(p, full([], 2 - alpha), (x, power) => (x > 0 ? x ** power : 0));
    const along = { dim: axisOf(dim, z.shape.length), keepdims: true };
    const total = yield* reduce(s, "sum", along);
    const mean = yield* map2(yield* reduce(yield* map2(g, s, carried), "sum", along), total, (x, n) => x / n);
    return [yield* map2(yield* map2(g, mean, (x, m) => x - m), s, carried)];
  });
}

/** log Σ_{j ≤ i} e^{a_j}. Entry j hears from all i ≥ j, each with e^{a_j − y_i}. */
export function* logcumsumexp(operand: Operand, dim: number): Steps<Variable> {
  const a = yield* lift(operand);
  const y = yield* wide(yield* logcumsumexpOf(a.value, dim));
  const { n, inner, rows } = layoutOf(a.shape, axisOf(dim, a.shape.length));
  return made(y, [a], function* (g) {
    const all = yield* wide(g);
    const out = new Float64Array(all.data.length);
    for (let row = 0; row < rows; row++) {
      const first = Math.floor(row / inner) * n * inner + (row % inner);
      let heard = 0;
      for (let i = n - 1; i >= 0; i--) {
        const at = first + i * inner;
        const decay = i === n - 1 ? 0 : Math.exp((y.data[at] as number) - (y.data[at + inner] as number));
        heard = (all.data[at] as number) + decay * heard;
        out[at] = carried(heard, Math.exp((a.value.data[at] as number) - (y.data[at] as number)));
      }
    }
    return [tensorOf("float64", a.shape, out)];
  });
}

/** A result that only its value matters of: a step function, whose gradient is 0 wherever it has one. */
export function constant(value: Tensor): Variable {
  return new Variable(value, [], undefined, false);
}
