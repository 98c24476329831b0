import { fail, type Value } from "../model/index.ts";
import { complexOf, matrix } from "./mathjs.ts";
import { isOurs, type Ours } from "./values.ts";

/** A named field of one of our values. Throws Type where it has none of that name. */
export function fieldOf(object: Ours, name: string): unknown {
  const fields = fieldsOf(object);
  if (Object.hasOwn(fields, name)) return fields[name]?.();
  const known = Object.keys(fields);
  return fail(
    "Type",
    `A ${object.kind === "lazy" ? "tensor" : object.kind} has no field '${name}'${known.length > 0 ? `; it has ${known.join(", ")}` : ""}.`,
  );
}

function fieldsOf(object: Ours): Readonly<Record<string, () => unknown>> {
  switch (object.kind) {
    case "chart":
      return lazily(object.fields ?? {}, fromValue);
    case "trace":
      return lazily(object.columns, (column) => matrix([...column]));
    case "sweep":
      return { values: () => matrix([...object.values]), results: () => matrix(object.results.map(fromValue)) };
    case "control":
      return { value: () => object.value };
    default:
      return {};
  }
}

function lazily<T>(record: Readonly<Record<string, T>>, read: (item: T) => unknown): Record<string, () => unknown> {
  return Object.fromEntries(Object.entries(record).map(([name, item]) => [name, () => read(item)]));
}

/** The raw value of a model value: what a file or a field holds becomes something that expressions can use. */
export function fromValue(value: Value): unknown {
  switch (value.kind) {
    case "number":
    case "boolean":
    case "string":
      return value.value;
    case "null":
      return null;
    case "complex":
      return complexOf(value.re, value.im);
    case "list":
      return listOf(value.items.map(fromValue));
    case "object":
      return Object.fromEntries(Object.entries(value.entries).map(([name, entry]) => [name, fromValue(entry)]));
    case "other":
      return value.text;
    default:
      return value;
  }
}

/** A matrix of plain values, else a plain array: mathjs copies what a matrix holds, and our values it cannot copy. */
function listOf(items: readonly unknown[]): unknown {
  return items.some((item) => Array.isArray(item) || isOurs(item)) ? items : matrix([...items]);
}
