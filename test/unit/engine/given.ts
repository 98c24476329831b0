import fc from "fast-check";
import { fromNested, type Nested, probabilities, type SoftmaxOptions, softmax } from "../../../src/engine/index.ts";
import {
  type AnyTensor,
  type Dtype,
  done,
  type FailureCode,
  FailureError,
  finish,
  type LazyTensor,
  type Step,
  type Steps,
  sizeOf,
  type Tensor,
} from "../../../src/model/index.ts";

export function tensor(nested: Nested, dtype?: Dtype): Tensor {
  return fromNested(nested, dtype);
}

export function numbers(x: AnyTensor): number[] {
  if (x.kind === "lazy") throw new Error("a tensor in memory was expected");
  return Array.from(x.data);
}

/** softmax of nested numbers, as numbers. */
export function p(z: Nested | AnyTensor, options: SoftmaxOptions = {}): number[] {
  const logits = typeof z === "object" && "kind" in z ? z : tensor(z);
  return numbers(finish(probabilities(finish(softmax(logits, options)))));
}

/** The same elements behind a chunk source; `asked` records the ranges that were read. */
export function lazily(x: Tensor, asked: [number, number][] = []): LazyTensor {
  const source: LazyTensor["source"] = {
    read(start, end, out) {
      asked.push([start, end]);
      for (let i = start; i < end; i++) out[i - start] = x.data[i] as number;
      return done(undefined);
    },
  };
  return { kind: "lazy", dtype: x.dtype, shape: x.shape, source, labels: x.labels };
}

/** Elements that are computed when they are read. */
export function generated(
  shape: readonly number[],
  dtype: Dtype,
  element: (i: number) => number,
  asked: [number, number][] = [],
): LazyTensor {
  const source: LazyTensor["source"] = {
    read(start, end, out) {
      asked.push([start, end]);
      for (let i = start; i < end; i++) out[i - start] = element(i);
      return done(undefined);
    },
  };
  if (sizeOf(shape) === 0) throw new Error("some elements were expected");
  return { kind: "lazy", dtype, shape, source };
}

/** All steps of the work, and its result. */
export function stepsOf<T>(work: Steps<T>): { steps: Step[]; result: T } {
  const steps: Step[] = [];
  for (let next = work.next(); ; next = work.next()) {
    if (next.done) return { steps, result: next.value };
    steps.push(next.value);
  }
}

/** The failure that `act` throws. */
export function failureOf(act: () => unknown): { code: FailureCode; message: string } {
  try {
    act();
  } catch (error) {
    if (error instanceof FailureError) return error.failure;
    throw error;
  }
  throw new Error("a failure was expected");
}

/** Distance in units in the last place of float64. */
export function ulps(x: number, reference: number): number {
  const spacing = 2 ** (Math.floor(Math.log2(Math.abs(reference))) - 52);
  return Math.abs(x - reference) / spacing;
}

export const logit = fc.double({ min: -50, max: 50, noNaN: true });
export const logits = fc.array(logit, { minLength: 1, maxLength: 40 });
export const temperature = fc.double({ min: 0.05, max: 50, noNaN: true });
