import { readFileSync } from "node:fs";
import { type LoadOptions, loadTensor } from "../../../src/data/index.ts";
import type { Tensor, Value } from "../../../src/model/index.ts";
import { failureOf, memory, run } from "./memory.ts";

/** A file of test/fixtures/data, each of them written by its format's own writer or by its description. */
export function fixture(name: string): Uint8Array {
  return new Uint8Array(readFileSync(new URL(`../../fixtures/data/${name}`, import.meta.url)));
}

export function loadFixture(name: string, options: LoadOptions = {}): Promise<Value> {
  return run(loadTensor(memory(fixture(name)), name, options));
}

export async function tensorIn(name: string, options: LoadOptions = {}): Promise<Tensor> {
  const value = await loadFixture(name, options);
  if (value.kind !== "tensor") throw new Error(`${name} holds a ${value.kind}`);
  return value;
}

/** How loading these bytes fails, as "Code: message". */
export function broken(bytes: Uint8Array | string, name: string, options: LoadOptions = {}): Promise<string> {
  return failureOf(loadTensor(memory(bytes), name, options));
}
