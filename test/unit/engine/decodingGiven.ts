import { fromNested, type Nested, probabilities, softmax } from "../../../src/engine/index.ts";
import { finish, type Steps, type Tensor } from "../../../src/model/index.ts";
import { numbers } from "./given.ts";

export const out = Number.NEGATIVE_INFINITY;
export const key = { seed: 7, stream: "decoding" };

/** The logits that have these probabilities. */
export function logits(p: Nested): Tensor {
  const t = fromNested(p);
  return { ...t, data: t.data.map(Math.log) };
}

/** Which entries are left, by index. */
export function left(work: Steps<Tensor>): number[] {
  return numbers(finish(work)).flatMap((x, i) => (x === out ? [] : [i]));
}

/** The probabilities of what is left, to six digits. */
export function mass(work: Steps<Tensor>): number[] {
  return numbers(finish(probabilities(finish(softmax(finish(work)))))).map((x) => Number(x.toFixed(6)));
}

export const four = logits([0.1, 0.2, 0.3, 0.4]);
export const hf = { dialect: "hf" } as const;
export const llama = { dialect: "llama.cpp" } as const;
export const vllm = { dialect: "vllm" } as const;
