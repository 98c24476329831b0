import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { ROOT } from "../../scripts/install.mjs";
import { LONGEST_FILE, layers, PLATFORM_FILE } from "../../scripts/layers.mjs";
import { importsOf, none, packageOf, type Source, sourcesOf } from "./sources.ts";

type Layer = (typeof layers)[string];

const table: Record<string, Layer> = layers;
const names = Object.keys(table);
const sources = sourcesOf(names);

function layerOf(path: string): string | undefined {
  return names.find((name) => path.startsWith(`${name}/`));
}

/** Why this import is not allowed in this file, or null. */
function objection(source: Source, target: string): string | null {
  const from = layerOf(source.path) ?? "";
  const rule = table[from];
  if (!rule) return "belongs to no layer";
  if (target.startsWith("node:")) return mayUseNode(source, rule) ? null : "is no file that may use node:";
  const to = layerOf(target);
  if (to === undefined) return rule.packages.includes(packageOf(target)) ? null : "may not import this package";
  if (to === from) return null;
  if (!rule.imports.includes(to)) return "may not import this layer";
  if (target === `${to}/index.ts`) return null;
  return mayWire(source, rule, target) ? null : "may import that layer through its index.ts only";
}

function mayUseNode(source: Source, rule: Layer): boolean {
  return rule.node === true || (rule.node === "entries" && source.path.endsWith(".node.ts"));
}

/** The wiring of a platform names the files of that platform. */
function mayWire(source: Source, rule: Layer, target: string): boolean {
  const platform = rule.node === true ? "node" : source.path.match(PLATFORM_FILE)?.[1];
  return platform !== undefined && target.endsWith(`.${platform}.ts`);
}

test("every import of every layer is one that the table allows", () => {
  const found = sources.flatMap((source) =>
    importsOf(source).flatMap((target) => {
      const why = objection(source, target);
      return why ? [`${source.path} ${why}: ${target}`] : [];
    }),
  );
  none(found);
});

test("the scan of the imports sees them", () => {
  const source = {
    path: "src/engine/x.ts",
    text: 'import a from "vscode";\nexport * from "../model/index.ts";\nawait import("./b.ts");\nimport type {\n  C,\n} from "mathjs/number";\n',
  };
  expect(importsOf(source)).toEqual(["vscode", "src/model/index.ts", "src/engine/b.ts", "mathjs/number"]);
  expect(objection(source, "vscode")).toMatch(/package/);
  expect(objection(source, "src/kernel/index.ts")).toMatch(/layer/);
  expect(objection(source, "src/model/tensor.ts")).toMatch(/index/);
});

test("the references of every layer's tsconfig.json are those of the table", () => {
  for (const [name, rule] of Object.entries(table)) {
    const config = JSON.parse(readFileSync(join(ROOT, name, "tsconfig.json"), "utf8"));
    const references = (config.references ?? []).map((reference: { path: string }) => join(name, reference.path));
    expect(references.sort(), name).toEqual([...rule.imports].sort());
  }
});

test("every layer is in tsconfig.json, and every folder of src is a layer", () => {
  const config = JSON.parse(readFileSync(join(ROOT, "tsconfig.json"), "utf8"));
  const projects = config.references.map((reference: { path: string }) => join(".", reference.path));
  for (const name of names) expect(projects).toContain(name);
  for (const source of sourcesOf(["src", "renderers"])) expect(layerOf(source.path), source.path).toBeDefined();
});

test("biome.json allows each layer what the table allows, and no more", () => {
  const config = JSON.parse(readFileSync(join(ROOT, "biome.json"), "utf8"));
  for (const [name, rule] of Object.entries(table)) {
    const override = config.overrides.find(
      (one: { includes: string[]; linter?: { rules?: { style?: unknown } } }) =>
        one.includes[0] === `${name}/**` && one.linter?.rules?.style,
    );
    const group: string[] = override?.linter.rules.style.noRestrictedImports.options.patterns[0].group ?? [];
    expect(group[0], name).toBe("**");
    const allowed = group.filter((pattern) => pattern.endsWith("/index.ts")).map((pattern) => join(name, pattern.slice(1)));
    expect([...new Set(allowed.filter((path) => layerOf(path)))].sort(), name).toEqual(rule.imports.map((to) => `${to}/index.ts`).sort());
    const packages = group.filter((pattern) => !/^(\*\*|!\.|!node:)/.test(pattern)).map((pattern) => packageOf(pattern.slice(1)));
    expect(packages.sort(), name).toEqual([...rule.packages].sort());
  }
});

test(`no source is longer than ${LONGEST_FILE} lines`, () => {
  const all = [...sources, ...sourcesOf(["scripts", "test"])];
  const long = all.filter((source) => source.text.split("\n").length > LONGEST_FILE).map((source) => source.path);
  none(long);
});

test("no source turns a check off", () => {
  const marks = ["@ts-" + "ignore", "@ts-" + "expect-error", "@ts-" + "nocheck", "biome-" + "ignore"];
  const all = [...sources, ...sourcesOf(["scripts", "test"])];
  none(all.filter((source) => marks.some((mark) => source.text.includes(mark))).map((source) => source.path));
});

// The platform's own names are kept out by each tsconfig.json: its `lib` and `types` lack them.
test("no source reaches for the global object or makes code from text", () => {
  const reach = /\bglobalThis\b|\beval\(|\bnew Function\b/;
  const found = sources.filter((source) => reach.test(code(source.text)) && !source.path.startsWith("src/worker/webScope"));
  none(found.map((source) => source.path));
});

/** The text without comments and strings, roughly. */
function code(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\/|\/\/[^\n]*|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|`(?:[^`\\]|\\.)*`/g, '""');
}

test("the entries that the table of bundles names are there", async () => {
  const { bundles } = await import("../../scripts/bundles.mjs");
  none(bundles.filter((bundle) => !existsSync(join(ROOT, bundle.entry))).map((bundle) => bundle.entry));
});
