import { readdirSync, readFileSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { expect, it } from "vitest";

it("examples/index.json names every shipped file, for hosts that cannot list a folder", () => {
  const files = readdirSync("examples", { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name !== "index.json")
    .map((entry) => relative("examples", join(entry.parentPath, entry.name)).split(sep).join("/"))
    .sort();
  expect(JSON.parse(readFileSync("examples/index.json", "utf8"))).toEqual(files);
});
