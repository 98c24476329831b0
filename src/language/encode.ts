import { writeJson, writeNpy, writeTable } from "../data/index.ts";
import { materialise, probabilities } from "../engine/index.ts";
import { fail, type Steps, type Tensor, type Value } from "../model/index.ts";

/** The formats that a value can be written in. */
export type DataFormat = "csv" | "json" | "npy";

export const DATA_FORMATS: readonly DataFormat[] = ["npy", "csv", "json"];

/** The format that a path's ending names. */
export function formatOfPath(path: string): DataFormat | undefined {
  return DATA_FORMATS.find((format) => path.toLowerCase().endsWith(`.${format}`));
}

/** A value as the content of a file. Fails with "Type" or "Shape" where the format can't hold it. */
export function* encodeValue(value: Value, format: DataFormat): Steps<string | Uint8Array> {
  const dense = yield* inMemory(value);
  if (format === "json") return writeJson(dense);
  return format === "csv" ? writeTable(dense) : writeNpy(arrayOf(dense));
}

function arrayOf(value: Value): Tensor {
  if (value.kind === "tensor") return value;
  if (value.kind === "number") return { kind: "tensor", dtype: "float64", shape: [], data: Float64Array.of(value.value) };
  return fail("Type", `This is no array of numbers, as .npy needs one, but of kind ${value.kind}; .json takes it.`);
}

/** The value with its tensors in memory and its distributions as their probabilities. */
function* inMemory(value: Value): Steps<Value> {
  switch (value.kind) {
    case "lazy":
      return yield* materialise(value);
    case "distribution": {
      const p = yield* probabilities(value);
      return value.labels ? { ...p, labels: value.labels } : p;
    }
    case "list":
      return { ...value, items: yield* each(value.items) };
    case "sweep":
      return { ...value, results: yield* each(value.results) };
    case "object":
      return { ...value, entries: yield* entriesOf(value.entries) };
    case "chart":
      return value.fields ? { kind: "object", entries: yield* entriesOf(value.fields) } : value;
    default:
      return value;
  }
}

function* each(values: readonly Value[]): Steps<Value[]> {
  const made: Value[] = [];
  for (const value of values) made.push(yield* inMemory(value));
  return made;
}

function* entriesOf(entries: Readonly<Record<string, Value>>): Steps<Record<string, Value>> {
  const made: [string, Value][] = [];
  for (const [name, entry] of Object.entries(entries)) made.push([name, yield* inMemory(entry)]);
  return Object.fromEntries(made);
}
