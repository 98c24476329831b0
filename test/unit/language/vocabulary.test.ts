import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { vocabulary } from "../../../src/language/index.ts";
import { isFunctionName } from "../../../src/language/mathjs.ts";
import { run } from "./run.ts";

/** The tests of what functions do; the contract and this file name them all. */
const tests = readdirSync(new URL(".", import.meta.url))
  .filter((file) => file.endsWith(".test.ts") && file !== "contract.test.ts" && file !== "vocabulary.test.ts")
  .map((file) => readFileSync(new URL(file, import.meta.url), "utf8"));

describe("every function of the vocabulary", () => {
  it.each(vocabulary.filter(({ name }) => name !== "load").map((entry) => [entry.name, entry] as const))(
    "%s has an example that runs",
    (_, entry) => {
      expect(() => run(entry.example)).not.toThrow();
    },
  );

  it.each(vocabulary.map((entry) => [entry.name, entry] as const))("%s says what it does, in a sentence", (_, entry) => {
    expect(entry.docs).toMatch(/^[^ ].{10,}\.$/s);
    expect(entry.signature.startsWith(`${entry.name}(`)).toBe(true);
  });

  it.each(vocabulary.map((entry) => [entry.name, entry] as const))("%s says where its definition is from", (_, entry) => {
    expect(entry.source).toMatch(/^[^ ].{4,}[^.]$/);
  });

  it.each(vocabulary.map(({ name }) => name))("%s is called in a test", (name) => {
    expect(tests.some((text) => new RegExp(`\\b${name}\\(|"${name}"`).test(text))).toBe(true);
  });

  it("has no name twice, and none that is a function of mathjs", () => {
    const names = vocabulary.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    expect(names.filter(isFunctionName)).toEqual([]);
  });
});
