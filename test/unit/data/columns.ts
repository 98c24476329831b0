import { expect } from "vitest";
import { type LoadOptions, loadTensor } from "../../../src/data/index.ts";
import type { Dtype, Tensor, Value } from "../../../src/model/index.ts";
import { columns } from "../../fixtures/writers/columns.mjs";
import { fixture } from "./fixture.ts";
import { memory, run } from "./memory.ts";

const DTYPES: Readonly<Record<string, Dtype>> = {
  int8: "int32",
  uint8: "int32",
  int16: "int32",
  uint16: "int32",
  int32: "int32",
  uint32: "float64",
  int64: "float64",
  float32: "float32",
  float64: "float64",
  bool: "bool",
};

/** Expects every column of the file to be, bit for bit, what its writer was given. */
export async function expectColumns(name: string, names = Object.keys(columns)): Promise<void> {
  for (const column of names) expectColumn(await load(name, { column }), column);
}

export function load(name: string, options: LoadOptions): Promise<Value> {
  return run(loadTensor(memory(fixture(name)), name, options));
}

function expectColumn(value: Value, name: string): void {
  const { type, values } = columns[name] as { type: string; values: readonly unknown[] };
  if (type === "text") return expect(value, name).toEqual({ kind: "list", items: values.map((text) => ({ kind: "string", value: text })) });
  if (type === "list") return expectLists(value, name, values as readonly (readonly number[] | null)[]);
  const missing = values.includes(null) && type !== "float32";
  expect(value, name).toMatchObject({ kind: "tensor", dtype: missing ? "float64" : DTYPES[type], shape: [values.length] });
  expect([...(value as Tensor).data], name).toEqual(values.map((item) => (item === null ? NaN : Number(item))));
}

function expectLists(value: Value, name: string, lists: readonly (readonly number[] | null)[]): void {
  if (lists.every((list) => list?.length === 3)) {
    expect(value, name).toMatchObject({ kind: "tensor", dtype: "float32", shape: [lists.length, 3] });
    expect([...(value as Tensor).data], name).toEqual(lists.flat());
    return;
  }
  if (value.kind !== "list") throw new Error(`${name} is a ${value.kind}`);
  expect(
    value.items.map((item) => [...(item as Tensor).data]),
    name,
  ).toEqual(lists.map((list) => list ?? []));
}
