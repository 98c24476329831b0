import { readdirSync, readFileSync } from "node:fs";
import { basename, join, relative, sep } from "node:path";
import { expect, it } from "vitest";
import { parseNotebook } from "../../../src/notebook/index.ts";

it("examples/index.json names every shipped file, for hosts that cannot list a folder", () => {
  const files = readdirSync("examples", { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name !== "index.json")
    .map((entry) => relative("examples", join(entry.parentPath, entry.name)).split(sep).join("/"))
    .sort();
  expect(JSON.parse(readFileSync("examples/index.json", "utf8"))).toEqual(files);
});

it("the command offers every template that is shipped, and none besides", () => {
  const offered = [...readFileSync("src/extension/templates.ts", "utf8").matchAll(/^ {6}name: "([\w-]+)"/gm)].map((match) => match[1]);
  expect(offered.sort()).toEqual(readdirSync("templates").map((file) => basename(file, ".softmaxnb")));
});

it.each(readdirSync("templates"))("the template %s is short, is checked and can be moved", (file) => {
  const text = readFileSync(join("templates", file), "utf8");
  const result = parseNotebook(text);
  const cells = "failure" in result ? [] : result.notebook.cells;
  expect(cells.length).toBeGreaterThanOrEqual(4);
  expect(cells.length).toBeLessThanOrEqual(8);
  expect(text).toMatch(/^assert\(/m);
  expect(text).toMatch(/= slider\(/);
  expect(text).not.toMatch(/^[^`\n]*\bload\(/m);
});

it("no line of code is cut off in an editor of 1,100 pixels", () => {
  const files = ["examples", "templates"].flatMap((folder) => readdirSync(folder).map((file) => join(folder, file)));
  const long = files
    .filter((file) => file.endsWith(".softmaxnb"))
    .flatMap((file) => {
      const result = parseNotebook(readFileSync(file, "utf8"));
      const cells = "failure" in result ? [] : result.notebook.cells.filter((cell) => cell.kind === "code");
      return cells.flatMap((cell) => cell.source.split("\n")).filter((line) => line.length > 106);
    });
  expect(long).toEqual([]);
});
