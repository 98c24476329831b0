#!/usr/bin/env node
/**
 * Writes l10n/bundle.l10n.json, what the extension says in English, from its sources, and names what the translations lack.
 *   --check  writes nothing; fails where the file is stale
 */
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "./install.mjs";

const CALL = /\bl10n\s*\.t\(\s*("(?:[^"\\\n]|\\.)*")?/g;
const SOURCES = "src/extension";
const BUNDLE = "l10n/bundle.l10n.json";

/**
 * The texts that the extension's sources hand to `l10n.t`. Throws where one is not a plain string literal, for then no translation finds it.
 * @returns {string[]} sorted, each once
 */
function stringsOfSources() {
  const files = readdirSync(join(ROOT, SOURCES), { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".ts"));
  const texts = files.flatMap((file) =>
    [...readFileSync(join(ROOT, SOURCES, file), "utf8").matchAll(CALL)].map(([call, literal]) => {
      if (!literal) throw new Error(`${SOURCES}/${file}: ${call} takes a string in double quotes, as it stands in the bundle`);
      return JSON.parse(literal);
    }),
  );
  return [...new Set(texts)].sort();
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
