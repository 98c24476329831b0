import { allocate, type ByteSource, type Dtype, fail, type Steps, type Tensor, type Value } from "../model/index.ts";
import { malformed } from "./malformed.ts";
import { type Json, parseJson } from "./parseJson.ts";
import { readText } from "./readText.ts";
import { rounder } from "./round.ts";

interface JsonOptions {
  readonly key?: string | undefined;
  readonly dtype?: Dtype | undefined;
}

type Leaf = number | boolean;

/** Elements between two yields. */
const BLOCK = 8192;

/**
 * A JSON file: rectangular numbers are a float64 tensor (booleans a bool one), other lists are lists. `key` picks an entry of an
 * object, or from a list of objects that entry of each. An object without `key` fails with "Format" and its keys.
 */
export function* readJson(source: ByteSource, path: string, options: JsonOptions): Steps<Value> {
  const json = yield* parseJson(yield* readText(source, path), path);
  const chosen = options.key === undefined ? json : pick(json, options.key, path);
  if (chosen instanceof Map) malformed(path, `it holds an object; choose an entry by key = "…": it has ${keysOf(chosen)}`);
  const tensor = yield* tensorOf(chosen, options.dtype);
  if (tensor) return tensor;
  if (options.dtype) fail("Type", `${path}: only rectangular numbers have a dtype`);
  return toValue(chosen);
}

function pick(json: Json, key: string, path: string): Json {
  if (json instanceof Map) return json.get(key) ?? nullOr(json, key, path);
  if (!Array.isArray(json) || json.length === 0) return malformed(path, `it holds no object, so there is no key "${key}"`);
  return json.map((record: Json, i) =>
    record instanceof Map ? pick(record, key, path) : malformed(path, `entry ${i + 1} is no object, so there is no key "${key}"`),
  );
}

function nullOr(json: ReadonlyMap<string, Json>, key: string, path: string): null {
  return json.has(key) ? null : malformed(path, `there is no key "${key}"; it has ${keysOf(json)}`);
}

function keysOf(json: ReadonlyMap<string, Json>): string {
  const keys = [...json.keys()];
  const shown = keys.slice(0, 20).map((key) => JSON.stringify(key.slice(0, 60)));
  return keys.length === 0 ? "none" : `${shown.join(", ")}${keys.length > 20 ? ` and ${keys.length - 20} more` : ""}`;
}

/** The tensor that nested lists of numbers (or of booleans) make; undefined where they are ragged, mixed or no lists. */
function* tensorOf(json: Json, dtype: Dtype | undefined): Steps<Tensor | undefined> {
  if (!Array.isArray(json)) return undefined;
  const shape: number[] = [];
  for (let inner: Json = json; Array.isArray(inner); inner = inner[0] ?? null) shape.push(inner.length);
  const leaves: Leaf[] = [];
  if (!(yield* collect(json, shape, 0, leaves))) return undefined;
  const kind = dtype ?? (typeof leaves[0] === "boolean" ? "bool" : "float64");
  const round = rounder(kind);
  const data = allocate(kind, leaves.length);
  for (let i = 0; i < data.length; i++) {
    data[i] = round(Number(leaves[i]));
    if (i % BLOCK === BLOCK - 1) yield { kind: "progress", done: i, total: data.length };
  }
  return { kind: "tensor", dtype: kind, shape, data };
}

/** Adds the leaves in row-major order; false where the lists are not of that shape, or hold something else. */
function* collect(list: readonly Json[], shape: readonly number[], axis: number, leaves: Leaf[]): Steps<boolean> {
  if (list.length !== shape[axis]) return false;
  const last = axis === shape.length - 1;
  for (const item of list) {
    if (last) {
      if (!isLeaf(item) || typeof item !== typeof (leaves[0] ?? item)) return false;
      leaves.push(item);
    } else if (!Array.isArray(item) || !(yield* collect(item, shape, axis + 1, leaves))) return false;
    if (leaves.length % BLOCK === 0) yield { kind: "progress", done: leaves.length, total: 0 };
  }
  return true;
}

function isLeaf(json: Json): json is Leaf {
  return typeof json === "number" || typeof json === "boolean";
}

function toValue(json: Json): Value {
  if (json === null) return { kind: "null" };
  if (typeof json === "number") return { kind: "number", value: json };
  if (typeof json === "string") return { kind: "string", value: json };
  if (typeof json === "boolean") return { kind: "boolean", value: json };
  if (json instanceof Map) return { kind: "object", entries: Object.fromEntries([...json].map(([key, inner]) => [key, toValue(inner)])) };
  return { kind: "list", items: (json as readonly Json[]).map(toValue) };
}
