import type { AnyTensor, Steps, Tensor } from "../../model/index.ts";
import { cast } from "../construct.ts";
import { checkedSize } from "../limits.ts";
import { resultOf } from "../reduce.ts";
import { floatOf } from "../rounding.ts";
import { probabilities, softmax } from "../softmax.ts";
import { progress } from "../source.ts";
import { smoothTau } from "./products.ts";

/** Writes what belongs to one row's probabilities to out[at …]. */
type Fill = (p: Float64Array, out: Float64Array, at: number) => void;

/**
 * ∂softmax(z/τ)/∂z, (diag(p) − ppᵀ)/τ, a K × K matrix for each row of the last axis: symmetric, and its rows sum to 0. Throws Domain for τ = 0,
 * TooLarge.
 */
export function* softmaxJacobian(z: AnyTensor, tau = 1): Steps<Tensor> {
  const scale = 1 / smoothTau(tau);
  return yield* filled(z, tau, 2, (p, out, at) => jacobian(p, scale, out, at));
}

/** ∂²logsumexp(a)/∂a²: diag(p) − ppᵀ, positive semi-definite, for each row of the last axis. Throws TooLarge. */
export function* logsumexpHessian(a: AnyTensor): Steps<Tensor> {
  return yield* softmaxJacobian(a, 1);
}

/** ∂log softmax(z)_i / ∂z_j = [i = j] − p_j, K × K for each row of the last axis. Throws TooLarge. */
export function* logSoftmaxJacobian(z: AnyTensor): Steps<Tensor> {
  return yield* filled(z, 1, 2, (p, out, at) => {
    for (let i = 0; i < p.length; i++) {
      for (let j = 0; j < p.length; j++) out[at + i * p.length + j] = i === j ? rest(p, i) : -(p[j] as number);
    }
  });
}

/** ∂²softmax(z)_i / ∂z_j∂z_k, K × K × K for each row of the last axis: symmetric in j and k. Throws TooLarge. */
export function* softmaxHessian(z: AnyTensor): Steps<Tensor> {
  return yield* filled(z, 1, 3, (p, out, at) => {
    const K = p.length;
    const J = new Float64Array(K * K);
    jacobian(p, 1, J, 0);
    for (let i = 0; i < K; i++) {
      for (let j = 0; j < K; j++) {
        const own = i === j ? rest(p, i) : -(p[j] as number);
        for (let k = 0; k < K; k++)
          out[at + (i * K + j) * K + k] = (J[i * K + k] as number) * own - (p[i] as number) * (J[j * K + k] as number);
      }
    }
  });
}

function jacobian(p: Float64Array, scale: number, out: Float64Array, at: number): void {
  for (let i = 0; i < p.length; i++) {
    for (let j = 0; j < p.length; j++) {
      out[at + i * p.length + j] = (i === j ? (p[i] as number) * rest(p, i) : -(p[i] as number) * (p[j] as number)) * scale;
    }
  }
}

/** 1 − p_i as the sum of the others, which keeps its digits where p_i is close to 1. */
function rest(p: Float64Array, i: number): number {
  let sum = 0;
  for (let j = 0; j < p.length; j++) if (j !== i) sum += p[j] as number;
  return sum;
}

function* filled(z: AnyTensor, tau: number, axes: number, fill: Fill): Steps<Tensor> {
  const K = z.shape.at(-1) ?? 1;
  const shape = [...z.shape.slice(0, -1), ...new Array<number>(axes).fill(K)];
  const out = new Float64Array(checkedSize(shape));
  const p = (yield* probabilities(yield* softmax(yield* cast(z, "float64"), { tau }))).data as Float64Array;
  const size = K ** axes;
  for (let row = 0; row * K < p.length; row++) {
    fill(p.subarray(row * K, (row + 1) * K), out, row * size);
    yield progress((row + 1) * size, out.length);
  }
  return resultOf(out, floatOf(z.dtype), shape);
}
