import { describeDistribution, describeSweep, describeTensor, type Pin } from "../engine/index.ts";
import type { Steps, TableView, Trace, Value, View } from "../model/index.ts";
import { formatValue } from "./formatValue.ts";

/** Rows of a table that are sent to the picture; the rest is left out and counted. */
const MAX_TABLE_ROWS = 200;

/** A value as plain, thinned JSON that a renderer can draw: at most about 1,000 marks, whatever the value's size. A distribution is compared with `pin`. */
export function* viewOf(value: Value, pin?: Pin): Steps<View> {
  switch (value.kind) {
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
