import { malformed } from "../malformed.ts";
import type { Json } from "../parseJson.ts";
import { type Candidate, logprobOf, type Position } from "./position.ts";

/**
 * vLLM's `prompt_logprobs`: for each token of the prompt {id: {logprob, rank, decoded_token}, …}, the prompt's own token first, and null for
 * the first, which nothing goes before. Undefined where the list is something else.
 */
export function promptPositions(list: readonly Json[], path: string): readonly Position[] | undefined {
  const told = list.find((item) => item !== null);
  if (!(told instanceof Map) || !isCandidate([...told.values()][0])) return undefined;
  return list.map((item, i) => {
    if (item === null) return { token: "", logprob: NaN, top: [] };
    if (!(item instanceof Map)) return malformed(path, `prompt token ${i + 1} has no logprobs`);
    const top = [...item].map(
      ([id, value]) => candidate(id, value) ?? malformed(path, `prompt token ${i + 1} has an entry "${id}" without a logprob`),
    );
    const [own] = top;
    return own ? { ...own, top } : malformed(path, `prompt token ${i + 1} has no logprobs`);
  });
}

function isCandidate(json: Json | undefined): boolean {
  return json instanceof Map && typeof json.get("logprob") === "number";
}

function candidate(id: string, json: Json): Candidate | undefined {
  if (!(json instanceof Map)) return undefined;
  const logprob = logprobOf(json.get("logprob"));
  const text = json.get("decoded_token");
  return logprob === undefined ? undefined : { token: typeof text === "string" ? text : `token_id:${id}`, logprob };
}
