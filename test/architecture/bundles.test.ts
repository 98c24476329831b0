import { readFileSync, statSync } from "node:fs";
import { createRequire, isBuiltin } from "node:module";
import { join } from "node:path";
import { build } from "esbuild";
import { describe, expect, test } from "vitest";
import { bundles } from "../../scripts/bundles.mjs";
import { ROOT } from "../../scripts/install.mjs";
import { none, packageOf } from "./sources.ts";

interface Metafile {
  readonly inputs: Record<string, { imports: { path: string; external?: boolean }[] }>;
  readonly outputs: Record<string, { inputs: Record<string, { bytesInOutput: number }>; imports: { path: string; external?: boolean }[] }>;
}

type Bundle = (typeof bundles)[number];

function outputOf(bundle: Bundle): Metafile["outputs"][string] {
  const meta: Metafile = JSON.parse(readFileSync(join(ROOT, "build/meta", `${bundle.name}.json`), "utf8"));
  const output = meta.outputs[bundle.out];
  if (!output) throw new Error(`${bundle.name} has not been built`);
  return output;
}

/** Every input that left bytes in the bundle: a package of node_modules, or a folder of ours. */
function contents(bundle: Bundle): { packages: string[]; files: string[] } {
  const inputs = Object.entries(outputOf(bundle).inputs).flatMap(([path, { bytesInOutput }]) => (bytesInOutput > 0 ? [path] : []));
  const inside = "node_modules/";
  const packages = inputs
    .filter((path) => path.includes(inside))
    .map((path) => packageOf(path.slice(path.lastIndexOf(inside) + inside.length)));
  return { packages: [...new Set(packages)], files: inputs.filter((path) => !path.includes(inside) && !path.startsWith("(disabled)")) };
}

describe.each(bundles.map((bundle) => [bundle.name, bundle] as const))("the bundle %s", (_name, bundle) => {
  test("holds only the layers that the table gives it", () => {
    const strangers = contents(bundle).files.filter((path) => !bundle.layers.some((layer) => path.startsWith(`${layer}/`)));
    none(strangers);
  });

  test("holds only the packages that the table gives it", () => {
    const allowed = (name: string) =>
      bundle.packages.some((one: string | RegExp) => (one instanceof RegExp ? one.test(name) : one === name));
    expect(
      contents(bundle)
        .packages.filter((name) => !allowed(name))
        .join("\n"),
    ).toBe("");
  });

  test("leaves out only what its host brings", () => {
    const imports = outputOf(bundle).imports.flatMap((one) => (one.external ? [one.path] : []));
    const host = (path: string) => bundle.external.includes(path) || (bundle.platform === "node" && isBuiltin(path));
    none([...new Set(imports)].filter((path) => !host(path)));
  });

  test("is within its budget", () => {
    expect(statSync(join(ROOT, bundle.out)).size).toBeLessThanOrEqual(bundle.budget);
  });
});

test.each(bundles.flatMap((bundle) => (bundle.shared ? [[bundle.name, bundle.out, bundle.shared] as const] : [])))(
  "the bundle %s finds what it shares, by one name each, where it takes it from",
  async (_name, out, { from, layers }) => {
    const given = createRequire(join(ROOT, out))(from);
    const names = (await Promise.all(layers.map(exportsOf))).flat();
    expect(names.length).toBeGreaterThan(10);
    expect(new Set(names).size).toBe(names.length);
    none(names.filter((name) => !(name in given)));
  },
);

/** The names that a layer's index.ts exports, types left out. */
async function exportsOf(layer: string): Promise<string[]> {
  const entryPoints = [join(ROOT, layer, "index.ts")];
  const { metafile } = await build({ entryPoints, bundle: true, format: "esm", packages: "external", write: false, metafile: true });
  return Object.values(metafile.outputs).flatMap((output) => output.exports);
}
