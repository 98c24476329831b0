import { materialise } from "../engine/index.ts";
import type { AnyTensor, Steps, Value } from "../model/index.ts";
import { sizeOf } from "../model/index.ts";

/** Elements of a tensor inside a list or an object that are written out. */
const INLINE = 12;
/** Items of a list that are written out. */
const LISTED = 20;

/** A value as one text, as mathjs would format it; tensors inside lists and objects are abbreviated. */
export function* formatValue(value: Value): Steps<string> {
  switch (value.kind) {
    case "number":
      return String(value.value);
    case "boolean":
      return value.claim === undefined ? String(value.value) : `✓ ${value.claim}`;
    case "string":
      return JSON.stringify(value.value);
    case "null":
      return "null";
    case "complex":
    case "other":
      return value.text;
    case "list":
      return value.text ?? `[${(yield* formatAll(value.items)).join(", ")}]`;
    case "object":
      return yield* formatEntries(value.entries);
    case "tensor":
    case "lazy":
      return yield* formatTensor(value);
    case "distribution":
      return `distribution of shape [${value.logits.shape.join(", ")}], tau ${value.tau}`;
    case "sweep":
      return `sweep over ${value.values.length} values of ${value.parameter}`;
    case "control":
      return `${value.name} = ${JSON.stringify(value.value)}`;
    case "trace":
      return `trace with columns ${Object.keys(value.columns).join(", ")}`;
    case "chart":
      return value.sentence;
  }
}

function* formatAll(items: readonly Value[]): Steps<string[]> {
  const texts: string[] = [];
  for (const item of items.slice(0, LISTED)) texts.push(yield* formatValue(item));
  return items.length > LISTED ? [...texts, `… ${items.length - LISTED} more`] : texts;
}

function* formatEntries(entries: Readonly<Record<string, Value>>): Steps<string> {
  const lines: string[] = [];
  for (const [name, entry] of Object.entries(entries)) lines.push(`${name}: ${yield* formatValue(entry)}`);
  return `{${lines.join(", ")}}`;
}

function* formatTensor(x: AnyTensor): Steps<string> {
  const size = sizeOf(x.shape);
  if (size > INLINE) return `${x.dtype} tensor of shape [${x.shape.join(", ")}]`;
  const { data } = yield* materialise(x);
  if (x.shape.length === 0) return String(data[0]);
  return nest(Array.from(data, String), x.shape);
}

function nest(items: readonly string[], shape: readonly number[]): string {
  if (shape.length <= 1) return `[${items.join(", ")}]`;
  const [rows = 0, ...rest] = shape;
  const step = sizeOf(rest);
  return `[${Array.from({ length: rows }, (_, i) => nest(items.slice(i * step, (i + 1) * step), rest)).join(", ")}]`;
}
