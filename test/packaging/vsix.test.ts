import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { ROOT } from "../../scripts/install.mjs";
import { packageExtension, VSIX } from "../../scripts/package.mjs";
import { storeReadme } from "../../scripts/storeReadme.mjs";
import { entriesOf } from "./zip.ts";

/** Bytes of the .vsix, packed. */
const LIMIT = 3_000_000;

let words = "";

beforeAll(async () => {
  words = await packageExtension();
}, 120_000);

test("vsce packs the extension without a warning", () => {
  expect(words).not.toMatch(/WARNING/);
});

test("the .vsix holds exactly the files of files.txt", () => {
  const names = entriesOf(readFileSync(VSIX)).map((entry) => entry.name);
  const pinned = readFileSync(join(ROOT, "test/packaging/files.txt"), "utf8").trim().split("\n");
  expect(names.sort()).toEqual(pinned.sort());
});

test("its README leads nowhere that the package has not", () => {
  const readme = storeReadme(readFileSync(join(ROOT, "README.md"), "utf8"));
  const targets = [...readme.matchAll(/\]\(([^)]*)\)/g)].map(([, target]) => target);
  expect(targets.filter((target) => !/^(https:|#)/.test(target ?? ""))).toEqual([]);
  expect(readme).toContain("[mathjs](https://mathjs.org");
  expect(readme).toMatch(/^\| Attention \| attention, rms_norm/m);
  const [packed] = entriesOf(readFileSync(VSIX)).filter(({ name }) => name === "extension/readme.md");
  expect(packed?.size).toBe(Buffer.byteLength(readme));
});

test("the .vsix is within its size", () => {
  expect(statSync(VSIX).size).toBeLessThanOrEqual(LIMIT);
});

test("the manifest names only files that the .vsix holds", () => {
  const names = new Set(entriesOf(readFileSync(VSIX)).map((entry) => entry.name));
  const manifest = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8"));
  const missing = pathsOf([manifest.main, manifest.browser, manifest.icon, manifest.contributes]).filter(
    (path) => !names.has(`extension/${path}`),
  );
  expect(missing).toEqual([]);
});

/** Every string in the value that starts with "./", without it, and every value under a key that names a file. */
function pathsOf(value: unknown): string[] {
  if (typeof value === "string") return value.startsWith("./") ? [value.slice(2)] : [];
  if (typeof value !== "object" || value === null) return [];
  return Object.values(value).flatMap(pathsOf);
}
