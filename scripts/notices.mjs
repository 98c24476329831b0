/** The licences of what the bundles carry along, as one text: dist/notices.txt. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "./install.mjs";

const INSIDE = "node_modules/";

/** Folders of the packages that left bytes in a bundle, from esbuild's metafiles. */
export function packagesOf(metafiles) {
  const folders = new Set();
  for (const output of metafiles.flatMap((meta) => Object.values(meta.outputs))) {
    for (const [path, { bytesInOutput }] of Object.entries(output.inputs)) {
      const start = path.lastIndexOf(INSIDE) + INSIDE.length;
      if (bytesInOutput === 0 || start < INSIDE.length) continue;
      const parts = path.slice(start).split("/");
      folders.add(path.slice(0, start) + parts.slice(0, parts[0].startsWith("@") ? 2 : 1).join("/"));
    }
  }
  return [...folders].sort();
}

/** One section a package: name, version, licence, and the text of it. Throws where a package has none. */
export function noticesOf(metafiles) {
  const head = "Softmax Notebooks carries these packages, under these licences.\n";
  return [head, ...packagesOf(metafiles).map(sectionOf)].join(`\n${"-".repeat(80)}\n`);
}

function sectionOf(folder) {
  const { name, version, license, author } = JSON.parse(readFileSync(join(ROOT, folder, "package.json"), "utf8"));
  const texts = readdirSync(join(ROOT, folder))
    .filter((file) => /^(licen[cs]e|notice|copying)/i.test(file))
    .map((file) => readFileSync(join(ROOT, folder, file), "utf8").trim());
  if (!license && texts.length === 0) throw new Error(`${name} states no licence`);
  const by = typeof author === "string" ? author : author?.name;
  const text = texts.length > 0 ? texts.join("\n\n") : `Copyright ${by ?? `the authors of ${name}`}. Licence: ${license}.`;
  return `${name} ${version} (${license ?? "see below"})\n\n${text}\n`;
}

/** The metafiles that the build has left for these bundles, those that there are. */
export function metafilesOf(bundles) {
  const paths = bundles.map((bundle) => join(ROOT, "build/meta", `${bundle.name}.json`)).filter((path) => existsSync(path));
  return paths.map((path) => JSON.parse(readFileSync(path, "utf8")));
}
