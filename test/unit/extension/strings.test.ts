import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";

function tableOf(file: string): Record<string, string> {
  return JSON.parse(readFileSync(file, "utf8"));
}

const english = tableOf("l10n/bundle.l10n.json");
const manifest = readFileSync("package.json", "utf8");
const manifestEnglish = tableOf("package.nls.json");

describe("what the extension says", () => {
  it("stands in the bundles, as node scripts/strings.mjs finds it in the sources", () => {
    const { status, stderr } = spawnSync(process.execPath, ["scripts/strings.mjs", "--check"], { encoding: "utf8" });
    expect(stderr).toBe("");
    expect(status).toBe(0);
    expect(Object.keys(english).length).toBeGreaterThan(30);
  });

  it("is said through l10n.t wherever the editor shows it", () => {
    const shows =
      /(show(?:Error|Warning|Information)Message|setStatusBarMessage|showQuickPick)\(\s*["`]|(placeHolder|tooltip|title)(:| =) ["`]\w/;
    const folder = "src/extension";
    const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".ts"));
    expect(files.filter((file) => shows.test(readFileSync(join(folder, file), "utf8")))).toEqual([]);
  });
});

describe("what the manifest says", () => {
  it("names texts of package.nls.json alone, and all of them", () => {
    const named = [...new Set([...manifest.matchAll(/"%([^%"]+)%"/g)].map((match) => match[1]))];
    expect(named.sort()).toEqual(Object.keys(manifestEnglish).sort());
  });

  it("says nothing that a user reads in a single language", () => {
    const plain = [
      ...manifest.matchAll(/"(title|shortTitle|category|displayName|description|markdownDescription|contents|altText)": "([^%].*)"/g),
    ];
    expect(plain.map((match) => match[0])).toEqual([]);
  });
});

describe.each([
  ["the extension", english, tableOf("l10n/bundle.l10n.zh-cn.json")],
  ["the manifest", manifestEnglish, tableOf("package.nls.zh-cn.json")],
])("the Simplified Chinese of %s", (_, from, to) => {
  it("has every text, and no other", () => {
    expect(Object.keys(to).sort()).toEqual(Object.keys(from).sort());
  });

  it("keeps the placeholders, icons, code, commands and addresses of the English", () => {
    const parts = (text: string): string[] =>
      [...text.matchAll(/\{\d+\}|\$\([\w-]+\)|`[^`]*`|\((?:command|https):[^)]*\)/g)].map((match) => match[0]).sort();
    const apart = Object.keys(from).filter((key) => String(parts(from[key] ?? "")) !== String(parts(to[key] ?? "")));
    expect(apart).toEqual([]);
  });

  it("is translated", () => {
    const same = Object.keys(from).filter((key) => from[key] === to[key]);
    expect(same).toEqual(same.filter((key) => !/[a-z]{3} [a-z]{3}/.test(from[key] ?? "")));
  });
});
