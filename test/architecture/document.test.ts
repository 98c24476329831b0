import { existsSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";

test("every file and folder that ARCHITECTURE.md names is there", () => {
  const text = readFileSync("ARCHITECTURE.md", "utf8");
  const named = [...text.matchAll(/`((?:src|renderers|scripts|test)\/[\w./-]+)`/g)].map((match) => match[1] ?? "");
  expect(named.length).toBeGreaterThan(20);
  expect(named.filter((path) => !existsSync(path))).toEqual([]);
});
