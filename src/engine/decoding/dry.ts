import { type AnyTensor, done, type Steps, type Tensor } from "../../model/index.ts";
import { editRows, type Tokens, tokensOfRows } from "./rows.ts";
import { inRange } from "./rules.ts";

export interface DryOptions {
  /** 0: off. */
  readonly multiplier: number;
  /** Default 1.75; below 1: off. */
  readonly base?: number | undefined;
  /** Longest repeat without a penalty, in tokens. Default 2. */
  readonly allowedLength?: number | undefined;
  /** How many of the last tokens are looked at; −1: all (default), 0: off. */
  readonly penaltyLastN?: number | undefined;
  /** Sequences of tokens that a repeat does not reach across. */
  readonly breakers?: Tokens | undefined;
}

/** log of the largest float32: llama.cpp keeps base^exponent below it. */
const FLOAT_MAX_LOG = 88.7228391;

/**
 * "Don't repeat yourself" (llama.cpp's llama_sampler_dry_apply, after p-e-w): a token that would prolong a repeat of `len` ≥ allowed
 * tokens loses multiplier·base^(len − allowed). A token that is itself a breaker is never penalised. Throws Domain, Shape.
 */
export function* dry(z: AnyTensor, tokens: Tokens, options: DryOptions): Steps<Tensor> {
  const { multiplier, base = 1.75, allowedLength = 2, penaltyLastN = -1, breakers = [] } = options;
  inRange("multiplier", multiplier, multiplier === multiplier, "a number");
  inRange("base", base, base === base, "a number");
  inRange("allowed_length", allowedLength, Number.isInteger(allowedLength) && allowedLength >= 0, "a whole number from 0");
  inRange("penalty_last_n", penaltyLastN, Number.isInteger(penaltyLastN) && penaltyLastN >= -1, "a whole number from -1");
  const tokensOf = tokensOfRows(tokens, z.shape);
  const exempt = new Set(breakers.filter((breaker) => breaker.length === 1).map((breaker) => breaker[0]));
  const off = multiplier === 0 || base < 1 || penaltyLastN === 0;
  const limit = base > 1.000001 ? Math.floor(FLOAT_MAX_LOG / Math.log(base)) : Number.POSITIVE_INFINITY;
  return yield* editRows(z, (row, index) => {
    if (off) return done(undefined);
    const past = tokensOf(index);
    const seen = penaltyLastN < 0 ? past : past.slice(-penaltyLastN);
    for (const [id, length] of repeats(seen.toReversed(), allowedLength, breakers)) {
      if (!exempt.has(id)) row[id] = (row[id] as number) - multiplier * base ** Math.min(length - allowedLength, limit);
    }
    return done(undefined);
  });
}

/** Token → the longest repeat that it would prolong, of at least `allowed` tokens. `back` is the context, last token first. */
function repeats(back: readonly number[], allowed: number, breakers: Tokens): Map<number, number> {
  const longest = new Map<number, number>();
  const reach = reachOf(back, breakers);
  if (back.length <= allowed || reach < allowed) return longest;
  const common = prefixLengths(back);
  for (let k = 1; k < back.length; k++) {
    const length = Math.min(common[k] as number, reach);
    const next = back[k - 1] as number;
    if (length >= allowed) longest.set(next, Math.max(length, longest.get(next) ?? 0));
  }
  return longest;
}

/** How many of the last tokens come after the last breaker. */
function reachOf(back: readonly number[], breakers: Tokens): number {
  for (let i = 0; i < back.length; i++) {
    let match = 0;
    for (const breaker of breakers) if (breaker.length > match && endsAt(back, i, breaker)) match = breaker.length;
    if (match > 0) return i - match + 1;
  }
  return back.length;
}

/** Whether the breaker begins `i` tokens before the last one and is whole. */
function endsAt(back: readonly number[], i: number, breaker: readonly number[]): boolean {
  return breaker.length <= i + 1 && breaker.every((id, offset) => back[i - offset] === id);
}

/** For every k how long x[k …) agrees with x (the Z-function). */
function prefixLengths(x: readonly number[]): Int32Array {
  const z = new Int32Array(x.length);
  for (let k = 1, left = 0, right = 0; k < x.length; k++) {
    let n = k < right ? Math.min(right - k, z[k - left] as number) : 0;
    while (k + n < x.length && x[n] === x[k + n]) n++;
    z[k] = n;
    if (k + n <= right) continue;
    left = k;
    right = k + n;
  }
  return z;
}
