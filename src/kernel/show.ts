import { describeDistribution, describeSweep, describeTensor, type Pin } from "../engine/index.ts";
import type { GroupView, Steps, TableView, Trace, Value, View } from "../model/index.ts";
import { formatValue } from "./formatValue.ts";

/** Rows of a table that are sent to the picture; the rest is left out and counted. */
const MAX_TABLE_ROWS = 200;
/** Entries of a list or an object that are drawn. */
const MAX_ENTRIES = 12;

/** A value as plain, thinned JSON that a renderer can draw: at most about 1,000 marks, whatever the value's size. A distribution is compared with `pin`. */
export function* viewOf(value: Value, pin?: Pin): Steps<View> {
  switch (value.kind) {
    case "list":
    case "object":
      return yield* groupOf(value);
    case "distribution":
      return yield* describeDistribution(value, pin);
    case "sweep":
      return yield* describeSweep(value);
    case "tensor":
    case "lazy":
      return value.shape.length === 0 ? { kind: "text", text: yield* formatValue(value) } : yield* describeTensor(value);
    case "control":
      return { kind: "control", control: value };
    case "chart":
      return { kind: "chart", spec: value.spec, sentence: value.sentence };
    case "trace":
      return tableOf(value.columns);
    default:
      return { kind: "text", text: yield* formatValue(value) };
  }
}

/** Entries with their pictures, where any has one; a group within a group is text. */
function* groupOf(value: Extract<Value, { kind: "list" | "object" }>): Steps<View> {
  const text = yield* formatValue(value);
  const named =
    value.kind === "object" ? Object.entries(value.entries) : value.items.map((item, i): [string, Value] => [String(i + 1), item]);
  if (!named.some(([, entry]) => isPictured(entry))) return { kind: "text", text };
  const items: GroupView["items"][number][] = [];
  for (const [name, entry] of named.slice(0, MAX_ENTRIES)) {
    const inner = entry.kind === "list" || entry.kind === "object";
    items.push({ name, view: inner ? { kind: "text", text: yield* formatValue(entry) } : yield* viewOf(entry) });
  }
  return { kind: "group", items, left: named.length - items.length, text };
}

function isPictured(value: Value): boolean {
  switch (value.kind) {
    case "distribution":
    case "sweep":
    case "chart":
    case "trace":
      return true;
    case "tensor":
    case "lazy":
      return value.shape.length > 0;
    default:
      return false;
  }
}

function tableOf(columns: Trace["columns"]): TableView {
  const named = Object.entries(columns);
  const rows = named[0]?.[1].length ?? 0;
  return {
    kind: "table",
    rows,
    columns: named.map(([name, cells]) => ({
      name,
      cells: cells.slice(0, MAX_TABLE_ROWS).map((x) => (typeof x === "string" || Number.isFinite(x) ? x : String(x))),
    })),
  };
}
