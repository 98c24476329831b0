import { jsonNumber, type Tensor, type Value } from "../model/index.ts";

/**
 * A value as JSON: tensors are nested lists, objects objects. A number that is not finite is one of the texts "NaN", "Infinity" and
 * "-Infinity". Lazy tensors and distributions are to be made tensors first.
 */
export function writeJson(value: Value): string {
  return `${textOf(plain(value))}\n`;
}

/** As `JSON.stringify`, which leaves −0 without its sign. */
function textOf(x: unknown): string {
  if (Object.is(x, -0)) return "-0";
  if (typeof x !== "object" || x === null) return JSON.stringify(x) ?? "null";
  if (Array.isArray(x)) return `[${x.map(textOf).join(",")}]`;
  const entries = Object.entries(x).filter(([, entry]) => entry !== undefined);
  return `{${entries.map(([name, entry]) => `${JSON.stringify(name)}:${textOf(entry)}`).join(",")}}`;
}

function plain(value: Value): unknown {
  switch (value.kind) {
    case "number":
      return jsonNumber(value.value);
    case "boolean":
    case "string":
      return value.value;
    case "complex":
      return { re: jsonNumber(value.re), im: jsonNumber(value.im) };
    case "null":
      return null;
    case "tensor":
      return nested(value, 0, 0, value.data.length);
    case "list":
      return value.items.map(plain);
    case "object":
      return plainEntries(value.entries);
    case "trace":
      return Object.fromEntries(Object.entries(value.columns).map(([name, cells]) => [name, cells.map(cell)]));
    case "sweep":
      return { parameter: value.parameter, values: value.values.map(jsonNumber), results: value.results.map(plain) };
    case "chart":
      return value.fields ? plainEntries(value.fields) : value.spec;
    case "control":
      return cell(value.value);
    case "other":
      return value.text;
    case "lazy":
    case "distribution":
      throw new Error(`a ${value.kind} is to be made a tensor first`);
  }
}

function plainEntries(entries: Readonly<Record<string, Value>>): object {
  return Object.fromEntries(Object.entries(entries).map(([name, entry]) => [name, plain(entry)]));
}

function cell(x: number | string | boolean): unknown {
  return typeof x === "number" ? jsonNumber(x) : x;
}

/** The elements of one block of the tensor, axis by axis. */
function nested(x: Tensor, axis: number, start: number, size: number): unknown {
  const extent = x.shape[axis];
  if (extent === undefined) return x.dtype === "bool" ? x.data[start] !== 0 : jsonNumber(x.data[start] ?? Number.NaN);
  const inner = extent === 0 ? 0 : size / extent;
  return Array.from({ length: extent }, (_, i) => nested(x, axis + 1, start + i * inner, inner));
}
