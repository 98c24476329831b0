import { distributionStats, floatOf, materialise, probabilities } from "../engine/index.ts";
import type { AnyTensor, Distribution, JsonNumber, Steps, Trace, Value } from "../model/index.ts";
import { jsonNumber, sizeOf } from "../model/index.ts";

/** A VALUE of the command line's JSON document. */
export type ValueJson = { readonly type: string } & Readonly<Record<string, unknown>>;

/**
 * A value as the command line prints it. Data of more than `maxElements` elements is left out and `truncated: true`
 * added; nothing is computed for what is left out. Non-finite numbers are the strings "NaN", "Infinity", "-Infinity".
 */
export function* valueJson(value: Value, maxElements: number): Steps<ValueJson> {
  switch (value.kind) {
    case "number":
      return { type: "number", value: jsonNumber(value.value) };
    case "complex":
      return { type: "complex", re: jsonNumber(value.re), im: jsonNumber(value.im) };
    case "boolean":
    case "string":
      return { type: value.kind, value: value.value };
    case "null":
      return { type: "null" };
    case "tensor":
    case "lazy":
      return yield* tensorJson(value, maxElements);
    case "list":
      return { type: "list", items: yield* all(value.items, maxElements) };
    case "object":
      return { type: "object", entries: yield* entriesJson(value.entries, maxElements) };
    case "distribution":
      return yield* distributionJson(value, maxElements);
    case "sweep":
      return {
        type: "sweep",
        parameter: value.parameter,
        values: value.values.map(jsonNumber),
        results: yield* all(value.results, maxElements),
      };
    case "control": {
      const { kind, ...fields } = value;
      return { type: kind, ...fields };
    }
    case "trace":
      return { type: "trace", columns: traceColumns(value.columns) };
    case "chart":
      return value.fields
        ? { type: "object", entries: yield* entriesJson(value.fields, maxElements) }
        : { type: "chart", spec: value.spec };
    case "other":
      return { type: "other", text: value.text };
  }
}

function* all(values: readonly Value[], maxElements: number): Steps<ValueJson[]> {
  const items: ValueJson[] = [];
  for (const value of values) items.push(yield* valueJson(value, maxElements));
  return items;
}

function* entriesJson(entries: Readonly<Record<string, Value>>, maxElements: number): Steps<Record<string, ValueJson>> {
  const pairs: [string, ValueJson][] = [];
  for (const [name, entry] of Object.entries(entries)) pairs.push([name, yield* valueJson(entry, maxElements)]);
  return Object.fromEntries(pairs);
}

function* tensorJson(x: AnyTensor, maxElements: number): Steps<ValueJson> {
  const head = { type: "tensor", dtype: x.dtype, shape: x.shape };
  const names = x.labels ? { labels: x.labels } : {};
  if (sizeOf(x.shape) > maxElements) return { ...head, truncated: true };
  return { ...head, data: numbers(yield* materialise(x)), ...names };
}

function numbers(x: { readonly dtype: string; readonly data: ArrayLike<number> }): (JsonNumber | boolean)[] {
  return x.dtype === "bool" ? Array.from(x.data, (v) => v !== 0) : Array.from(x.data, jsonNumber);
}

function* distributionJson(d: Distribution, maxElements: number): Steps<ValueJson> {
  const shape = d.logits.shape;
  const rows = sizeOf(shape.filter((_, axis) => axis !== d.axis));
  const short = sizeOf(shape) <= maxElements;
  const fits = rows <= maxElements;
  const stats = fits ? yield* distributionStats(d) : undefined;
  return {
    type: "distribution",
    shape,
    dtype: floatOf(d.logits.dtype),
    ...(short ? { data: numbers(yield* probabilities(d)) } : {}),
    tau: jsonNumber(d.tau),
    ...(stats ? { logsumexp: Array.from(stats.logsumexp, jsonNumber), entropy: Array.from(stats.entropy, jsonNumber) } : {}),
    ...(d.labels && d.labels.length <= maxElements ? { labels: d.labels } : {}),
    ...(short && fits ? {} : { truncated: true }),
  };
}

function traceColumns(columns: Trace["columns"]): Record<string, (JsonNumber | string)[]> {
  const cell = (x: number | string): JsonNumber | string => (typeof x === "string" ? x : jsonNumber(x));
  return Object.fromEntries(Object.entries(columns).map(([name, cells]) => [name, cells.map(cell)]));
}
