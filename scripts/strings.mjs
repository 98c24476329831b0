#!/usr/bin/env node
/**
 * Writes l10n/bundle.l10n.json, what the extension and its renderer say in English, from their sources, and names what the translations lack.
 *   --check  writes nothing; fails where the file is stale
 */
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "./install.mjs";

/** Where texts stand, and how. */
const SOURCES = [
  { folder: "src/extension", call: /\bl10n\s*\.t\(\s*("(?:[^"\\\n]|\\.)*")?/g },
  { folder: "renderers/softmax", call: /(?<!function )\bsay\(\s*("(?:[^"\\\n]|\\.)*")?/g },
];
const BUNDLE = "l10n/bundle.l10n.json";

/**
 * The texts that the sources hand to `l10n.t`, and the renderer's to `say`. Throws where one is not a plain string literal, for then no
 * translation finds it.
 * @returns {string[]} sorted, each once
 */
function stringsOfSources() {
  return [...new Set(SOURCES.flatMap(stringsOf))].sort();
}

/** @param {{ folder: string, call: RegExp }} source */
function stringsOf({ folder, call }) {
  const files = readdirSync(join(ROOT, folder), { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".ts"));
  return files.flatMap((file) =>
    [...readFileSync(join(ROOT, folder, file), "utf8").matchAll(call)].map(([found, literal]) => {
      if (!literal) throw new Error(`${folder}/${file}: ${found} takes a string in double quotes, as it stands in the bundle`);
      return JSON.parse(literal);
    }),
  );
}

/** @param {string[]} texts */
function bundleOf(texts) {
  return `${JSON.stringify(Object.fromEntries(texts.map((text) => [text, text])), null, 2)}\n`;
}

/** The table of texts in this file. @param {string} file @returns {Record<string, string>} */
function tableOf(file) {
  return JSON.parse(readFileSync(join(ROOT, file), "utf8"));
}

/** What the translation has no text for. @param {string} file @param {string[]} keys */
function lacks(file, keys) {
  const table = tableOf(file);
  return keys.filter((key) => !(key in table)).map((key) => `${file} lacks ${JSON.stringify(key)}\n`);
}

const bundle = bundleOf(stringsOfSources());
const stale = readFileSync(join(ROOT, BUNDLE), "utf8") !== bundle;
if (stale && !process.argv.includes("--check")) writeFileSync(join(ROOT, BUNDLE), bundle);
else if (stale) process.stderr.write(`${BUNDLE} is stale: node scripts/strings.mjs writes it\n`);
const missing = [
  ...lacks("l10n/bundle.l10n.zh-cn.json", Object.keys(JSON.parse(bundle))),
  ...lacks("package.nls.zh-cn.json", Object.keys(tableOf("package.nls.json"))),
];
process.stderr.write(missing.join(""));
process.exitCode = missing.length > 0 || (stale && process.argv.includes("--check")) ? 1 : 0;
