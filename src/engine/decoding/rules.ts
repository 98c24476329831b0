import { fail } from "../../model/index.ts";

/** Whose tie and edge rules a sampler follows: Hugging Face transformers, llama.cpp or vLLM. */
export type Dialect = "hf" | "llama.cpp" | "vllm";

export interface Rules {
  /** Default "hf". */
  readonly dialect?: Dialect | undefined;
  /** Entries that survive whatever their probability. Default 1. */
  readonly minKeep?: number | undefined;
}

export interface Settled {
  readonly dialect: Dialect;
  readonly minKeep: number;
  /** Rounds to the precision that the library compares in: float32 in transformers and llama.cpp. */
  readonly round: (x: number) => number;
}

/** The rules with their defaults. Throws Domain for a min_keep that is not a whole number from 1. */
export function settle({ dialect = "hf", minKeep = 1 }: Rules): Settled {
  if (!Number.isInteger(minKeep) || minKeep < 1) fail("Domain", `min_keep must be a whole number from 1, got ${minKeep}`);
  return { dialect, minKeep, round: dialect === "vllm" ? (x) => x : Math.fround };
}

/** Throws Domain unless `holds`; `range` says what the parameter takes. NaN must make `holds` false. */
export function inRange(name: string, value: number, holds: boolean, range: string, dialect?: Dialect): void {
  if (!holds) fail("Domain", `${name} must be ${range}${dialect ? ` in dialect "${dialect}"` : ""}, got ${value}`);
}
