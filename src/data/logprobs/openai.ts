import { malformed } from "../malformed.ts";
import type { Json } from "../parseJson.ts";
import { type Candidate, logprobOf, type Position } from "./position.ts";

/** `logprobs.content` of a chat completion: [{token, logprob, top_logprobs}, …]. Undefined where the list is something else. */
export function tokenPositions(list: readonly Json[], path: string): readonly Position[] | undefined {
  if (!isToken(list[0])) return undefined;
  return list.map((item, i) => {
    const { token, logprob } = candidate(item) ?? malformed(path, `token ${i + 1} has no text and logprob`);
    const top = item instanceof Map ? (item.get("top_logprobs") ?? []) : [];
    if (!Array.isArray(top)) return malformed(path, `token ${i + 1} has top_logprobs that are no list`);
    return {
      token,
      logprob,
      top: top.map((one) => candidate(one) ?? malformed(path, `token ${i + 1} has top_logprobs without text and logprob`)),
    };
  });
}

function isToken(json: Json | undefined): boolean {
  return json instanceof Map && json.has("token") && json.has("logprob");
}

function candidate(json: Json): Candidate | undefined {
  if (!(json instanceof Map)) return undefined;
  const token = json.get("token");
  const logprob = logprobOf(json.get("logprob"));
  return typeof token === "string" && logprob !== undefined ? { token, logprob } : undefined;
}

/** `logprobs` of a legacy completion: tokens, token_logprobs and top_logprobs side by side; null where nothing is known. */
export function legacyPositions(json: ReadonlyMap<string, Json>, path: string): readonly Position[] {
  const tokens = listOf(json, "tokens");
  const logprobs = listOf(json, "token_logprobs");
  const tops = listOf(json, "top_logprobs");
  if (tokens.length !== logprobs.length || (tops.length > 0 && tops.length !== tokens.length))
    malformed(path, `it has ${tokens.length} tokens, but ${logprobs.length} token_logprobs and ${tops.length} top_logprobs`);
  return tokens.map((token, i) => {
    const logprob = logprobs[i] === null ? NaN : logprobOf(logprobs[i]);
    if (typeof token !== "string" || logprob === undefined) return malformed(path, `token ${i + 1} has no text and logprob`);
    return { token, logprob, top: candidates(tops[i] ?? null, i, path) };
  });
}

function listOf(json: ReadonlyMap<string, Json>, key: string): readonly Json[] {
  const list = json.get(key);
  return Array.isArray(list) ? list : [];
}

/** {token: logprob, …} or null. */
function candidates(json: Json, index: number, path: string): readonly Candidate[] {
  if (json === null) return [];
  if (!(json instanceof Map)) return malformed(path, `token ${index + 1} has top_logprobs that are no object`);
  return [...json].map(([token, value]) => ({
    token,
    logprob: logprobOf(value) ?? malformed(path, `token ${index + 1} has a top_logprob that is no number`),
  }));
}
