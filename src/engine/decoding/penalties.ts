import { type AnyTensor, done, fail, type Steps, type Tensor } from "../../model/index.ts";
import { editRows, type Tokens, tokensOfRows } from "./rows.ts";
import { type Dialect, inRange } from "./rules.ts";

export interface PenaltyOptions {
  /** Divides positive logits of tokens that occur, multiplies the others. Default 1. */
  readonly repeat?: number | undefined;
  /** Subtracted once for every occurrence. Default 0. */
  readonly frequency?: number | undefined;
  /** Subtracted once where a token occurs at all. Default 0. */
  readonly presence?: number | undefined;
}

/** Penalties of llama.cpp (llama_sampler_penalties) and vLLM: repetition first, then count·frequency + presence. Throws Domain, Shape. */
export function* penalties(z: AnyTensor, tokens: Tokens, options: PenaltyOptions = {}): Steps<Tensor> {
  const { repeat = 1, frequency = 0, presence = 0 } = options;
  for (const [name, x] of Object.entries({ repeat, frequency, presence })) inRange(name, x, x === x, "a number");
  const tokensOf = tokensOfRows(tokens, z.shape);
  return yield* editRows(z, (row, index) => {
    for (const [id, count] of countsOf(tokensOf(index))) {
      row[id] = repelled(row[id] as number, repeat) - (count * frequency + presence);
    }
    return done(undefined);
  });
}

/**
 * transformers' RepetitionPenaltyLogitsProcessor (Keskar et al., 2019), which takes penalties above 0; once for each token that occurs.
 * Throws Domain, Shape.
 */
export function* repetitionPenalty(z: AnyTensor, tokens: Tokens, penalty: number, dialect: Dialect = "hf"): Steps<Tensor> {
  if (dialect === "llama.cpp") inRange("penalty", penalty, penalty === penalty, "a number");
  else inRange("penalty", penalty, penalty > 0, "above 0", dialect);
  return yield* penalties(z, tokens, { repeat: penalty });
}

function repelled(logit: number, repeat: number): number {
  if (repeat === 1) return logit;
  return logit > 0 ? logit / repeat : logit * repeat;
}

function countsOf(tokens: readonly number[]): Map<number, number> {
  const counts = new Map<number, number>();
  for (const id of tokens) counts.set(id, (counts.get(id) ?? 0) + 1);
  return counts;
}

/** Adds a bias to the logits of some tokens; one bias for all, or one each. A token named twice is biased twice. Throws Domain, Shape. */
export function* logitBias(z: AnyTensor, tokens: Tokens, bias: readonly number[]): Steps<Tensor> {
  const tokensOf = tokensOfRows(tokens, z.shape);
  const odd = tokens.find((list) => bias.length !== 1 && bias.length !== list.length);
  if (odd) fail("Shape", `bias must be one number or one for each of the ${odd.length} tokens, got ${bias.length}`);
  return yield* editRows(z, (row, index) => {
    for (const [i, id] of tokensOf(index).entries()) row[id] = (row[id] as number) + (bias[bias.length === 1 ? 0 : i] as number);
    return done(undefined);
  });
}
