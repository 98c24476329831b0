import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";

const root = join(import.meta.dirname, "../../..");
const manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
const sources = readdirSync(join(root, "src/extension"), { recursive: true, encoding: "utf8" })
  .filter((file) => file.endsWith(".ts"))
  .map((file) => readFileSync(join(root, "src/extension", file), "utf8"))
  .join("\n");

describe("the manifest", () => {
  it("declares the commands that the code registers, and no others", () => {
    const declared = manifest.contributes.commands.map(({ command }: { command: string }) => command);
    const registered = [...sources.matchAll(/registerCommand\("([^"]+)"/g)].map((match) => match[1]);
    expect(declared.sort()).toEqual(registered.sort());
  });

  it("offers the settings that the code reads, and no others", () => {
    const offered = Object.keys(manifest.contributes.configuration.properties).map((key) => key.replace("softmaxnb.", ""));
    const read = [...sources.matchAll(/values\.get\("([^"]+)"\)/g)].map((match) => match[1]);
    expect(offered.sort()).toEqual(read.sort());
  });

  it("puts only its own commands in menus", () => {
    const items = Object.values<{ command: string }[]>(manifest.contributes.menus).flat();
    expect(items.filter(({ command }) => !command.startsWith("softmaxnb."))).toEqual([]);
  });

  it("names files that are there, but for what the build makes", () => {
    const text = JSON.stringify([manifest.contributes, manifest.icon]);
    const paths = [...text.matchAll(/"(\.?\/?(?:media|syntaxes|language)[\w./-]*\.\w+)"/g)].map((match) => match[1] ?? "");
    expect(paths.length).toBeGreaterThan(5);
    expect(paths.filter((path) => !existsSync(join(root, path)))).toEqual([]);
  });

  it("uses the names of the code for its notebook type, renderer and MIME type", () => {
    const { notebooks, notebookRenderer } = manifest.contributes;
    expect(sources).toContain(`NOTEBOOK_TYPE = "${notebooks[0].type}"`);
    expect(sources).toContain(`RENDERER_ID = "${notebookRenderer[0].id}"`);
    expect(notebookRenderer[0].mimeTypes).toEqual(["application/vnd.softmaxnb.view.v1+json"]);
  });
});
