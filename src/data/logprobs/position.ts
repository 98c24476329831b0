import type { Tensor, Value } from "../../model/index.ts";
import { malformed } from "../malformed.ts";

/** What is known of one position of a text: its token, and the most likely ones there. */
export interface Position {
  /** Empty where it is not known. */
  readonly token: string;
  /** NaN where it is not known. */
  readonly logprob: number;
  readonly top: readonly Candidate[];
}

export interface Candidate {
  readonly token: string;
  readonly logprob: number;
}

/** What an API gives for a token that is too unlikely for it to say how unlikely. */
const SENTINEL = -9999;

/** The most that probabilities may sum to that an API has rounded. */
const ROUNDED = 1.01;

/** A log-probability as an API writes it: a number, its sentinel as −Infinity; undefined for anything else. */
export function logprobOf(json: unknown): number | undefined {
  if (typeof json !== "number") return undefined;
  return json === SENTINEL ? -Infinity : json;
}

/**
 * {tokens, logprobs, top}: the tokens, the log-probability of each (float64), and for each position a row of the log-probabilities that are
 * known there, labelled by their tokens. The row ends with "other": the logarithm of the mass that was not told, so that a row sums to 1.
 * Fails with "Format" where what was told is more than that.
 */
export function logprobsValue(positions: readonly Position[], path: string): Value {
  return {
    kind: "object",
    entries: {
      tokens: { kind: "list", items: positions.map(({ token }) => ({ kind: "string", value: token })) },
      logprobs: vector(positions.map(({ logprob }) => logprob)),
      top: { kind: "list", items: positions.map((position, i) => row(position, i, path)) },
    },
  };
}

function row({ token, logprob, top }: Position, index: number, path: string): Tensor {
  // The token itself need not be among the most likely ones, but its mass is known too.
  const known = Number.isNaN(logprob) || top.some((one) => one.token === token) ? top : [...top, { token, logprob }];
  const mass = known.reduce((sum, one) => sum + Math.exp(one.logprob), 0);
  if (mass > ROUNDED)
    malformed(path, `position ${index + 1}: the probabilities sum to ${mass.toPrecision(3)}; these are no log-probabilities`);
  // Rounding may bring the sum to 1 or beyond.
  const other = mass >= 1 ? -Infinity : mass === 0 ? 0 : Math.log1p(-mass);
  return { ...vector([...known.map((one) => one.logprob), other]), labels: [...known.map((one) => one.token), "other"] };
}

function vector(values: readonly number[]): Tensor {
  return { kind: "tensor", dtype: "float64", shape: [values.length], data: Float64Array.from(values) };
}
