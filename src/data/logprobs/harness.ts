import type { Tensor, Value } from "../../model/index.ts";
import { malformed } from "../malformed.ts";
import { isNumber, numberOf } from "../numberOf.ts";
import type { Json } from "../parseJson.ts";

interface Sample {
  /** One log-likelihood per choice. */
  readonly logprobs: readonly number[];
  /** Whether greedy decoding would have given the choice. */
  readonly greedy: readonly boolean[];
  readonly target: Json;
}

/**
 * The samples that lm-evaluation-harness logs, a line each, of tasks by log-likelihood: {logprobs, greedy, target}. `logprobs` is a matrix of
 * samples × choices (a list of rows where their numbers differ). Undefined where the records are something else.
 */
export function harnessValue(records: readonly Json[], path: string): Value | undefined {
  if (!records.some((record) => record instanceof Map && isScored(record.get("filtered_resps")))) return undefined;
  const samples = records.map(
    (record, i) => sampleOf(record) ?? malformed(path, `sample ${i + 1} has no filtered_resps of log-likelihoods`),
  );
  return {
    kind: "object",
    entries: {
      logprobs: table(
        samples.map(({ logprobs }) => logprobs),
        "float64",
      ),
      greedy: table(
        samples.map(({ greedy }) => greedy.map(Number)),
        "bool",
      ),
      target: targets(samples.map(({ target }) => target)),
    },
  };
}

function sampleOf(record: Json): Sample | undefined {
  if (!(record instanceof Map)) return undefined;
  const responses = record.get("filtered_resps");
  if (!isScored(responses)) return undefined;
  return { logprobs: responses.map((one) => scoreOf(one) ?? NaN), greedy: responses.map(isGreedy), target: record.get("target") ?? null };
}

function isScored(json: Json | undefined): json is readonly Json[] {
  return Array.isArray(json) && json.length > 0 && json.every((one) => scoreOf(one) !== undefined);
}

/** A response is [log-likelihood, greedy], or a rolling log-likelihood alone; the log writes its numbers as text. */
function scoreOf(json: Json | undefined): number | undefined {
  if (Array.isArray(json)) return json.length <= 2 && !Array.isArray(json[0]) ? scoreOf(json[0]) : undefined;
  if (typeof json === "number") return json;
  return typeof json === "string" && isNumber(json) ? numberOf(json) : undefined;
}

function isGreedy(json: Json): boolean {
  return Array.isArray(json) && (json[1] === true || json[1] === "True");
}

function table(rows: readonly (readonly number[])[], dtype: "float64" | "bool"): Value {
  const width = rows[0]?.length ?? 0;
  if (rows.some((row) => row.length !== width)) return { kind: "list", items: rows.map((row) => tensor(row, [row.length], dtype)) };
  return tensor(rows.flat(), [rows.length, width], dtype);
}

function tensor(values: readonly number[], shape: readonly number[], dtype: "float64" | "bool" | "int32"): Tensor {
  const data = dtype === "float64" ? Float64Array.from(values) : dtype === "bool" ? Uint8Array.from(values) : Int32Array.from(values);
  return { kind: "tensor", dtype, shape, data };
}

/** Indices of the right choices where they all are indices, else their texts. */
function targets(list: readonly Json[]): Value {
  const indices = list.map((item) => (typeof item === "string" && /^\d{1,9}$/.test(item) ? Number(item) : item));
  if (indices.every((item) => typeof item === "number" && Number.isInteger(item) && Math.abs(item) < 2 ** 31))
    return tensor(indices as number[], [list.length], "int32");
  return { kind: "list", items: list.map((item) => ({ kind: "string", value: typeof item === "string" ? item : textOf(item) })) };
}

function textOf(json: Json): string {
  return json === null ? "" : Array.isArray(json) ? json.map(textOf).join(", ") : String(json instanceof Map ? [...json.keys()] : json);
}
