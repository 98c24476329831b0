import { malformed } from "../malformed.ts";
import type { Json } from "../parseJson.ts";
import { legacyPositions, tokenPositions } from "./openai.ts";
import type { Position } from "./position.ts";
import { promptPositions } from "./vllm.ts";

/**
 * The positions that a response tells of: OpenAI's chat and legacy completions and what speaks like them, their choices or their
 * `logprobs` alone, a line of their batches, and vLLM's `prompt_logprobs`. Undefined where it is none of these.
 * Fails with "Format" where it is one, but broken, or where it has several choices and `choice` names none.
 */
export function positionsIn(json: Json, path: string, choice?: string): readonly Position[] | undefined {
  if (Array.isArray(json)) return tokenPositions(json, path) ?? promptPositions(json, path);
  if (!(json instanceof Map)) return undefined;
  const body = bodyOf(json);
  if (body) return positionsIn(body, path, choice);
  const choices = json.get("choices");
  if (Array.isArray(choices)) return choicePositions(choices, json, path, choice);
  return recordPositions(json, path);
}

/** A line of a batch's results wraps the response. */
function bodyOf(json: ReadonlyMap<string, Json>): Json | undefined {
  const response = json.get("response");
  return response instanceof Map ? response.get("body") : undefined;
}

/** A choice, or its `logprobs` alone. */
function recordPositions(json: ReadonlyMap<string, Json>, path: string): readonly Position[] | undefined {
  const inner = json.get("logprobs");
  if (inner instanceof Map) return positionsIn(inner, path);
  const content = json.get("content");
  if (Array.isArray(content) && content.length > 0) return tokenPositions(content, path);
  if (Array.isArray(json.get("tokens")) && Array.isArray(json.get("token_logprobs"))) return legacyPositions(json, path);
  const prompt = json.get("prompt_logprobs");
  return Array.isArray(prompt) ? promptPositions(prompt, path) : undefined;
}

function choicePositions(
  choices: readonly Json[],
  response: ReadonlyMap<string, Json>,
  path: string,
  choice: string | undefined,
): readonly Position[] | undefined {
  const told = choices.map((one) => (one instanceof Map ? recordPositions(one, path) : undefined));
  if (choice !== undefined)
    return told[Number(choice)] ?? malformed(path, `there is no choice ${choice} with logprobs; it has ${choices.length} choices`);
  const known = told.filter((positions) => positions !== undefined);
  if (known.length > 1) malformed(path, `it holds ${known.length} choices; choose one by key = "0" to "${known.length - 1}"`);
  const [only] = known;
  if (only) return only;
  const prompt = response.get("prompt_logprobs");
  if (Array.isArray(prompt)) return promptPositions(prompt, path);
  const answered = choices.some((one) => one instanceof Map && (one.has("message") || one.has("text")));
  return answered ? malformed(path, "the response holds no logprobs; ask for them with logprobs and top_logprobs") : undefined;
}
