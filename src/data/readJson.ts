import { allocate, type ByteSource, type Dtype, fail, type Steps, type Tensor, type Value } from "../model/index.ts";
import type { LoadOptions } from "./load.ts";
import { harnessValue } from "./logprobs/harness.ts";
import { logprobsValue } from "./logprobs/position.ts";
import { positionsIn } from "./logprobs/positionsIn.ts";
import { malformed } from "./malformed.ts";
import { type Json, parseJson, parseJsonLines } from "./parseJson.ts";
import { readText } from "./readText.ts";
import { rounder } from "./round.ts";
import { listed, unknownKey } from "./unknownKey.ts";

type Leaf = number | boolean;

/** The leaves of nested lists in row-major order, and how many of them are words for numbers. */
interface Leaves {
  readonly values: Leaf[];
  words: number;
  /** The first that is an integer which float64 can't hold exactly; -1 where there is none. */
  inexact: number;
}

/** Numbers that JSON has no other way to write, as writeJson writes them. */
const WORDS: ReadonlyMap<Json, number> = new Map([
  ["NaN", NaN],
  ["Infinity", Infinity],
  ["-Infinity", -Infinity],
]);

/** Elements between two yields. */
const BLOCK = 8192;

/**
 * A JSON file: rectangular numbers are a float64 tensor (booleans a bool one), other lists are lists. Among numbers the texts "NaN",
 * "Infinity" and "-Infinity" are numbers; an integer that float64 can't hold exactly is a failure unless `dtype` asks for a cast. `key` picks an entry of an
 * object, or from a list of objects that entry of each. Responses with logprobs and samples of lm-evaluation-harness are known by
 * their form, and `key` picks a choice by its index. An object without `key` fails with "Format" and its keys.
 */
export function* readJson(source: ByteSource, path: string, options: LoadOptions): Steps<Value> {
  return yield* loadedOf(yield* parseJson(yield* readText(source, path), path), path, options);
}

/** A file of JSON values on lines of their own: as a list of them. */
export function* readJsonLines(source: ByteSource, path: string, options: LoadOptions): Steps<Value> {
  return yield* loadedOf(yield* parseJsonLines(yield* readText(source, path), path), path, options);
}

function* loadedOf(json: Json, path: string, { key, dtype }: LoadOptions): Steps<Value> {
  const choice = key !== undefined && /^\d{1,4}$/.test(key) && isResponse(json) ? key : undefined;
  const chosen = key === undefined || choice !== undefined ? json : pick(json, key, path);
  const known = formOf(chosen, path, choice);
  const tensor = known ? undefined : yield* tensorOf(chosen, path, dtype);
  if (tensor) return tensor;
  if (!known && chosen instanceof Map)
    malformed(path, `it holds an object; choose an entry by key = "…": it has ${listed([...chosen.keys()])}`);
  if (dtype) fail("Type", `${path}: only rectangular numbers have a dtype`);
  return known ?? toValue(chosen);
}

function isResponse(json: Json): boolean {
  return json instanceof Map && Array.isArray(json.get("choices"));
}

/** The value of a form that people hold logprobs in; undefined for any other JSON. */
function formOf(json: Json, path: string, choice: string | undefined): Value | undefined {
  const positions = positionsIn(json, path, choice);
  if (positions) return logprobsValue(positions, path);
  if (!Array.isArray(json) || !(json[0] instanceof Map)) return undefined;
  const samples = harnessValue(json, path);
  if (samples) return samples;
  if (!positionsIn(json[0], path)) return undefined;
  return {
    kind: "list",
    items: json.map((record, i) =>
      logprobsValue(positionsIn(record, path) ?? malformed(path, `response ${i + 1} holds no logprobs`), path),
    ),
  };
}

function pick(json: Json, key: string, path: string): Json {
  if (json instanceof Map) return json.get(key) ?? nullOr(json, key, path);
  if (!Array.isArray(json) || json.length === 0) return malformed(path, `it holds no object, so there is no key "${key}"`);
  return json.map((record: Json, i) =>
    record instanceof Map ? pick(record, key, path) : malformed(path, `entry ${i + 1} is no object, so there is no key "${key}"`),
  );
}

function nullOr(json: ReadonlyMap<string, Json>, key: string, path: string): null {
  return json.has(key) ? null : unknownKey(path, "key", key, [...json.keys()]);
}

/** The tensor that nested lists of numbers (or of booleans) make; undefined where they are ragged, mixed or no lists. */
function* tensorOf(json: Json, path: string, dtype: Dtype | undefined): Steps<Tensor | undefined> {
  if (!Array.isArray(json)) return undefined;
  const shape: number[] = [];
  for (let inner: Json = json; Array.isArray(inner); inner = inner[0] ?? null) shape.push(inner.length);
  const leaves: Leaves = { values: [], words: 0, inexact: -1 };
  if (!(yield* collect(json, shape, 0, leaves))) return undefined;
  const { values, words, inexact } = leaves;
  // Words alone are words, unless a dtype says what they are.
  if (words > 0 && words === values.length && !dtype) return undefined;
  if (inexact >= 0 && !dtype)
    fail("Format", `${path}: element ${inexact} is an integer that float64 cannot hold exactly; dtype = "float64" rounds it`);
  return yield* filled(values, shape, dtype ?? (typeof values[0] === "boolean" ? "bool" : "float64"));
}

function* filled(values: readonly Leaf[], shape: readonly number[], dtype: Dtype): Steps<Tensor> {
  const round = rounder(dtype);
  const data = allocate(dtype, values.length);
  for (let i = 0; i < data.length; i++) {
    data[i] = round(Number(values[i]));
    if (i % BLOCK === BLOCK - 1) yield { kind: "progress", done: i, total: data.length };
  }
  return { kind: "tensor", dtype, shape, data };
}

/** Adds the leaves in row-major order; false where the lists are not of that shape, or hold something else. */
function* collect(list: readonly Json[], shape: readonly number[], axis: number, leaves: Leaves): Steps<boolean> {
  if (list.length !== shape[axis]) return false;
  const last = axis === shape.length - 1;
  for (const item of list) {
    if (last) {
      if (!add(item, leaves)) return false;
    } else if (!Array.isArray(item) || !(yield* collect(item, shape, axis + 1, leaves))) return false;
    const done = leaves.values.length;
    if (done % BLOCK === 0) yield { kind: "progress", done, total: 0 };
  }
  return true;
}

/** Adds one leaf; false where it is none, or not of the kind of the others. */
function add(item: Json, leaves: Leaves): boolean {
  const { values } = leaves;
  const word = WORDS.get(item);
  const leaf = word ?? (typeof item === "bigint" ? Number(item) : item);
  if ((typeof leaf !== "number" && typeof leaf !== "boolean") || typeof leaf !== typeof (values[0] ?? leaf)) return false;
  if (word !== undefined) leaves.words++;
  if (typeof item === "bigint" && leaves.inexact < 0) leaves.inexact = values.length;
  values.push(leaf);
  return true;
}

function toValue(json: Json): Value {
  if (json === null) return { kind: "null" };
  if (typeof json === "number" || typeof json === "bigint") return { kind: "number", value: Number(json) };
  if (typeof json === "string") return { kind: "string", value: json };
  if (typeof json === "boolean") return { kind: "boolean", value: json };
  if (json instanceof Map) return { kind: "object", entries: Object.fromEntries([...json].map(([key, inner]) => [key, toValue(inner)])) };
  return { kind: "list", items: (json as readonly Json[]).map(toValue) };
}
