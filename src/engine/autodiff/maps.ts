import { fail, type Steps, type Tensor } from "../../model/index.ts";
import { arange, full } from "../construct.ts";
import type { Dim } from "../shape.ts";
import { axisOf } from "../shape.ts";
import { binary, div, mapped, mul, sub, unary, weighted } from "./elementwise.ts";
import { extreme, logsumexp, mean, sum } from "./reductions.ts";
import { reshape, where } from "./shapes.ts";
import { softmax } from "./softmax.ts";
import { lift, type Operand, type Variable } from "./variable.ts";

export function* logmeanexp(a: Operand, dim: Dim): Steps<Variable> {
  const x = yield* lift(a);
  const { value } = yield* logsumexp(x, { dim });
  return yield* sub(value, Math.log(x.value.data.length / Math.max(1, value.value.data.length)));
}

export function* mellowmax(z: Operand, omega: number, dim: Dim): Steps<Variable> {
  if (omega === 0) return yield* mean(z, dim);
  if (Math.abs(omega) === Number.POSITIVE_INFINITY) return yield* extreme(z, omega > 0 ? "max" : "min", dim);
  return yield* mul(yield* logmeanexp(yield* mul(z, omega), dim), 1 / omega);
}

/** Σ z softmax(βz), along one axis or all. */
export function* boltzmannOperator(operand: Operand, beta: Operand, dim: Dim): Steps<Variable> {
  const z = yield* lift(operand);
  if (typeof dim === "number") return yield* sum(yield* mul(yield* softmax(yield* mul(z, beta), { dim }), z), dim);
  if (dim !== null) fail("Type", "the derivative of boltzmann_operator is along one axis or all");
  return yield* boltzmannOperator(yield* reshape(z, [z.value.data.length]), beta, 0);
}

export function* smoothMax(z: Operand, tau: Operand, dim: Dim): Steps<Variable> {
  if (tau === 0) return yield* extreme(z, "max", dim);
  return yield* mul((yield* logsumexp(yield* div(z, tau), { dim })).value, tau);
}

export function* softargmax(operand: Operand, tau: Operand): Steps<Variable> {
  const z = yield* lift(operand);
  const index = arange(0, z.shape.at(-1) ?? 1);
  return yield* sum(yield* mul(yield* softmax(z, { tau }), z.shape.length === 0 ? 0 : index), axisOf(-1, z.shape.length));
}

/** e^z / (e^sink + Σ e^z). */
export function* softmax1(z: Operand, dim: number, sink: Operand): Steps<Variable> {
  const { value } = yield* logsumexp(z, { dim, keepdims: true });
  return yield* unary(yield* sub(z, yield* binary(value, sink, "logaddexp")), "exp");
}

export function* standardize(operand: Operand, dim: Dim, epsilon: number, mask: Tensor | undefined): Steps<Variable> {
  const x = yield* lift(operand);
  const gaps = yield* sub(x, yield* maskedMean(x, dim, mask));
  const spread = yield* maskedMean(yield* unary(gaps, "square"), dim, mask);
  return yield* div(
    gaps,
    yield* mapped(
      spread,
      (v) => Math.sqrt(v + epsilon),
      (_, y) => 0.5 / y,
    ),
  );
}

function* maskedMean(x: Variable, dim: Dim, mask: Tensor | undefined): Steps<Variable> {
  if (!mask) return yield* mean(x, dim, true);
  const total = yield* sum(yield* where(mask, x, 0), dim, true);
  return yield* div(total, yield* sum(yield* where(mask, full(x.shape, 1), 0), dim, true));
}

/** Jᵀv of softmax at z, p (v − Σ p v) / τ, as something that moves with z, v and τ in turn. */
export function* softmaxProduct(z: Operand, v: Operand, tau: Operand, dim: number, mask: Tensor | undefined): Steps<Variable> {
  const p = yield* softmax(z, { tau, dim, mask });
  const along = yield* sum(yield* weighted(p, v), dim, true);
  return yield* div(yield* weighted(p, yield* sub(v, along)), tau);
}

/** Jᵀv of log_softmax at z, v − p Σ v, likewise. */
export function* logSoftmaxProduct(z: Operand, v: Operand, dim: number, mask: Tensor | undefined): Steps<Variable> {
  const kept = mask ? yield* where(mask, v, 0) : yield* lift(v);
  return yield* sub(kept, yield* mul(yield* softmax(z, { dim, mask }), yield* sum(kept, dim, true)));
}
