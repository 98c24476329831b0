import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { loadTensor } from "../../../src/data/index.ts";
import { checkCells } from "../../../src/language/index.ts";
import type { Tensor, Value } from "../../../src/model/index.ts";
import { parseNotebook, writeNotebook } from "../../../src/notebook/index.ts";
import { memory, run } from "./memory.ts";

const load = (name: string): Promise<Value> => {
  const bytes = readFileSync(new URL(`../../../examples/data/${name}`, import.meta.url));
  return run(loadTensor(memory(new Uint8Array(bytes)), name, {}));
};

async function tensor(name: string): Promise<Tensor> {
  const value = await load(name);
  if (value.kind !== "tensor") throw new Error(`${name} holds a ${value.kind}`);
  return value;
}

async function strings(name: string): Promise<string[]> {
  const value = await load(name);
  if (value.kind !== "list") throw new Error(`${name} holds a ${value.kind}`);
  return value.items.map((item) => (item.kind === "string" ? item.value : ""));
}

/** Entropy of the row, and −log p of `target`, in nats. */
function row(logits: Tensor, index: number, target: number): { entropy: number; loss: number } {
  const columns = logits.shape[1] as number;
  const z = [...logits.data.subarray(index * columns, (index + 1) * columns)];
  const m = Math.max(...z);
  const lse = m + Math.log(z.reduce((sum, v) => sum + Math.exp(v - m), 0));
  return { entropy: z.reduce((sum, v) => sum - Math.exp(v - lse) * (v - lse), 0), loss: lse - (z[target] as number) };
}

describe("the next-token data", () => {
  it("fits together", async () => {
    const [logits, targets] = [await tensor("next-token.npy"), await tensor("next-token-targets.npy")];
    const [labels, contexts] = [await strings("next-token-labels.json"), await strings("next-token-contexts.json")];
    expect(logits).toMatchObject({ dtype: "float16", shape: [contexts.length, labels.length] });
    expect(targets).toMatchObject({ dtype: "int32", shape: [contexts.length] });
    expect(new Set(labels).size).toBe(labels.length);
    expect(labels.every((label) => label !== "")).toBe(true);
    expect(logits.data.every((z) => Math.abs(z) < 30)).toBe(true);
    expect(targets.data.every((id) => id >= 0 && id < labels.length)).toBe(true);
  });

  it("has contexts that are written in the text, each followed by its target", async () => {
    const corpus = readFileSync(new URL("../../../examples/data/corpus.txt", import.meta.url), "utf8").replace(/\s+/g, " ");
    const targets = await tensor("next-token-targets.npy");
    const [labels, contexts] = [await strings("next-token-labels.json"), await strings("next-token-contexts.json")];
    const missing = contexts.filter((context, i) => !corpus.includes(context.replace(/^…/, "") + labels[targets.data[i] as number]));
    expect(missing).toEqual([]);
  });

  it("knows much more of the held-out text than token frequencies do, and is sure and unsure by turns", async () => {
    const logits = await tensor("next-token.npy");
    const targets = await tensor("next-token-targets.npy");
    const rows = [...targets.data].map((target, i) => row(logits, i, target));
    const counts = new Float64Array(logits.shape[1] as number);
    for (const target of targets.data) counts[target] = (counts[target] as number) + 1;
    // The held-out tokens' own frequencies: no model without context can do better on them.
    const unigram = counts.reduce((sum, n) => sum - (n ? (n / rows.length) * Math.log(n / rows.length) : 0), 0);
    const mean = rows.reduce((sum, { loss }) => sum + loss, 0) / rows.length;
    expect(mean).toBeLessThan(4.5);
    expect(mean).toBeLessThan(unigram - 0.3);
    expect(rows.filter(({ entropy }) => entropy < 2).length).toBeGreaterThan(10);
    expect(rows.filter(({ entropy }) => entropy > 5.5).length).toBeGreaterThan(40);
  });
});

describe("the example notebooks", () => {
  for (const name of ["temperature", "next-token"]) {
    const text = readFileSync(new URL(`../../../examples/${name}.softmaxnb`, import.meta.url), "utf8");
    const read = parseNotebook(text);
    if ("failure" in read) throw new Error(read.failure.message);
    const { notebook } = read;

    it(`are written as the editor would write them: ${name}`, () => {
      expect(notebook.front.seed).toBe(42);
      expect(writeNotebook({ ...notebook, cells: [...notebook.cells] })).toBe(text);
    });

    it(`hold nothing that the language complains about: ${name}`, () => {
      expect(checkCells(notebook.cells.filter((cell) => cell.kind === "code"))).toEqual([]);
    });
  }
});
